"""Dataverse's Web API v9.2 as the sandbox plays it."""
