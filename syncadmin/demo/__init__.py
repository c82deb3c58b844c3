"""The demo: sets up an installation against the sandbox and supervises its processes."""
