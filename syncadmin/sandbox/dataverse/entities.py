"""Dataverse's rows over HTTP: a set, one row, one column of a row. Writing is in `writing`, lookups in `navigation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Kind, Table
from ..etags import same
from ..exchange import Call, Reply
from ..filters import Condition
from ..reading import count_rows
from ..store import Row
from . import annotating, applying, paging, tracking, writing
from .addresses import existing_key
from .bodies import values_of
from .errors import no_such_segment, not_allowed
from .representation import representation

if TYPE_CHECKING:
    from .service import Dataverse


def collection(service: Dataverse, call: Call, table: Table) -> Reply:
    """A request to a whole set: GET lists it, POST adds to it."""
    if call.method == "GET":
        if "$apply" in call.query:
            return applying.listing(service, call, table)
        if tracking.is_wanted(call):
            return tracking.listing(service, call, table)
        return paging.listing(service, call, table)
    if call.method == "POST" and not table.read_only:
        return writing.add(service, call, table)
    raise not_allowed(call.method)


def single(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    """A request to one row."""
    if call.method == "GET":
        return _read(service, call, table, key)
    if call.method == "PATCH" and not table.read_only:
        return writing.patch(service, call, table, key)
    if call.method == "DELETE" and not table.read_only:
        return writing.delete(service, call, table, key)
    raise not_allowed(call.method)


def count(service: Dataverse, call: Call, table: Table, within: Condition = paging.EVERYTHING) -> Reply:
    """The bare number of rows, which stops at the cap."""
    if "$deltatoken" in call.query:
        return tracking.count(service, call, table)
    cap = service.options.count_cap
    total = min(count_rows(service.store, paging.query_of(service, call, table, within), cap), cap)
    return Reply(200, None, {"Content-Type": "text/plain"}, str(total).encode())


def column(service: Dataverse, call: Call, table: Table, key: str, rest: list[str]) -> Reply:
    """A request to one column of a row."""
    found = table.by_name.get(rest[0])
    if found is None or (found.kind is Kind.LOOKUP and call.method != "GET"):
        raise no_such_segment(rest[0])
    if call.method == "GET":
        return _value(call, existing(service, table, key)[found.name], is_bare=bool(rest[1:]))
    if rest[1:] or call.method not in ("PUT", "DELETE") or table.read_only:
        raise not_allowed(call.method)
    with service.store.transaction():
        identity = existing_key(service, table, key)
        writing.check_conditions(call, table, identity, service.store.stored(table.name, identity))
        body = {found.name: call.json().get("value") if call.method == "PUT" else None}
        writing.change(service, call, table, identity, values_of(service, table, body, is_new=False))
    return Reply(204)


def existing(service: Dataverse, table: Table, key: str) -> Row:
    """The row an address names; raises Failure."""
    return service.store.get(table.name, existing_key(service, table, key)) or {}


def _value(call: Call, value: object, is_bare: bool) -> Reply:
    if value is None:
        return Reply(204)
    if is_bare:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return Reply(200, None, {"Content-Type": "text/plain"}, text.encode("utf-8", "replace"))
    return Reply(200, {"@odata.context": f"{call.root}/$metadata#{call.path}", "value": value})


def _read(service: Dataverse, call: Call, table: Table, key: str) -> Reply:
    row = existing(service, table, key)
    known, version = call.header("if-none-match"), str(row["@odata.etag"])
    says_more = "$expand" in call.query or annotating.wanted(call)
    if known not in ("", "null", "*") and same(known, version) and not says_more:
        return Reply(304, None, {"ETag": version})
    return representation(service, call, table, row, 200)
