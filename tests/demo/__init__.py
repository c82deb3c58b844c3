"""Tests of the demo and its supervisor, with real processes."""
