"""What changed by the change tracking of Dataverse: every reading gives a link for the next one, deletions included.

The first reading is a whole one. Whether its link stands for the beginning or the end of that reading is not said, so
what changed meanwhile is read once more by stamp. A link that the service no longer honours leads to a whole reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syncadmin.connections.clients.contract import Changes
from syncadmin.connections.clients.errors import DataRefused, MarkExpired, NotAllowed, RequestRefused, RowGone
from syncadmin.connections.clients.http import Http, Json
from syncadmin.connections.clients.marks import Mark
from syncadmin.connections.clients.reading import Page, Question, pages_ahead
from syncadmin.connections.clients.stamps import Doubles, changes_by_stamp
from syncadmin.connections.clients.values import guid

_TRACKED = "odata.track-changes"
_DELETED = "$deletedEntity"
_REFUSED = (MarkExpired, RequestRefused, DataRefused, NotAllowed, RowGone)
_KEY = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def changes_by_link(question: Question, http: Http, mark: Mark, overlap: timedelta) -> Iterator[Changes]:
    """What changed behind the link of a mark; the whole table where it has none, or where it is honoured no more."""
    if mark.since:
        yield from changes_by_stamp(question, http, mark, overlap)
    elif mark.delta and (pages := _opened(pages_ahead(http, mark.delta, question.headers))):
        yield from _later(question, mark, pages)
    elif pages := _opened(pages_ahead(http, question.target(), tracked(question.headers))):
        yield from _first(question, http, mark, overlap, pages)
    else:
        yield from changes_by_stamp(question, http, Mark(mark.scope), overlap)


def tracked(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that ask for a link to later changes."""
    return {**headers, "Prefer": f"{_TRACKED},{headers['Prefer']}"}


def _opened(pages: Iterator[Page]) -> Iterator[Page] | None:
    """The same pages, unless the service refuses the first one."""
    try:
        return _resumed([next(pages)], pages)
    except _REFUSED:
        return None


def _resumed(opened: list[Page], others: Iterator[Page]) -> Iterator[Page]:
    yield opened.pop()
    yield from others


def _later(question: Question, mark: Mark, pages: Iterator[Page]) -> Iterator[Changes]:
    for page in pages:
        gone = tuple(key for row in page.rows if _is_deleted(row) and (key := _key(row)))
        changed = replace(page, rows=[row for row in page.rows if not _is_deleted(row)])
        following = str(Mark(mark.scope, delta=page.delta or mark.delta)) if not page.following else ""
        yield Changes(question.records(changed), gone, following)


def _first(question: Question, http: Http, mark: Mark, overlap: timedelta, pages: Iterator[Page]) -> Iterator[Changes]:
    doubles, link = Doubles(), ""
    began: datetime | None = None
    for page in pages:
        began, link = began or page.at, page.delta
        last = not page.following and bool(link) and not question.table.stamp
        records = doubles.without(question.records(page))
        del page
        yield Changes(records, mark=str(Mark(mark.scope, delta=link)) if last else "", whole=True)
        del records
    if question.table.stamp:
        for changes in changes_by_stamp(question, http, Mark(mark.scope, since=began), overlap):
            following = str(Mark(mark.scope, delta=link)) or changes.mark
            records = doubles.without(changes.records)
            yield Changes(records, mark=following if changes.mark else "", whole=True)


def _is_deleted(row: Json) -> bool:
    return str(row.get("@odata.context") or "").endswith(_DELETED) or "@removed" in row


def _key(row: Json) -> str | None:
    found = _KEY.findall(str(row.get("id") or row.get("@odata.id") or ""))
    return guid(found[-1]) if found else None
