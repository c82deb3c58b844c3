"""Whether the application may do what it asks for, and Dataverse's words where it may not.

What was taken away is in `permissions`. Rows that may not be read are not forbidden but invisible: the store leaves
them out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Table
from ..permissions import OWNER, Depth, Right, depth, privilege
from ..store import Row
from .errors import Failure
from .metadata.items import metadata_id

if TYPE_CHECKING:
    from .service import Dataverse

FORBIDDEN = "0x80040220"


def permit(service: Dataverse, table: Table, right: Right) -> None:
    """Raises Failure where the application lacks the privilege."""
    rights = service.options.rights
    if rights and depth(rights, table, right) is Depth.NONE:
        raise _missing(service, table, right)


def permit_everywhere(service: Dataverse, table: Table, right: Right) -> None:
    """The same for what needs the whole organisation, as change tracking does."""
    rights = service.options.rights
    if rights and depth(rights, table, right) is not Depth.ORGANIZATION:
        raise _missing(service, table, right)


def permit_row(service: Dataverse, table: Table, right: Right, row: Row) -> None:
    """The same for one row, which may have to be the application's own."""
    permit(service, table, right)
    rights = service.options.rights
    if rights and depth(rights, table, right) is Depth.USER and row[OWNER] != service.editor():
        message = (
            f"SecLib::AccessCheckEx failed. ObjectID: {row[table.key]}, OwnerId: {row[OWNER]}, "
            f"CallingUser: {service.editor()}, AccessRights: {right.capitalize()}Access"
        )
        raise Failure(403, FORBIDDEN, message)


def _missing(service: Dataverse, table: Table, right: Right) -> Failure:
    name = privilege(table, right)
    message = (
        f"Principal user (Id={service.editor()}, type=8) is missing {name} privilege "
        f"(Id={metadata_id(f'privilege {name}')}) on OTC={table.object_type} for entity '{table.entity}'."
    )
    return Failure(403, FORBIDDEN, message)
