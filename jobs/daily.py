"""The daily check of each enabled connection: Test Connection, and its mappings against the tables as they are now.
Before it, history that is old enough is deleted (see ``retention``).

One worker does it, because only one can move the moment at which it is due. What was found is kept where Connection
Setup, the mappings and Home show it.
"""

from __future__ import annotations

import logging

from django.db import models
from django.utils import timezone

from jobs.retention import tidy
from mappings.checking import check_mappings
from syncadmin.audit.recording import forget_old
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.models import Connection, in_a_day
from syncadmin.connections.services import SavedMeanwhile, check_connection

logger = logging.getLogger(__name__)


def due() -> list[int]:
    """The connections whose daily check is due."""
    return list(_due().values_list("pk", flat=True))


def check(connection_id: int) -> None:
    """Check a connection, unless another worker has taken that up or it is not due any more."""
    if not _due().filter(pk=connection_id).update(check_due_at=in_a_day()):
        return
    connection = Connection.objects.get(pk=connection_id)
    for mapping in connection.mappings.all():
        tidy(mapping)
    forget_old()
    try:
        check_connection(connection)
        check_mappings(connection)
    except SavedMeanwhile:
        Connection.objects.filter(pk=connection_id).update(check_due_at=timezone.now())
    except RemoteError as error:
        logger.warning("The mappings of connection %s could not be checked: %s", connection_id, error)


def _due() -> models.QuerySet[Connection]:
    return Connection.objects.filter(enabled=True, check_due_at__lte=timezone.now())
