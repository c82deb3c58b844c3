"""What pages need where there is more than one connection: whether there is, and their names."""

from __future__ import annotations

from django.http import HttpRequest

from syncadmin.connections.models import Connection

_KNOWN = "_there_are_several_connections"


def are_several(request: HttpRequest | None = None) -> bool:
    """Whether there is more than one connection, so that people have to be told which; asked once for each request."""
    known: bool | None = getattr(request, _KNOWN, None)
    if known is None:
        known = Connection.objects.values("pk")[:2].count() > 1
        if request is not None:
            setattr(request, _KNOWN, known)
    return known


def names() -> list[tuple[int, str]]:
    """The connections to choose from; nothing where there is no choice."""
    found = list(Connection.objects.order_by("name").values_list("pk", "name"))
    return found if len(found) > 1 else []
