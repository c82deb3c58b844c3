"""The Celery application. The broker is only the doorbell: what is to be done is in our tables (see ``jobs``)."""

from __future__ import annotations

import logging
import os

from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError
from kombu.transport.sqlalchemy import Transport as DatabaseTransport

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncadmin.settings")

app = Celery("syncadmin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    broker_connection_retry_on_startup=True,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_prefetch_multiplier=1,
    # The transport hands its options on to SQLAlchemy's engine, which refuses those it does not know.
    broker_transport_options={},
    beat_schedule={
        "tick": {
            "task": "jobs.tick",
            "schedule": settings.CELERY_TICK_SECONDS,
            "options": {"expires": 10 * settings.CELERY_TICK_SECONDS},
        }
    },
)
# How often a worker looks into an embedded broker; kombu knows no option for it.
DatabaseTransport.polling_interval = 0.25
app.autodiscover_tasks()


def ring(task: str, *arguments: object) -> None:
    """Tell the workers that there is something to do. A lost ring costs seconds only, so an unreachable broker is
    logged and not raised; an old ring is dropped, because ``tick`` rings again."""
    try:
        app.send_task(task, arguments, expires=30, retry=False)
    except (OperationalError, OSError):
        logger.warning("The broker did not take the ring for %s; it is rung again by the next tick.", task)
