"""What changed, by the stamp of the last change: the only way in Business Central, and the way for tables of Dataverse
that are not tracked.

Stamps are given before a transaction commits, so rows may appear with stamps older than ones already read. Therefore
the next reading overlaps, and its mark is the largest stamp of a pass that was read to its end, but never past the
moment that pass began. Rows come in the order of their keys: what changes while pages are read has a stamp behind the
mark, wherever its key lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from syncadmin.connections.clients.contract import Changes
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.marks import Mark
from syncadmin.connections.clients.odata import since
from syncadmin.connections.clients.reading import Question, pages_ahead
from syncadmin.engine.values import Record

_REMEMBERED = 10_000


class Doubles:
    """Leaves out what was read a moment ago at the same version; remembers so many rows at most."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def without(self, records: Sequence[Record]) -> list[Record]:
        """The records that were not read before."""
        fresh = [one for one in records if not one.version or self._seen.get(one.key) != one.version]
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        self._seen.update((one.key, one.version) for one in fresh)
        return fresh


def changes_by_stamp(question: Question, http: Http, mark: Mark, overlap: timedelta) -> Iterator[Changes]:
    """What changed since a mark; all rows where it is empty. The last page carries the next mark."""
    column = question.table.stamp
    known = mark.since if column else None
    condition = since(column, (known - overlap).replace(microsecond=0)) if known else ""
    began: datetime | None = None
    latest, doubles = known, Doubles()
    for page in pages_ahead(http, question.target(condition), question.headers):
        began, last = began or page.at, not page.following
        records = question.records(page)
        del page  # the rows are worked on as records; both would take twice the memory
        stamps = [one.modified_at for one in records if one.modified_at]
        latest = max([*stamps, latest] if latest else stamps, default=None)
        following = _next(mark, known, latest, began) if last and column else ""
        yield Changes(doubles.without(records), mark=following, whole=not known)
        del records


def _next(mark: Mark, known: datetime | None, latest: datetime | None, began: datetime) -> str:
    """The largest stamp seen, but not past the moment reading began; where no row was seen, that moment."""
    reached = min(latest, began) if latest else began
    return str(Mark(mark.scope, since=max(known, reached) if known else reached))
