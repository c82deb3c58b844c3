"""Dataverse's rows over HTTP: read a set, read, create, change, upsert and delete one row or one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Kind, Table, Writable
from ..database import VERSION
from ..etags import etag, is_well_formed, same
from ..exchange import Call, Reply
from ..reading import count_rows, selected
from ..store import Row
from . import paging
from .bodies import key_of, values_of
from .errors import (
    ARGUMENT,
    PROPERTY,
    Failure,
    already_there,
    no_such_row,
    no_such_segment,
    not_allowed,
    version_mismatch,
)

if TYPE_CHECKING:
    from .service import Dataverse


def collection(service: Dataverse, call: Call, table: Table) -> Reply:
    """A request to a whole set: GET lists it, POST adds to it."""
    if call.method == "GET":
        return paging.listing(service, call, table)
    if call.method == "POST" and not table.read_only:
        values = values_of(service.store, table, call.json(), is_new=True)
        row = create(service, table, values)
        return _written(service, call, table, row, is_new=True)
    raise not_allowed(call.method)


def single(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    """A request to one row."""
    if call.method == "GET":
        return _read(service, call, table, key)
    if call.method == "PATCH" and not table.read_only:
        return _patch(service, call, table, key)
    if call.method == "DELETE" and not table.read_only:
        return _delete(service, call, table, key)
    raise not_allowed(call.method)


def count(service: Dataverse, call: Call, table: Table) -> Reply:
    """The bare number of rows, which stops at the cap."""
    cap = service.options.count_cap
    total = min(count_rows(service.store, paging.query_of(call, table), cap), cap)
    return Reply(200, None, {"Content-Type": "text/plain"}, str(total).encode())


def column(service: Dataverse, call: Call, table: Table, key: str, rest: list[str]) -> Reply:
    """A request to one column of a row."""
    found = table.by_name.get(rest[0])
    if found is None or found.kind is Kind.LOOKUP:
        raise no_such_segment(rest[0])
    if call.method == "GET":
        value = existing(service, table, key)[found.name]
        if value is None:
            return Reply(204)
        if rest[1:]:
            return Reply(200, None, {"Content-Type": "text/plain"}, str(value).encode())
        return Reply(200, {"@odata.context": f"{call.root}/$metadata#{call.path}", "value": value})
    if rest[1:] or call.method not in ("PUT", "DELETE") or found.writable is not Writable.ALWAYS:
        raise not_allowed(call.method)
    body = {found.name: call.json().get("value") if call.method == "PUT" else None}
    row = existing(service, table, key)
    change(service, table, str(row[table.key]), values_of(service.store, table, body, is_new=False))
    return Reply(204)


def existing(service: Dataverse, table: Table, key: str) -> Row:
    """The row an address names; raises Failure."""
    identity, alternate = key_of(service.store, table, key, service.options.alternate_key)
    row = service.store.get(table.name, identity) if identity else None
    if row is None and alternate:
        raise Failure(404, "0x80060891", f"A record with the specified key values does not exist in {table.entity}.")
    if row is None:
        raise no_such_row(table.entity, str(identity))
    return row


def change(service: Dataverse, table: Table, key: str, values: Row) -> Row:
    """Change a row as the application user."""
    check_number(service, table, values, key)
    return service.store.change(table.name, key, values, service.editor())


def create(service: Dataverse, table: Table, values: Row) -> Row:
    """Create a row as the application user."""
    check_number(service, table, values, None)
    return service.store.create(table.name, values, service.editor())


def check_number(service: Dataverse, table: Table, values: Row, key: str | None) -> None:
    """Where the alternate key is active, nobody else may have the account number."""
    number = values.get("accountnumber")
    if not service.options.alternate_key or table.name != "account" or not number:
        return
    found = service.store.stored_by("account", "accountnumber", number)
    if found is not None and found["accountid"] != key:
        message = "A record that has the attribute values Account Number already exists."
        raise Failure(412, "0x80060892", message)


def _read(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    row = existing(service, table, key)
    known = call.header("if-none-match")
    if known not in ("", "null", "*") and same(known, str(row["@odata.etag"])) and not _has_annotations(call):
        return Reply(304, None, {"ETag": str(row["@odata.etag"])})
    return _representation(service, call, table, row, 200)


def _has_annotations(call: Call) -> bool:
    return "odata.include-annotations" in call.preferences()


def _patch(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    body = call.json()
    with service.store.transaction():
        identity, alternate = key_of(service.store, table, key, service.options.alternate_key)
        before = service.store.stored(table.name, identity) if identity else None
        _check_conditions(call, table, key, before)
        row = upsert(service, table, identity, alternate, body, before)
    return _written(service, call, table, row, is_new=before is None)


def upsert(
    service: Dataverse, table: Table, identity: str | None, alternate: Row, body: Row, before: Row | None
) -> Row:
    """Update the row if there is one, otherwise create it under the key of the address."""
    _check_key(table, identity, body)
    given = {name: value for name, value in body.items() if name != table.key}
    if before is not None:
        kept = {name: value for name, value in given.items() if name not in alternate}
        return change(service, table, str(before[table.key]), values_of(service.store, table, kept, is_new=False))
    values = values_of(service.store, table, {**alternate, **given}, is_new=True)
    if identity:
        values[table.key] = identity
    return create(service, table, values)


def _check_key(table: Table, identity: str | None, body: Row) -> None:
    given = body.get(table.key)
    if identity and given is not None and str(given).lower() != identity:
        raise Failure(400, ARGUMENT, f"The {table.key} in the body differs from the one in the address.")


def _check_conditions(call: Call, table: Table, key: str, before: Row | None) -> None:
    if call.header("if-none-match") == "*" and before is not None:
        raise already_there()
    given = call.header("if-match")
    if not given:
        return
    if not is_well_formed(given):
        raise Failure(400, PROPERTY, "The If-Match header is not a valid ETag.")
    if before is None:
        raise no_such_row(table.entity, key)
    if not same(given, etag(table.service, int(str(before[VERSION])))):
        raise version_mismatch()


def _delete(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    with service.store.transaction():
        row = existing(service, table, key)
        identity = str(row[table.key])
        _check_conditions(call, table, identity, service.store.stored(table.name, identity))
        service.store.remove(table.name, identity)
    return Reply(204)


def _written(service: Dataverse, call: Call, table: Table, row: Row, is_new: bool) -> Reply:
    """204 with the row's address, or the row itself where the client prefers it."""
    if call.preferences().get("return") == "representation":
        reply = _representation(service, call, table, row, 201 if is_new else 200)
        reply.headers["Preference-Applied"] = "return=representation"
        return reply
    address = f"{call.root}/{table.entity_set}({row[table.key]})"
    return Reply(204, None, {"OData-EntityId": address, **({"Location": address} if is_new else {})})


def _representation(service: Dataverse, call: Call, table: Table, row: Row, status: int) -> Reply:
    names = paging.chosen(selected(call.query.get("$select", ""), table), table)
    value: Row = {"@odata.context": paging.context(call, table, names, single=True)}
    shown: Row = {"@odata.etag": row["@odata.etag"], **{name: row[name] for name in names}}
    value.update(paging.annotated(service.store, call, table, [shown])[0])
    return Reply(status, value, {"ETag": str(row["@odata.etag"])})
