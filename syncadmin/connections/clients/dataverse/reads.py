"""How rows are read from Dataverse: by delta link, by stamp, by key, by value, below parents; and counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from syncadmin.connections.clients import odata, reading, rows
from syncadmin.connections.clients.conditions import exact_filter, held_values
from syncadmin.connections.clients.contract import Changes, ColumnKind
from syncadmin.connections.clients.dataverse.deltas import changes_by_link
from syncadmin.connections.clients.http import Http, Json
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.marks import read_mark, scope_of
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.reading import Question
from syncadmin.connections.clients.stamps import changes_by_stamp
from syncadmin.connections.clients.values import guid
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Record, Side, Value

PAGE = 5_000
AT_ONCE = 1_000
CONDITIONS_AT_ONCE = 300
LONGEST_TARGET = 30_000
OVERLAP = timedelta(minutes=2)
_CAPPED = "Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"
# Columns that the query function for many values takes; it compares as texts, exactly but for case.
_LISTED = (ColumnKind.TEXT, ColumnKind.OPTION, ColumnKind.INTEGER, ColumnKind.GUID)


class DataverseReads:
    """Reads the tables of one environment."""

    def __init__(self, http: Http, lanes: Lanes) -> None:
        self._http, self._lanes = http, lanes

    def question(self, table: Table, columns: Sequence[str]) -> Question:
        """A question for rows of a table."""
        return Question(table, table.path, columns, self._headers(table, columns))

    def changes(self, table: Table, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """What changed since a mark: by delta link where the table is tracked, else by stamp."""
        question = self.question(table, columns)
        known = read_mark(mark, scope_of(self._http.root, question.target()))
        by = changes_by_link if table.facts.tracked else changes_by_stamp
        return by(question, self._http, known, OVERLAP)

    def by_keys(self, table: Table, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """Rows by key, several hundred in a request."""
        wanted = list(dict.fromkeys(filter(None, map(guid, keys))))
        return {record.key: record for record in self._in(self.question(table, columns), table.key, wanted)}

    def keys(self, table: Table) -> Iterator[list[str]]:
        """The keys of all rows."""
        target = odata.query(table.path, {"select": table.key})
        for page in reading.pages_ahead(self._http, target, self._headers(table, ())):
            yield [key for row in page.rows if (key := guid(row.get(table.key)))]

    def count(self, table: Table, conditions: Sequence[Condition]) -> int | None:
        """How many rows satisfy the conditions, as far as Dataverse counts."""
        condition = exact_filter(table, conditions)
        if condition is None:
            return None
        target = odata.query(table.path, {"select": table.key, "filter": condition, "count": "true"})
        headers = {"Prefer": f'odata.maxpagesize=1,odata.include-annotations="{_CAPPED}"', "If-None-Match": "null"}
        found = reading.page(self._http, target, headers)
        return None if found.get(f"@{_CAPPED}") or "@odata.count" not in found else int(found["@odata.count"])

    def find(self, table: Table, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]:
        """Rows by the value of one column; texts are compared again here, as Dataverse does not regard case."""
        known, wanted = table.column(column), held_values(table, column, values)
        question = self.question(table, list(dict.fromkeys([*columns, column])))
        given = [value for value in wanted if value is not None]
        if known.kind in _LISTED:
            found = self._in(question, known.read_as, [str(value) for value in given])
        else:
            found = self._any(question, [odata.equals(Side.DATAVERSE, known, value) for value in given])
        if None in wanted:
            found += question.ask(self._http, odata.equals(Side.DATAVERSE, known, None))
        return [record for record in found if record.values.get(column) in wanted]

    def lines(
        self, table: Table, columns: Sequence[str], parents: Sequence[str], parent: Table
    ) -> dict[str, list[Record]]:
        """Lines by the lookup that leads to their parent; parents without lines are looked for."""
        wanted = list(dict.fromkeys(filter(None, map(guid, parents))))
        lookup = table.column(rows.parent_column(table))
        question = self.question(table, list(dict.fromkeys([*columns, lookup.name])))
        below: dict[str, list[Json]] = defaultdict(list)
        for row in self._rows(question, [odata.equals(Side.DATAVERSE, lookup, key) for key in wanted]):
            below[guid(row.get(lookup.read_as)) or ""].append(row)
        bare = self.by_keys(parent, (), [key for key in wanted if key not in below])
        return {key: rows.records(table, columns, below.get(key, ())) for key in wanted if key in below or key in bare}

    def alike(
        self, table: Table, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """Rows with exactly these values; they are compared again here, as Dataverse does not regard case."""
        conditions = [odata.equals(Side.DATAVERSE, table.column(name), value) for name, value in values.items()]
        if since and table.stamp:
            conditions.append(odata.since(table.stamp, (since - OVERLAP).replace(microsecond=0)))
        question = self.question(table, list(dict.fromkeys([*columns, *values])))
        found = question.ask(self._http, " and ".join(conditions))
        return [record for record in found if rows.carries(table, record, values)]

    def _in(self, question: Question, column: str, values: Sequence[str]) -> list[Record]:
        """The rows whose column has one of many values, by the query function for that."""

        def read(http: Http, some: Sequence[str]) -> list[Record]:
            return question.ask(http, odata.is_in(column, some))

        room = LONGEST_TARGET - len(question.target(odata.is_in(column, ())))
        pieces = odata.pieces(values, lambda value: odata.encoded_width(odata.quoted(value)) + 1, room, AT_ONCE)
        return [record for some in self._lanes.each(read, pieces) for record in some]

    def _any(self, question: Question, alternatives: Sequence[str]) -> list[Record]:
        return rows.records(question.table, question.columns, self._rows(question, alternatives))

    def _rows(self, question: Question, alternatives: Sequence[str]) -> list[Json]:
        """The rows that fulfil one of many conditions."""

        def read(http: Http, some: Sequence[str]) -> list[Json]:
            found = reading.pages(http, question.target(" or ".join(some)), question.headers)
            return [row for page in found for row in page.rows]

        room = LONGEST_TARGET - len(question.target())
        pieces = odata.pieces(alternatives, lambda one: odata.encoded_width(f" or {one}"), room, CONDITIONS_AT_ONCE)
        return [row for some in self._lanes.each(read, pieces) for row in some]

    def _headers(self, table: Table, columns: Sequence[str]) -> dict[str, str]:
        wishes = (f"odata.maxpagesize={PAGE}", table.annotations(columns))
        return {"Prefer": ",".join(filter(None, wishes)), "If-None-Match": "null"}
