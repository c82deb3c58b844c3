"""Django's entrance to the sandbox; the only part of it that knows Django."""
