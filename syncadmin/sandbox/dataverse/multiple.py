"""Dataverse's bulk messages CreateMultiple, UpdateMultiple and UpsertMultiple: one transaction, all or nothing.

The first problem is the only one that is told. Each row counts as a change of its own for whoever is told of changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call, Reply
from ..store import Row
from . import writing
from .addresses import REFERENCE, key_of
from .bodies import values_of
from .errors import ARGUMENT, Failure, bad_payload, no_such_row, not_allowed

if TYPE_CHECKING:
    from .service import Dataverse

LARGEST = 116_850_000


def create_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """New rows; answers their ids in order."""
    targets = _targets(call, table, "CreateMultiple")
    with service.store.transaction():
        rows = [writing.create(service, call, table, values_of(service, table, body, is_new=True)) for body in targets]
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse"
    return Reply(200, {"@odata.context": context, "Ids": [row[table.key] for row in rows]})


def update_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """Changes to rows that are named by their key column, or by @odata.id."""
    targets = _targets(call, table, "UpdateMultiple")
    with service.store.transaction():
        for body in targets:
            address = key_of(service, table, _address(table, body))
            if address[0] is None or service.store.stored(table.name, address[0]) is None:
                raise no_such_row(table.entity, str(address[0]))
            writing.upsert(service, call, table, address, body)
    return Reply(204)


def upsert_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """Changes to rows, or new rows, named by @odata.id or by their key column."""
    targets = _targets(call, table, "UpsertMultiple")
    with service.store.transaction():
        for body in targets:
            writing.upsert(service, call, table, key_of(service, table, _address(table, body)), body)
    return Reply(204)


def delete_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """Only elastic tables have this, and there are none."""
    del service, call
    message = f"DeleteMultiple has not yet been implemented for the entity '{table.entity}'."
    raise Failure(400, "0x80044150", message)


MESSAGES: dict[str, Callable[[Dataverse, Call, Table], Reply]] = {
    "CreateMultiple": create_multiple,
    "UpdateMultiple": update_multiple,
    "UpsertMultiple": upsert_multiple,
    "DeleteMultiple": delete_multiple,
}


def _targets(call: Call, table: Table, message: str) -> list[Row]:
    if table.read_only:
        raise not_allowed(call.method)
    if not table.bulk:
        words = f"The '{message}' method does not support entities of type '{table.entity}'."
        raise Failure(400, "0x80040800", words)
    if len(call.body) > LARGEST:
        raise Failure(413, "0x8004418a", "The request is too large.")
    targets = call.json().get("Targets")
    if not isinstance(targets, list) or not targets or not all(isinstance(target, dict) for target in targets):
        raise bad_payload("The parameter 'Targets' is missing or is not a collection of entities.")
    for target in targets:
        if target.get("@odata.type") not in (kind := f"Microsoft.Dynamics.CRM.{table.entity}", f"#{kind}"):
            raise bad_payload(f"Each target needs @odata.type 'Microsoft.Dynamics.CRM.{table.entity}'.")
    return targets


def _address(table: Table, body: Row) -> str:
    """The key of the row a target is about; raises Failure."""
    reference = body.get("@odata.id")
    if reference is None:
        if body.get(table.key) is None:
            raise Failure(400, ARGUMENT, f"Each target needs its {table.key} or an @odata.id.")
        return str(body[table.key])
    match = REFERENCE.fullmatch(str(reference))
    if match is None or match["set"] != table.entity_set:
        raise Failure(400, ARGUMENT, f"'{reference}' does not name a row of {table.entity_set}.")
    return match["key"]
