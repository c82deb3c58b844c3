"""Dataverse's bulk messages CreateMultiple, UpdateMultiple and UpsertMultiple: one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call, Reply
from ..store import Row
from . import entities
from .bodies import REFERENCE, key_of, values_of
from .errors import ARGUMENT, Failure, bad_payload, no_such_row, not_allowed

if TYPE_CHECKING:
    from .service import Dataverse


def create_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """New rows; answers their ids in order."""
    targets = _targets(call, table)
    with service.store.transaction():
        rows = [entities.create(service, table, values_of(service.store, table, body, is_new=True)) for body in targets]
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse"
    return Reply(200, {"@odata.context": context, "Ids": [row[table.key] for row in rows]})


def update_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """Changes to rows that are named by their key column."""
    targets = _targets(call, table)
    with service.store.transaction():
        for body in targets:
            _update(service, table, body)
    return Reply(204)


def upsert_multiple(service: Dataverse, call: Call, table: Table) -> Reply:
    """Changes to rows, or new rows, named by @odata.id or by their key column."""
    targets = _targets(call, table)
    with service.store.transaction():
        for body in targets:
            key = _address(table, body)
            identity, alternate = key_of(service.store, table, key, service.options.alternate_key)
            before = service.store.stored(table.name, identity) if identity else None
            entities.upsert(service, table, identity, alternate, body, before)
    return Reply(204)


MESSAGES: dict[str, Callable[[Dataverse, Call, Table], Reply]] = {
    "CreateMultiple": create_multiple,
    "UpdateMultiple": update_multiple,
    "UpsertMultiple": upsert_multiple,
}


def _targets(call: Call, table: Table) -> list[Row]:
    if table.read_only:
        raise not_allowed(call.method)
    targets = call.json().get("Targets")
    if not isinstance(targets, list) or not targets or not all(isinstance(target, dict) for target in targets):
        raise bad_payload("The parameter 'Targets' is missing or is not a collection of entities.")
    for target in targets:
        if target.get("@odata.type") != f"Microsoft.Dynamics.CRM.{table.entity}":
            raise bad_payload(f"Each target needs @odata.type 'Microsoft.Dynamics.CRM.{table.entity}'.")
    return targets


def _update(service: Dataverse, table: Table, body: Row) -> None:
    key = str(body.get(table.key, ""))
    identity, _ = key_of(service.store, table, key, alternate=False)
    if identity is None or service.store.stored(table.name, identity) is None:
        raise no_such_row(table.entity, key)
    given = {name: value for name, value in body.items() if name != table.key}
    entities.change(service, table, identity, values_of(service.store, table, given, is_new=False))


def _address(table: Table, body: Row) -> str:
    reference = body.get("@odata.id")
    if reference is None:
        return str(body.get(table.key, ""))
    match = REFERENCE.fullmatch(str(reference))
    if match is None or match["set"] != table.entity_set:
        raise Failure(400, ARGUMENT, f"'{reference}' does not name a row of {table.entity_set}.")
    return match["key"]
