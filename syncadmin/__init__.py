"""The platform: settings, URLs and the Celery application, with the engine, the connections, the sandbox and the shared UI below it."""
