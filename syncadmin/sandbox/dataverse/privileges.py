"""RetrieveUserPrivileges: what the roles of a user add up to, by privilege and how far it reaches.

The application's privileges follow from `permissions`; other users are made up to have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..columns import DATAVERSE, Table
from ..exchange import Call, Reply
from ..permissions import Depth, privileges
from . import entities
from .errors import no_such_segment
from .metadata.items import metadata_id
from .metadata.tables import schema_name

if TYPE_CHECKING:
    from .service import Dataverse

NAME = "Microsoft.Dynamics.CRM.RetrieveUserPrivileges"
REACHES = {Depth.USER: "Basic", Depth.UNIT: "Local", Depth.ORGANIZATION: "Global"}


def answer(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    """The privileges of a user."""
    if call.method != "GET" or table.name != "systemuser":
        raise no_such_segment(NAME)
    user = entities.existing(service, table, key)
    held = _held(service) if user[table.key] == service.editor() else ()
    unit = user["_businessunitid_value"]
    rows = [_row(name, reach, unit) for name, reach in held]
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegesResponse"
    return Reply(200, {"@odata.context": context, "RolePrivileges": rows})


def _held(service: Dataverse) -> Iterator[tuple[str, str]]:
    tables = service.store.tables
    for name, depth in privileges(service.options.rights, tables):
        yield name, REACHES[depth]
    for table in tables.values():
        if table.service == DATAVERSE:
            yield f"prvAssign{schema_name(table)}", REACHES[Depth.ORGANIZATION]


def _row(name: str, reach: str, unit: object) -> dict[str, object]:
    return {
        "Depth": reach,
        "PrivilegeId": metadata_id(f"privilege {name}"),
        "BusinessUnitId": unit,
        "PrivilegeName": name,
        "RecordFilterId": "00000000-0000-0000-0000-000000000000",
        "RecordFilterUniqueName": "",
    }
