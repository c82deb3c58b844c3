"""Documents that are created with their lines in one request, so that all of it is there or nothing.

How the request is sent is up to each system's ``writes``; what becomes of it, to ``writing``, as of any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from syncadmin.connections.clients import rows
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.connections.clients.contract import Answer, Change, NewLine, Write, Written
from syncadmin.connections.clients.http import Json
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side, Values

# The tables of the lines of some writes, by name.
LineTables = Mapping[str, Table]


def line_tables(writes: Iterable[Write]) -> set[str]:
    """The tables of the lines that documents are created with."""
    return {write.lines.table for write in writes if write.lines}


def sendable(writes: Sequence[Write], tables: LineTables) -> tuple[list[Write], list[Written]]:
    """The writes that can be sent, and the answers to those with a line that cannot."""
    problems = {write.ref: problem for write in writes if (problem := _problem(write, tables))}
    refused = [Written(ref, Answer.REFUSED, problem=problem) for ref, problem in problems.items()]
    return [write for write in writes if write.ref not in problems], refused


def with_lines(content: Json, write: Write, tables: LineTables) -> Json:
    """The body of a create with its lines in it."""
    if write.lines is None:
        return content
    table = tables[write.lines.table]
    return {**content, _collection(table): [_content(table, one) for one in write.lines.rows]}


def later(table: Table, values: Values) -> Values:
    """Those of the values of a new row that it takes only once it is there."""
    return {
        name: value for name, value in values.items() if name in table.columns and not table.columns[name].creatable
    }


def lines_later(write: Write, tables: LineTables) -> list[tuple[Table, Write]]:
    """What the lines of a new document are given once they are there, each as an update of its table."""
    if write.lines is None:
        return []
    table = tables[write.lines.table]
    found = ((one, later(table, one.values)) for one in write.lines.rows)
    return [(table, Write(write.ref, Change.UPDATE, one.key, values, "*")) for one, values in found if values]


def _problem(write: Write, tables: LineTables) -> Problem | None:
    """What keeps a line from being sent; it says which line it is."""
    for one in write.lines.rows if write.lines else ():
        table = tables[write.lines.table] if write.lines else None
        if table and (problem := rows.unsendable(_alone(table), _create(one))):
            return Problem(problem.code, {**problem.facts, "line": one.number})
    return None


def _collection(table: Table) -> str:
    """What a document calls its lines."""
    return table.path if table.side is Side.BC else rows.parent_column_of(table).below


def _content(table: Table, one: NewLine) -> Json:
    content = rows.content(_alone(table), _create(one, table))
    if table.side is Side.DATAVERSE:
        return {table.key: one.key, **content}
    return {**content, OWN_KEY: one.key} if OWN_KEY in table.columns else content


def _create(one: NewLine, table: Table | None = None) -> Write:
    """A line as a write of its own, without what it takes later of a table."""
    left = later(table, one.values) if table and table.side is Side.DATAVERSE else {}
    return Write(0, Change.CREATE, one.key, {name: it for name, it in one.values.items() if name not in left})


def _alone(table: Table) -> Table:
    """The table as if it led to no parent: that is told by the place of a line."""
    return replace(table, facts=replace(table.facts, parent=""))
