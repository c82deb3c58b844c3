"""Dataverse's rows are written here: create, change, upsert and delete, under which conditions, and what is answered.

What a body means is in `bodies`, which row an address names in `addresses`, on whose behalf it happens in `callers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Table
from ..database import VERSION
from ..etags import etag, is_well_formed, same
from ..exchange import Call, Reply
from ..permissions import Right
from ..store import Row
from . import deep, duplicates, keys
from .addresses import existing_key, key_of
from .bodies import values_of
from .callers import caller_of
from .errors import ARGUMENT, PROPERTY, Failure, already_there, no_such_row, version_mismatch
from .permitting import permit, permit_row
from .representation import representation
from .rules.states import check_active

if TYPE_CHECKING:
    from .service import Dataverse


def add(service: Dataverse, call: Call, table: Table, given: Row | None = None) -> Reply:
    """A POST to a set, with the rows below the new one if there are some; `given` are columns the address says."""
    own, below = deep.apart(service, table, call.json())
    values = {**values_of(service, table, own, is_new=True), **(given or {})}
    row = deep.create(service, call, table, values, below) if below else create(service, call, table, values)
    return written(service, call, table, row, is_new=True)


def patch(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    """A PATCH of one row: a change, or a new row where there is none and none is demanded."""
    body = call.json()
    permit(service, table, Right.WRITE)
    with service.store.transaction():
        identity, alternate = key_of(service, table, key)
        before = service.store.stored(table.name, identity) if identity else None
        check_conditions(call, table, key, before)
        row = upsert(service, call, table, (identity, alternate), body)
    return written(service, call, table, row, is_new=before is None)


def delete(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    """A DELETE of one row."""
    permit(service, table, Right.DELETE)
    with service.store.transaction():
        identity = existing_key(service, table, key)
        before = service.store.stored(table.name, identity)
        check_conditions(call, table, identity, before)
        permit_row(service, table, Right.DELETE, before or {})
        service.store.remove(table.name, identity, caller_of(service, call).user)
    return Reply(204)


def create(service: Dataverse, call: Call, table: Table, values: Row) -> Row:
    """A new row."""
    permit(service, table, Right.CREATE)
    with service.store.transaction():
        keys.check(service.store, service.options, table, values, None)
        duplicates.check(service, call, table, values, None)
        return service.store.create(table.name, *_signed(service, call, table, values))


def change(service: Dataverse, call: Call, table: Table, key: str, values: Row) -> Row:
    """Other values for columns of a row."""
    with service.store.transaction():
        before = service.store.stored(table.name, key)
        if before is None:
            raise no_such_row(table.entity, key)
        permit_row(service, table, Right.WRITE, before)
        if service.options.locked_inactive and "statecode" not in values:
            check_active(table, before)
        keys.check(service.store, service.options, table, values, before)
        duplicates.check(service, call, table, values, before)
        return service.store.change(table.name, key, *_signed(service, call, table, values))


def upsert(service: Dataverse, call: Call, table: Table, address: tuple[str | None, Row], body: Row) -> Row:
    """Change the row an address names if there is one, otherwise create it under that key.

    Columns of an alternate key are left alone in a row that is there; in a new one the body's values go first.
    """
    identity, alternate = address
    _check_key(table, identity, body)
    given = {name: value for name, value in body.items() if name != table.key}
    if identity is not None and service.store.stored(table.name, identity) is not None:
        values = values_of(service, table, given, is_new=False)
        kept = {name: value for name, value in values.items() if name not in alternate}
        return change(service, call, table, identity, kept)
    values = {**alternate, **values_of(service, table, given, is_new=True)}
    if identity is not None:
        values[table.key] = identity
    return create(service, call, table, values)


def check_conditions(call: Call, table: Table, key: str, before: Row | None) -> None:
    """If-Match and If-None-Match; raises Failure."""
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


def written(service: Dataverse, call: Call, table: Table, row: Row, is_new: bool) -> Reply:
    """204 with the row's address, or the row itself where the client prefers it."""
    if call.preferences().get("return") == "representation":
        return representation(service, call, table, row, 201 if is_new else 200)
    address = f"{call.root}/{table.entity_set}({row[table.key]})"
    return Reply(204, None, {"OData-EntityId": address, **({"Location": address} if is_new else {})})


def _signed(service: Dataverse, call: Call, table: Table, values: Row) -> tuple[Row, str]:
    """Values with who wrote on behalf of somebody else, and who counts as the writer."""
    caller = caller_of(service, call)
    if "_modifiedonbehalfby_value" in table.by_name:
        values = {**values, "_modifiedonbehalfby_value": caller.behalf}
    return values, caller.user


def _check_key(table: Table, identity: str | None, body: Row) -> None:
    given = body.get(table.key)
    if identity and given is not None and str(given).lower() != identity:
        raise Failure(400, ARGUMENT, f"The {table.key} in the body differs from the one in the address.")
