"""Addresses below a row of Dataverse: the row a lookup leads to, the rows of a collection, and references to them.

Columns of the row itself are in `entities`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call, Reply
from ..filters import Condition
from ..permissions import Right
from ..places import Back, Leads
from ..store import Row
from . import entities, paging, relations, writing
from .addresses import REFERENCE, existing_key, resolve
from .bodies import BIND, values_of
from .errors import bad_payload, no_such_row, no_such_segment, not_allowed
from .permitting import permit

if TYPE_CHECKING:
    from .service import Dataverse


def leads_on(service: Dataverse, table: Table, name: str) -> bool:
    """Whether a segment behind a row is one of these."""
    leads = relations.leads(service.store.tables)
    return name in table.by_navigation or leads.back(table, name) is not None


@dataclass(frozen=True)
class Step:
    """From a row along a name; `member` is the key in brackets behind the name, `rest` what follows."""

    table: Table
    key: str
    name: str
    member: str | None
    rest: list[str]


def answer(service: Dataverse, call: Call, step: Step) -> Reply:
    """A request to what a row leads to."""
    row = entities.existing(service, step.table, step.key)
    leads = relations.leads(service.store.tables)
    back = leads.back(step.table, step.name)
    if back is not None:
        return _collection(service, call, row[step.table.key], back, step)
    if step.member is not None:
        raise no_such_segment(step.name)
    return _lookup(service, call, row, leads, step)


def _lookup(service: Dataverse, call: Call, row: Row, leads: Leads, step: Step) -> Reply:
    column, targets = leads.targets(step.table, step.name)
    key, rest = str(row[column.name] or ""), step.rest
    found = [target for target in targets if key and service.store.stored(target.name, key) is not None]
    if rest == ["$ref"]:
        return _lookup_reference(service, call, row, step, found)
    if rest:
        raise no_such_segment(rest[0])
    if call.method != "GET":
        raise not_allowed(call.method)
    if not found:
        return Reply(204)
    permit(service, found[0], Right.READ)
    return entities.single(service, call, found[0], key)


def _lookup_reference(service: Dataverse, call: Call, row: Row, step: Step, found: list[Table]) -> Reply:
    table, name = step.table, step.name
    column = table.by_navigation[name]
    if call.method == "GET":
        if not found:
            return Reply(204)
        context = f"{call.root}/$metadata#$ref"
        return Reply(200, {"@odata.context": context, "@odata.id": _address(call, found[0], row[column.name])})
    if call.method not in ("PUT", "DELETE") or table.read_only:
        raise not_allowed(call.method)
    body = {f"{name}{BIND}": _named(call) if call.method == "PUT" else None}
    writing.change(service, call, table, str(row[table.key]), values_of(service, table, body, is_new=False))
    return Reply(204)


def _collection(service: Dataverse, call: Call, owner: object, back: Back, step: Step) -> Reply:
    member, rest = step.member, step.rest
    if call.method == "GET":
        permit(service, back.table, Right.READ)
    within = Condition(f'"{back.table.name}"."{back.column.name}" = ?', (owner,))
    if rest == ["$ref"]:
        return _collection_reference(service, call, owner, back, member, within)
    if member is not None and not rest:
        return entities.single(service, call, back.table, _member(service, back, owner, member))
    if call.method == "POST" and not rest:
        if back.table.read_only:
            raise not_allowed(call.method)
        return writing.add(service, call, back.table, {back.column.name: owner})
    if call.method != "GET":
        raise not_allowed(call.method)
    if rest == ["$count"]:
        return entities.count(service, call, back.table, within)
    if rest:
        raise no_such_segment(rest[0])
    return paging.listing(service, call, back.table, within)


def _collection_reference(
    service: Dataverse, call: Call, owner: object, back: Back, member: str | None, within: Condition
) -> Reply:
    if call.method == "GET" and member is None:
        return _references(service, call, back, within)
    if call.method == "POST" and member is None:
        _refer(service, call, back, _referred(service, back, _named(call)), owner)
    elif call.method == "DELETE":
        reference = call.query.get("$id")
        key = _referred(service, back, reference) if member is None else existing_key(service, back.table, member)
        _refer(service, call, back, _member(service, back, owner, key), None)
    else:
        raise not_allowed(call.method)
    return Reply(204)


def _refer(service: Dataverse, call: Call, back: Back, key: str, owner: object) -> None:
    """Let a row of the collection lead here, or nowhere."""
    if back.table.read_only or not back.column.writable.allows(is_new=False):
        raise not_allowed(call.method)
    writing.change(service, call, back.table, key, {back.column.name: owner})


def _member(service: Dataverse, back: Back, owner: object, key: str) -> str:
    """The id of a row of the collection; raises Failure if it is none."""
    row = entities.existing(service, back.table, key)
    if row[back.column.name] != owner:
        raise no_such_row(back.table.entity, key)
    return str(row[back.table.key])


def _references(service: Dataverse, call: Call, back: Back, within: Condition) -> Reply:
    reply = paging.listing(service, call, back.table, within)
    value = reply.value if isinstance(reply.value, dict) else {}
    keys = [row[back.table.key] for row in value.get("value", ())]
    value["@odata.context"] = f"{call.root}/$metadata#Collection($ref)"
    value["value"] = [{"@odata.id": _address(call, back.table, key)} for key in keys]
    return reply


def _referred(service: Dataverse, back: Back, reference: object) -> str:
    """The id of the row of the collection's table a reference names; raises Failure."""
    table, key = resolve(service, reference)
    if table is not back.table:
        raise bad_payload(f"'{reference}' is not a row of {back.table.entity_set}.")
    return key


def _named(call: Call) -> object:
    """The address in the body of a reference."""
    reference = call.json().get("@odata.id")
    if not isinstance(reference, str) or not REFERENCE.fullmatch(reference):
        raise bad_payload("The body of a reference must have an '@odata.id' that names a row.")
    return reference


def _address(call: Call, table: Table, key: object) -> str:
    return f"{call.root}/{table.entity_set}({key})"
