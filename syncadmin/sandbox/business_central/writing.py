"""Business Central's rows over HTTP, written: create one with its lines, change one, delete one.

What a page does beyond storing is in `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..columns import Column, Table
from ..database import VERSION
from ..etags import etag, is_well_formed, same
from ..exchange import Reply
from ..reading import selected
from ..store import Row
from .entities import entity, expansions_of
from .errors import Failure, bad_request, not_allowed
from .navigation import Navigation, lines
from .places import Place


def collection(place: Place) -> Reply:
    """A request to a whole set: POST adds to it."""
    if place.call.method != "POST":
        raise not_allowed(place.call.method)
    chosen, expansions = selected(place.call.query.get("$select", ""), place.table), expansions_of(place)
    with place.store.transaction():
        row = _create(place, place.table, place.call.json(), place.way, place.parent)
    if "return-no-content" in place.call.preferences():
        return Reply(204)
    reply = entity(place, 201, row, chosen, expansions)
    reply.headers["Location"] = f"{place.call.url.partition('?')[0]}({row['id']})"
    return reply


def single(place: Place) -> Reply:
    """A request to one entity."""
    if place.call.method == "PATCH":
        return _change(place)
    if place.call.method == "DELETE":
        return _delete(place)
    raise not_allowed(place.call.method)


def check_version(place: Place, given: str) -> None:
    """Whether the row is there, and at the version a client names; raises Failure."""
    if not same(given, etag(place.table.service, int(str(place.row()[VERSION])))):
        message = "Another user has already changed the record. The version of the request is out of date."
        raise Failure(place.service.options.stale_status, "Request_EntityChanged", message)


def _create(place: Place, table: Table, body: Mapping[str, object], way: Navigation | None, parent: str) -> Row:
    """A new row, below its parent if it has one, and the lines that came with it."""
    ways = lines(place.api, place.store.tables, table)
    kept = {name: value for name, value in body.items() if name not in ways}
    if "id" in kept and place.service.options.drop_client_ids:
        del kept["id"]
    values = _values(place, table, kept, is_new=True)
    if way is not None:
        values = {way.theirs: parent, **values}
    row = place.store.create(table.name, values)
    for name, child in _children(body, ways):
        _create(place, ways[name].target, child, ways[name], str(row[ways[name].ours]))
    return place.store.get(table.name, str(row[table.key])) or row if ways else row


def _children(body: Mapping[str, object], ways: Mapping[str, Navigation]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for name in body:
        given = body[name]
        if name not in ways:
            continue
        if not isinstance(given, list) or not all(isinstance(child, dict) for child in given):
            raise bad_request(f"The property '{name}' is a list of entities.")
        if given and ways[name].target.read_only:
            raise Failure(400, "BadRequest_InvalidOperation", f"'{name}' cannot be inserted.")
        yield from ((name, child) for child in given)


def _change(place: Place) -> Reply:
    given = place.call.header("if-match")
    if not is_well_formed(given):
        raise Failure(400, "BadRequest_InvalidToken", "The If-Match header is missing or not a valid ETag.")
    body = place.call.json()
    nested = lines(place.api, place.store.tables, place.table).keys() & body.keys()
    if nested:
        raise bad_request(f"'{min(nested)}' cannot be changed together with the entity it is below.")
    values = _values(place, place.table, body)
    chosen, expansions = selected(place.call.query.get("$select", ""), place.table), expansions_of(place)
    with place.store.transaction():
        check_version(place, given)
        row = place.store.change(place.table.name, place.key, values)
    return entity(place, 200, row, chosen, expansions)


def _delete(place: Place) -> Reply:
    with place.store.transaction():
        check_version(place, place.call.header("if-match") or "*")
        place.store.remove(place.table.name, place.key)
    return Reply(204)


def _values(place: Place, table: Table, body: Mapping[str, object], is_new: bool = False) -> dict[str, object]:
    """The body's properties that are to be stored, in its order; raises Failure."""
    values: dict[str, object] = {}
    for name, value in body.items():
        if name.startswith("@") or "@odata." in name:
            continue
        column = table.by_name.get(name)
        if column is None:
            raise bad_request(f"The property '{name}' does not exist on type 'Microsoft.NAV.{table.entity}'.")
        if not _may_write(place, column, is_new):
            raise Failure(400, "BadRequest_InvalidOperation", f"Control '{name}' is read-only.")
        values[name] = value
    if is_new and values.get("number") and not place.service.options.manual_numbers:
        raise Failure(400, "Application_DialogException", "You may not enter numbers manually.")
    return values


def _may_write(place: Place, column: Column, is_new: bool) -> bool:
    if column.name == "id":
        return is_new and place.service.options.keep_client_ids
    return column.writable.allows(is_new)
