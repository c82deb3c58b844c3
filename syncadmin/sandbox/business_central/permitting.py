"""Whether the application's permission sets allow a request, and Business Central's words where they do not.

What was taken away is in `permissions`.
"""

from __future__ import annotations

from ..permissions import Right, is_withdrawn
from .errors import Failure
from .places import Place

RIGHTS = {"GET": Right.READ, "POST": Right.CREATE, "PATCH": Right.WRITE, "PUT": Right.WRITE, "DELETE": Right.DELETE}
VERBS = {Right.READ: "Read", Right.CREATE: "Insert", Right.WRITE: "Modify", Right.DELETE: "Delete"}


def permit(place: Place, right: Right | None = None) -> None:
    """Raises Failure where the application may not do what the request's method stands for."""
    right = right or RIGHTS.get(place.call.method, Right.READ)
    if is_withdrawn(place.service.options.rights, place.table, right):
        message = f"Sorry, the current permissions prevented the action. (TableData {place.table.label} {VERBS[right]})"
        raise Failure(403, "Authorization_PermissionDenied", message)
