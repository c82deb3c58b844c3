"""How rows are read from Business Central: by stamp, by key, by value, below their parents; and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from syncadmin.connections.clients import odata, reading, rows
from syncadmin.connections.clients.conditions import exact_filter, held_values
from syncadmin.connections.clients.contract import Changes, ColumnKind
from syncadmin.connections.clients.http import Http, Json
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.marks import read_mark, scope_of
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.reading import Question
from syncadmin.connections.clients.stamps import changes_by_stamp
from syncadmin.connections.clients.values import guid
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Record, Side, Value

# Larger pages were no quicker, and memory grows with them; keys alone are small.
PAGE = 5_000
KEYS_PAGE = 20_000
AT_ONCE = 100
LONGEST_TARGET = 6_000
OVERLAP = timedelta(minutes=5)


class BusinessCentralReads:
    """Reads the tables of one company."""

    def __init__(self, http: Http, lanes: Lanes, company: str) -> None:
        self._http, self._lanes, self._company = http, lanes, company

    def question(self, table: Table, columns: Sequence[str]) -> Question:
        """A question for rows of a table."""
        return Question(table, table.target(self._company), columns, paged(PAGE))

    def changes(self, table: Table, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """What changed since a mark, by stamp."""
        question = self.question(table, columns)
        known = read_mark(mark, scope_of(self._http.root, question.target()))
        return changes_by_stamp(question, self._http, known, OVERLAP)

    def by_keys(self, table: Table, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """Rows by key, up to a hundred in a request."""
        wanted = list(dict.fromkeys(filter(None, map(guid, keys))))
        found = self._any(self.question(table, columns), [f"{table.key} eq {key}" for key in wanted])
        return {record.key: record for record in found}

    def keys(self, table: Table) -> Iterator[list[str]]:
        """The keys of all rows, as many as the service gives at once."""
        target = odata.query(table.target(self._company), {"select": table.key})
        for page in reading.pages_ahead(self._http, target, paged(KEYS_PAGE)):
            yield [key for row in page.rows if (key := guid(row.get(table.key)))]

    def count(self, table: Table, conditions: Sequence[Condition]) -> int | None:
        """How many rows satisfy the conditions."""
        condition = exact_filter(table, conditions)
        if condition is None:
            return None
        options = {"select": table.key, "filter": condition, "top": "1", "count": "true"}
        counted = reading.page(self._http, odata.query(table.target(self._company), options), {}).get("@odata.count")
        return None if counted is None else int(counted)

    def find(self, table: Table, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]:
        """Rows by the value of one column; where blank may fail as a filter, all rows are read and compared here."""
        known, wanted = table.column(column), held_values(table, column, values)
        question = self.question(table, list(dict.fromkeys([*columns, column])))
        if None in wanted and known.kind is ColumnKind.OPTION:
            found = question.ask(self._http, "")
        else:
            found = self._any(question, [odata.equals(Side.BC, known, value) for value in wanted])
        return [record for record in found if record.values.get(column) in wanted]

    def lines(
        self, table: Table, columns: Sequence[str], parents: Sequence[str], above: str = ""
    ) -> dict[str, list[Record]]:
        """Lines below their parents, which bring them along: a request for many parents."""
        wanted = list(dict.fromkeys(filter(None, map(guid, parents))))
        parent = above or table.facts.parent
        path = Table(Side.BC, parent, parent, "id", "", root=table.root).target(self._company)
        options = {"select": "id", "expand": f"{table.path}($select={table.selection(columns)})"}

        def read(http: Http, some: Sequence[str]) -> dict[str, list[Record]]:
            target = odata.query(path, {**options, "filter": " or ".join(some)})
            found = (row for page in reading.pages(http, target, paged(PAGE)) for row in page.rows)
            return {guid(row["id"]) or "": self._below(table, columns, http, row) for row in found}

        room = LONGEST_TARGET - len(odata.query(path, options))
        pieces = odata.pieces([f"id eq {key}" for key in wanted], _width, room, AT_ONCE)
        return {key: lines for some in self._lanes.each(read, pieces) for key, lines in some.items()}

    def alike(
        self, table: Table, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """Rows with exactly these values; blanks are compared here only, as filters on them are fragile."""
        conditions = [odata.equals(Side.BC, table.column(name), value) for name, value in values.items() if value]
        conditions += [odata.since(table.stamp, since - OVERLAP)] if since and table.stamp else []
        question = self.question(table, list(dict.fromkeys([*columns, *values])))
        found = question.ask(self._http, " and ".join(conditions))
        return [record for record in found if rows.carries(table, record, values)]

    def _any(self, question: Question, alternatives: Sequence[str]) -> list[Record]:
        """The rows that fulfil one of many conditions on one and the same column."""

        def read(http: Http, some: Sequence[str]) -> list[Record]:
            return question.ask(http, " or ".join(some))

        room = LONGEST_TARGET - len(question.target())
        found = self._lanes.each(read, odata.pieces(alternatives, _width, room, AT_ONCE))
        return [record for some in found for record in some]

    def _below(self, table: Table, columns: Sequence[str], http: Http, parent: Json) -> list[Record]:
        """The lines a parent brought along, and those that did not fit."""
        found = list(parent.get(table.path) or ())
        further = odata.link(parent, "nextLink", of=table.path)
        found += [row for page in reading.pages(http, further, paged(PAGE)) for row in page.rows]
        return rows.records(table, columns, found)


def paged(size: int) -> dict[str, str]:
    """The header that asks for pages of a size."""
    return {"Prefer": f"odata.maxpagesize={size}"}


def _width(condition: str) -> int:
    return odata.encoded_width(f" or {condition}")
