"""Business Central's API v2.0 as the sandbox plays it."""
