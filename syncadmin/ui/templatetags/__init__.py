"""Template tags of the shared user interface."""
