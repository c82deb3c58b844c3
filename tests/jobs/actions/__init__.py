"""Tests of actions on records."""
