"""The platform: settings, URLs and Celery; below it the engine, the connections, the sandbox and the shared UI."""
