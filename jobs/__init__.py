"""Planning, writing, reviewing and history: the top of the application."""
