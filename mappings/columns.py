"""The columns of a mapping as both systems describe them right now, beside its field rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.compile import rules
from mappings.findings import Finding, notes_of_rows
from mappings.labels import naming
from mappings.models import FieldMapping, TableMapping
from mappings.rule_lines import rule_words
from mappings.wording import direction_icon
from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.needs import missing_settings
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.badges import Badge, badge_for

Columns = Mapping[str, Column]

_KINDS: Mapping[ColumnKind, Promise] = {
    ColumnKind.TEXT: gettext_lazy("Text"),
    ColumnKind.CODE: gettext_lazy("Code"),
    ColumnKind.INTEGER: gettext_lazy("Integer"),
    ColumnKind.DECIMAL: gettext_lazy("Decimal"),
    ColumnKind.BOOLEAN: gettext_lazy("Boolean"),
    ColumnKind.DATE: gettext_lazy("Date"),
    ColumnKind.MOMENT: gettext_lazy("Date and time"),
    ColumnKind.OPTION: gettext_lazy("Option"),
    ColumnKind.OPTIONS: gettext_lazy("Several options"),
    ColumnKind.GUID: gettext_lazy("GUID"),
    ColumnKind.LOOKUP: gettext_lazy("Lookup"),
}


_ARROWS = {Side.DATAVERSE: "→", Side.BC: "←"}


@dataclass(frozen=True)
class Described:
    """One side of a row: its type in words, or that the system has no such column; both blank if nobody knows."""

    words: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class FieldLine:
    """A field row as the page shows it."""

    row: FieldMapping
    badge: Badge
    arrow: SafeString
    bc: Described
    dataverse: Described
    notes: Sequence[Finding] = ()

    @property
    def constant(self) -> str:
        """What the row writes by itself; the own company by its name, an option by its label."""
        side = Side.BC if self.row.bc_property else Side.DATAVERSE
        name = self.row.bc_property or self.row.dataverse_column
        return naming(self.row.mapping, side, name)(self.row.constant)

    @property
    def rules(self) -> list[str]:
        """Its transformation rules in words, with an arrow for their direction."""
        return [
            f"{_ARROWS[side]} {', '.join(map(rule_words, chain))}" for side in Side if (chain := rules(self.row, side))
        ]


def describe_tables(mapping: TableMapping) -> dict[Side, Columns | Problem]:
    """The columns of both tables, asked for at the same time; a problem for a side that does not tell."""
    connection = mapping.connection
    missing = {side: missing_settings(connection, side) for side in Side}
    questions = {side: partial(_describe, mapping, side) for side in Side if not missing[side]}
    answers = ask(questions)
    return {side: missing[side][0] if missing[side] else answers[side] for side in Side}


def field_lines(
    mapping: TableMapping, rows: Iterable[FieldMapping], answers: Mapping[Side, Columns | Problem] | None = None
) -> list[FieldLine]:
    """The rows, with what the systems said of their columns if they were asked."""
    answers = answers or {}
    notes = notes_of_rows(mapping)
    known = {side: None if isinstance(answer, Problem) else answer for side, answer in answers.items()}
    return [
        FieldLine(
            row,
            field_badge(row),
            direction_icon(row.direction),
            _described(row, Side.BC, mapping, known.get(Side.BC)),
            _described(row, Side.DATAVERSE, mapping, known.get(Side.DATAVERSE)),
            [one for one in notes.get(row.pk, ()) if one.problem.code != "column_missing" or not answers],
        )
        for row in rows
    ]


def field_badge(row: FieldMapping) -> Badge:
    """How a row stands: switched off, held up by an obstacle, or taking part."""
    if row.status != FieldMapping.Status.ENABLED:
        return badge_for("field", "disabled")
    return badge_for("field", "obstacle" if row.obstacle else "active")


def problems_of(answers: Mapping[Side, Columns | Problem]) -> Sequence[Problem]:
    """Why sides did not tell."""
    return [answer for answer in answers.values() if isinstance(answer, Problem)]


def _describe(mapping: TableMapping, side: Side) -> Columns:
    client = open_hurried(mapping.connection, side)
    with closing(client):
        return client.describe(mapping.table(side))


def _described(row: FieldMapping, side: Side, mapping: TableMapping, columns: Columns | None) -> Described:
    """What is known of the column of a row. Those of rows with an obstacle need not be among the columns we can map."""
    name = row.bc_property if side is Side.BC else row.dataverse_column
    if not name or columns is None or (row.obstacle and name not in columns):
        return Described()
    if name not in columns:
        facts = {"system": SYSTEM_NAMES[side], "table": mapping.table(side), "field": name}
        return Described(problem=Problem("column_missing", facts))
    return Described(kind_words(columns[name]))


def kind_words(column: Column) -> str:
    """The type of a column with its length, and whether it can be written."""
    kind = str(_KINDS[column.kind])
    if column.length:
        kind = f"{kind}[{column.length}]"
    return kind if column.updatable else _("%(type)s, read-only") % {"type": kind}
