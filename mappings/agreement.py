"""Whether a mapping agrees with the tables of both systems as they are: what is missing, what cannot be converted.

Pure over the mapping and the columns. A finding is *red* if runs cannot do without it being mended; the others are
worth knowing. Who asks for the columns and where findings are kept is in ``mappings.checking``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mappings.compile import Columns, columns_read, conditions, flow, rules, templates
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.clients.business_central import extension as bc_extension
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.errors import TableMissing
from syncadmin.engine.mapping import Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side, Value

_TEXTS = frozenset({ColumnKind.TEXT, ColumnKind.CODE})
_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL})
_PLAIN = (_TEXTS, _NUMBERS, *(frozenset({one}) for one in (ColumnKind.BOOLEAN, ColumnKind.DATE, ColumnKind.MOMENT)))


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree, of a field row (its id) or of the mapping as a whole."""

    problem: Problem
    row: int | None = None
    red: bool = True

    def as_json(self) -> dict[str, Any]:
        """As the mapping keeps it."""
        return {"row": self.row, "red": self.red, "code": self.problem.code, "facts": dict(self.problem.facts)}


def from_json(stored: Mapping[str, Any]) -> Finding:
    """A finding as it was kept."""
    facts = {str(name): str(fact) for name, fact in dict(stored.get("facts") or {}).items()}
    return Finding(Problem(str(stored["code"]), facts), stored.get("row"), bool(stored.get("red")))


def missing_field(side: Side, table: str, field: str) -> Problem:
    """What there is to say of a field that is not there."""
    if side is Side.BC and bc_extension.is_needed_for(table, field):
        return Problem("extension_needed", {"what": f"{table}.{field}"})
    return Problem("column_missing", {"system": SYSTEM_NAMES[side], "table": table, "field": field})


def missing_table(error: TableMissing) -> Problem:
    """What there is to say of a table that is not there."""
    table = error.facts.get("table", "")
    needed = error.system is Side.BC and bc_extension.is_needed_for(table)
    return Problem("extension_needed", {"what": table}) if needed else error.problem


def red_problems(mapping: TableMapping) -> list[Problem]:
    """What the last check found that runs cannot do without."""
    return [one.problem for one in map(from_json, mapping.findings) if one.red]


def notes_of_rows(mapping: TableMapping) -> dict[int, list[Finding]]:
    """What the last check found of each field row."""
    found: dict[int, list[Finding]] = {}
    for one in map(from_json, mapping.findings):
        if one.row is not None:
            found.setdefault(one.row, []).append(one)
    return found


def findings(mapping: TableMapping, columns: Columns) -> list[Finding]:
    """Everything that does not agree, red findings first."""
    found = [*_missing(mapping, columns), *_rows(mapping, columns), *_required(mapping, columns)]
    found += _options(mapping, columns)
    return sorted(found, key=lambda one: not one.red)


def _missing(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Columns that a run reads and that are not there, whether mapped, filtered on or shown."""
    for side in Side:
        rows = {_name(row, side): row.pk for row in _active(mapping)}
        for name in columns_read(mapping, side):
            if name and name not in columns[side]:
                yield Finding(missing_field(side, mapping.table(side), name), rows.get(name))


def _rows(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """What stands in the way of a value that flows from the one column to the other."""
    for row in _active(mapping):
        pair = {side: columns[side].get(_name(row, side)) for side in Side}
        for side in Side:
            source, target = pair[side.other], pair[side]
            if source and target and (flow(mapping, row) or Direction(row.direction)).flows_to(side):
                yield from _flowing(row, side, source, target)


def _flowing(row: FieldMapping, side: Side, source: Column, target: Column) -> Iterator[Finding]:
    if not (target.creatable or target.updatable):
        facts = {"system": SYSTEM_NAMES[side], "field": target.name}
        yield Finding(Problem("field_read_only", facts), row.pk)
    if not row.related_mapping and not rules(row, side) and not _convertible(source, target):
        facts = {"source": source.name, "source_kind": source.kind.value}
        facts |= {"target": target.name, "target_kind": target.kind.value}
        yield Finding(Problem("kinds_differ", facts), row.pk)
    elif 0 < target.length < source.length:
        facts = {"source": source.name, "length": str(source.length)}
        facts |= {"target": target.name, "limit": str(target.length)}
        yield Finding(Problem("lengths_differ", facts), row.pk, red=False)


def _convertible(source: Column, target: Column) -> bool:
    """Whether equal values of the two compare as equal. Options and keys mean something in their own system only."""
    return any({source.kind, target.kind} <= kinds for kinds in _PLAIN)


def _required(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Columns that a new record must have and nothing fills; red only where runs create records by themselves."""
    for side in Side:
        if not Direction(mapping.direction).flows_to(side):
            continue
        flowing = [row for row in _active(mapping) if (flow(mapping, row) or Direction.BIDIRECTIONAL).flows_to(side)]
        filled = {_name(row, side) for row in flowing} | {name for name, _ in _template_values(mapping, side)}
        for column in columns[side].values():
            if column.required and column.creatable and column.name not in filled:
                facts = {"system": SYSTEM_NAMES[side], "field": column.caption or column.name}
                yield Finding(Problem("required_not_mapped", facts), red=not mapping.only_coupled)


def _options(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Options named by filters and templates that are no options; nothing is said where no options are known."""
    named = [(one.side, one.property, value) for one in conditions(mapping) for value in one.values]
    for side in Side:
        named += [(side, name, value) for name, value in _template_values(mapping, side)]
    for side, name, value in named:
        column = columns[side].get(name)
        if column and column.kind is ColumnKind.OPTION and column.options and not _is_option(side, column, value):
            facts = {"system": SYSTEM_NAMES[side], "field": column.caption or name, "value": str(value)}
            yield Finding(Problem("option_unknown", facts))


def _template_values(mapping: TableMapping, side: Side) -> Iterator[tuple[str, Value]]:
    return (pair for one in templates(mapping) if one.side is side for pair in one.values.items())


def _is_option(side: Side, column: Column, value: Value) -> bool:
    if value is None or value == "":
        return True
    return value in (column.options.values() if side is Side.BC else column.options)


def _active(mapping: TableMapping) -> list[FieldMapping]:
    return [row for row in mapping.fields.all() if row.active and flow(mapping, row)]


def _name(row: FieldMapping, side: Side) -> str:
    return row.bc_property if side is Side.BC else row.dataverse_column
