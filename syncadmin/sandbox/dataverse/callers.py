"""On whose behalf a request to Dataverse acts: the application user, or somebody it impersonates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..exchange import Call
from ..values import GUID
from .errors import Failure

if TYPE_CHECKING:
    from .service import Dataverse

BY_COLUMN = {"callerobjectid": "azureactivedirectoryobjectid", "mscrmcallerid": "systemuserid"}


@dataclass(frozen=True)
class Caller:
    """Who writes, and who does it for them."""

    user: str
    behalf: str | None = None


def caller_of(service: Dataverse, call: Call) -> Caller:
    """Whom a request acts for; raises Failure for somebody nobody knows."""
    editor = service.editor()
    for header, column in BY_COLUMN.items():
        wanted = call.header(header)
        if not wanted:
            continue
        found = service.store.stored_by("systemuser", column, wanted.lower()) if GUID.fullmatch(wanted) else None
        if found is None:
            raise Failure(400, "0x80040204", f"Invalid caller id: no system user has {column} {wanted}.")
        return Caller(str(found["systemuserid"]), editor)
    return Caller(editor)
