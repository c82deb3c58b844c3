"""Short words for what these tests do again and again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from syncadmin.connections.clients.contract import Change, Write
from syncadmin.engine.values import Record


def create(ref: int = 1, key: str = "", **values: object) -> Write:
    """A new row; ``key="new"`` chooses a GUID."""
    return Write(ref, Change.CREATE, str(uuid.uuid4()) if key == "new" else key, values)


def update(record: Record, ref: int = 1, **values: object) -> Write:
    """A change of a row as it was read."""
    return Write(ref, Change.UPDATE, record.key, values, record.version)


def delete(record: Record, ref: int = 1) -> Write:
    """A deletion of a row as it was read."""
    return Write(ref, Change.DELETE, record.key, {}, record.version)


def read(remote, table: str, *columns: str) -> list[Record]:
    """All rows of a table."""
    return [record for page in remote.changes(table, columns, "") for record in page.records]


def changed(remote, table: str, columns: list[str], mark: str = "") -> tuple[list[Record], tuple[str, ...], str]:
    """The records and deleted keys of a reading, and its mark."""
    pages = list(remote.changes(table, columns, mark))
    assert not any(page.mark for page in pages[:-1])
    gone = tuple(key for page in pages for key in page.deleted)
    return [record for page in pages for record in page.records], gone, pages[-1].mark


def add_many(sandbox, table: str, column: str, count: int) -> None:
    """Many rows with names and, where they need one, numbers of their own."""
    numbers = [{"number": f"N{n}"} if table == "customers" else {} for n in range(count)]
    sandbox.add_many(table, [{column: f"Name {n}", **number} for n, number in enumerate(numbers)])


def answers(written) -> dict[int, str]:
    """The answers by the number of the write."""
    return {one.ref: str(one.answer) for one in written}


@contextmanager
def counting(sandbox, part: str = "") -> Iterator[list]:
    """The requests sent meanwhile whose path holds a part."""
    before, sent = len(sandbox.requests), []
    yield sent
    sent += [one for one in list(sandbox.requests)[before:] if part in path_of(one)]


def last_request(sandbox, part: str) -> str:
    """The last path and query that holds a part."""
    return next(path_of(one) for one in reversed(list(sandbox.requests)) if part in path_of(one))


def path_of(request) -> str:
    """Path and query of a request the sandbox noted."""
    return unquote(f"{request.path}?{request.query}")
