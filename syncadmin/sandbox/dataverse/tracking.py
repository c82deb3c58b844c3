"""Dataverse's change tracking: the first reading of a table, and what changed since a delta token.

The token is made and judged in `delta_tokens`. A reading keeps the version it began at until its last page, so what
changes meanwhile is told by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..columns import Table
from ..database import VERSION
from ..exchange import Call, Reply
from ..filters import Condition
from ..permissions import Right
from ..reading import BadOption, Query, count_rows, read_page, shape
from ..store import Row, Selection
from . import annotating, cookies, delta_tokens, paging
from .cookies import Cookie
from .delta_tokens import DeltaToken
from .errors import PROPERTY, Failure
from .permitting import permit_everywhere

if TYPE_CHECKING:
    from .service import Dataverse

PREFERENCE = "odata.track-changes"
FIRST = {"$select", "$skiptoken"}
LATER = {"$select", "$skiptoken", "$deltatoken"}


def is_wanted(call: Call) -> bool:
    """Whether a request for a set is about its changes."""
    if "$deltatoken" in call.query or PREFERENCE in call.preferences():
        return True
    return 'istracking="True"' in call.query.get("$skiptoken", "")


def listing(service: Dataverse, call: Call, table: Table) -> Reply:
    """One page of the first reading, or of the changes since."""
    if not table.tracked:
        raise Failure(400, PROPERTY, f"Change tracking is not enabled for the entity '{table.entity}'.")
    permit_everywhere(service, table, Right.READ)
    if "$deltatoken" in call.query:
        return _changes(service, call, table)
    return _first(service, call, table)


def count(service: Dataverse, call: Call, table: Table) -> Reply:
    """How many changes there are since a token."""
    if not table.tracked:
        raise Failure(400, PROPERTY, f"Change tracking is not enabled for the entity '{table.entity}'.")
    query = _query(service, call, table, LATER)
    known = delta_tokens.read(service, table, query.selected, call.query["$deltatoken"])
    now = service.store.version()
    changed = count_rows(service.store, replace(query, condition=_between(known.version, now)))
    total = changed + service.store.deletions.count(table.name, known.version, now)
    return Reply(200, None, {"Content-Type": "text/plain"}, str(total).encode())


def _first(service: Dataverse, call: Call, table: Table) -> Reply:
    query = _query(service, call, table, FIRST)
    size, applied = paging.page_size(service, call, query)
    cookie = cookies.read(call)
    if cookie is None:
        token = delta_tokens.token_now(service, table, query.selected)
    else:
        token = delta_tokens.read(service, table, query.selected, cookie.token)
    page = read_page(service.store, query, size, cookies.values_of(table, cookie.marks) if cookie else None)
    value: Row = {"@odata.context": paging.context(call, table, query.selected)}
    value["value"] = annotating.annotated(service.store, call, table, page.rows)
    if page.after is not None:
        following = paging.following(cookie, query, page, token.written())
        value["@odata.nextLink"] = cookies.next_link(call, following)
    else:
        value["@odata.deltaLink"] = cookies.address(call, {"$deltatoken": token.written()})
    return Reply(200, value, _applied(call, applied))


@dataclass(frozen=True)
class _Window:
    """The versions one page of changes is about; rows come first, then deletions."""

    rows_after: int
    deletions_after: int
    until: int

    def marks(self) -> dict[str, str | None]:
        """What the next page has to know."""
        return {"rows": str(self.rows_after), "deletions": str(self.deletions_after)}


def _changes(service: Dataverse, call: Call, table: Table) -> Reply:
    query = _query(service, call, table, LATER)
    known = delta_tokens.read(service, table, query.selected, call.query["$deltatoken"])
    cookie = cookies.read(call)
    token = _end(service, table, query, cookie)
    size, applied = paging.page_size(service, call, query)
    window = _window(known, cookie, token)
    entries, following = _page(service, call, query, window, size)
    context = paging.context(call, table, query.selected)
    value: Row = {"@odata.context": f"{context}/$delta", "value": entries}
    if following is not None:
        number = cookie.page + 1 if cookie else 2
        value["@odata.nextLink"] = cookies.next_link(call, Cookie(number, following.marks(), token.written()))
    else:
        value["@odata.deltaLink"] = cookies.address(call, {"$deltatoken": token.written()})
    return Reply(200, value, _applied(call, applied))


def _end(service: Dataverse, table: Table, query: Query, cookie: Cookie | None) -> DeltaToken:
    """The token a reading of changes ends with; its first page decides."""
    if cookie is None:
        return delta_tokens.token_now(service, table, query.selected)
    return delta_tokens.read(service, table, query.selected, cookie.token)


def _window(known: DeltaToken, cookie: Cookie | None, token: DeltaToken) -> _Window:
    if cookie is None:
        return _Window(known.version, known.version, token.version)
    rows, deletions = (cookies.whole(cookie.marks.get(name)) for name in ("rows", "deletions"))
    return _Window(rows, deletions, token.version)


def _page(service: Dataverse, call: Call, query: Query, window: _Window, size: int) -> tuple[list[Row], _Window | None]:
    """The entries of one page, and the window of the next one if there is more."""
    names = (*query.selected, VERSION)
    where = _between(window.rows_after, window.until)
    selection = Selection(query.table, names, where.sql, where.parameters, VERSION, size + 1)
    found = service.store.select(selection)
    shaped = shape(query.table, query.selected, names)
    rows = annotating.annotated(service.store, call, query.table, [shaped(values) for values in found[:size]])
    if len(found) > size:
        return rows, replace(window, rows_after=int(str(found[size - 1][-1])))
    left = size - len(rows)
    gone = service.store.deletions.between(query.table.name, window.deletions_after, window.until, left + 1)
    rows += [_deleted(call, query.table, key) for _, key in gone[:left]]
    if len(gone) > left:
        last = gone[left - 1][0] if left else window.deletions_after
        return rows, _Window(window.until, last, window.until)
    return rows, None


def _deleted(call: Call, table: Table, key: str) -> Row:
    context = f"{call.root}/$metadata#{table.entity_set}/$deletedEntity"
    return {"@odata.context": context, "id": key, "reason": "deleted"}


def _query(service: Dataverse, call: Call, table: Table, allowed: set[str]) -> Query:
    for name in call.query:
        if name.startswith("$") and name not in allowed:
            raise BadOption(f"The query parameter {name} is not supported when changes are tracked.")
    return paging.query_of(service, replace(call, query={"$select": call.query.get("$select", "")}), table)


def _between(after: int, until: int) -> Condition:
    return Condition(f"{VERSION} > ? AND {VERSION} <= ?", (after, until))


def _applied(call: Call, applied: tuple[str, ...]) -> dict[str, str]:
    """What the request preferred and got."""
    own = (PREFERENCE,) if PREFERENCE in call.preferences() else ()
    return annotating.applied(call, *own, *applied)
