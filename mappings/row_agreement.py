"""Whether a field row agrees with its two columns and with its own settings: kinds, lengths, constant, rules, relation.

Also what two rows may not do to each other: write the same field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from mappings.compile import Columns, flow, rules
from mappings.findings import Finding
from mappings.models import FieldMapping, TableMapping
from mappings.typed import Unfit, typed
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.options.keys import is_option_table
from syncadmin.engine.mapping import Direction, UpdateMode
from syncadmin.engine.problems import Problem
from syncadmin.engine.transform import Form, fault, form_after
from syncadmin.engine.values import SYSTEM_NAMES, Side

# Modes of rows that may have a column which cannot be written: it is compared.
_COMPARED = (UpdateMode.FIXED, UpdateMode.ON_CREATE)
_TEXTS = frozenset({ColumnKind.TEXT, ColumnKind.CODE})
_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL})
_PLAIN = (_TEXTS, _NUMBERS, *(frozenset({one}) for one in (ColumnKind.BOOLEAN, ColumnKind.DATE, ColumnKind.MOMENT)))
FORMS: Mapping[ColumnKind, Form] = {
    **dict.fromkeys(_TEXTS, Form.TEXT),
    **dict.fromkeys(_NUMBERS, Form.NUMBER),
    ColumnKind.DATE: Form.DATE,
    ColumnKind.MOMENT: Form.DATE,
}


def row_findings(mapping: TableMapping, row: FieldMapping, columns: Columns) -> Iterator[Finding]:
    """Everything about one row that does not agree; columns that are missing are told elsewhere."""
    pair = {side: columns[side].get(name_on(row, side)) for side in Side}
    for side in Side:
        source, target = pair[side.other], pair[side]
        if target is None or not _flow(mapping, row).flows_to(side):
            continue
        if not (target.creatable or target.updatable) and row.mode not in _COMPARED:
            facts = {"system": SYSTEM_NAMES[side], "field": target.name}
            yield Finding(Problem("field_read_only", facts), row.pk)
        if source:
            yield from _flowing(row, side, source, target)
        elif row.constant and not name_on(row, side.other):
            yield from _constant(row, side, target)
    if row.related_mapping:
        yield from _relation(mapping, row, pair[Side.DATAVERSE])


def written_twice(mapping: TableMapping, rows: Iterable[FieldMapping]) -> Iterator[Finding]:
    """Fields that several rows write, one finding for each row after the first."""
    for side in Side:
        writers: dict[str, list[FieldMapping]] = defaultdict(list)
        for row in rows:
            if name_on(row, side) and _flow(mapping, row).flows_to(side):
                writers[name_on(row, side)].append(row)
        for name, several in writers.items():
            names = ", ".join(f"{one.caption or one.constant} ({one.position})" for one in several)
            facts = {"rows": names, "field": name, "system": SYSTEM_NAMES[side]}
            yield from (Finding(Problem("written_twice", facts), one.pk) for one in several[1:])


def name_on(row: FieldMapping, side: Side) -> str:
    """The property of a row on one side."""
    return row.bc_property if side is Side.BC else row.dataverse_column


def _flow(mapping: TableMapping, row: FieldMapping) -> Direction:
    return flow(mapping, row) or Direction(row.direction)


def _flowing(row: FieldMapping, side: Side, source: Column, target: Column) -> Iterator[Finding]:
    """What stands in the way of a value that flows from the one column to the other."""
    chain = rules(row, side)
    if not row.related_mapping and not chain and not convertible(source, target):
        facts = {"source": source.name, "source_kind": source.kind.value}
        facts |= {"target": target.name, "target_kind": target.kind.value}
        yield Finding(Problem("kinds_differ", facts), row.pk)
    elif chain:
        if why := _rules_unfit(row, side, source, target):
            facts = {"field": row.caption or source.name, "system": SYSTEM_NAMES[side], "message": why}
            yield Finding(Problem("rules_unfit", facts), row.pk)
    elif 0 < target.length < source.length:
        facts = {"source": source.name, "length": str(source.length)}
        facts |= {"target": target.name, "limit": str(target.length)}
        yield Finding(Problem("lengths_differ", facts), row.pk, red=False)


def _rules_unfit(row: FieldMapping, side: Side, source: Column, target: Column) -> str:
    """Why the rules on the way to a side cannot do their work, or nothing."""
    chain = rules(row, side)
    if wrong := next(filter(None, map(fault, chain)), None):
        return wrong.why
    form = form_after(chain, FORMS.get(source.kind, Form.OTHER))
    if not isinstance(form, Form):
        return f"{form.kind.value} does not apply to what it would get"
    if form is not FORMS.get(target.kind):
        return f"they end with a {form.value}, and {target.name} is none"
    return ""


def _constant(row: FieldMapping, side: Side, target: Column) -> Iterator[Finding]:
    try:
        typed(row.constant, target, side)
    except Unfit as error:
        facts = {"system": SYSTEM_NAMES[side], "field": target.caption or target.name}
        facts |= {"value": row.constant, "message": str(error)}
        yield Finding(Problem("set_value_unfit", facts), row.pk)


def _relation(mapping: TableMapping, row: FieldMapping, column: Column | None) -> Iterator[Finding]:
    """Relations that no mapping has, or that couple other tables than the column leads to."""
    connection = mapping.connection
    options = set(connection.option_mappings.filter(name__in=row.relations).values_list("name", flat=True))
    tables = {one.name: one.dataverse_table for one in connection.mappings.filter(name__in=row.relations)}
    for name in row.relations:
        facts = {"field": row.caption or row.dataverse_column, "mapping": name}
        if name not in tables and name not in options:
            yield Finding(Problem("relation_unknown", facts), row.pk, red=False)
        elif column and not _leads_to(column, table := tables.get(name, "")):
            facts |= {"table": table or "options", "target": column.target or column.kind.value}
            yield Finding(Problem("relation_differs", facts), row.pk)


def _leads_to(column: Column, table: str) -> bool:
    """Whether a column can lead to the rows of a table, or to options where that is blank or a table of options."""
    if not table or is_option_table(table):
        return column.kind is ColumnKind.OPTION
    return column.kind is not ColumnKind.OPTION and column.target in ("", table)


def convertible(source: Column, target: Column) -> bool:
    """Whether equal values of the two compare as equal. Options and keys mean something in their own system only, but
    what is worked out may be the number or the name of an option."""
    if source.derived or target.derived:
        options = (_NUMBERS | {ColumnKind.OPTION}, _TEXTS | {ColumnKind.OPTION})
        return any({source.kind, target.kind} <= kinds for kinds in (*_PLAIN, *options))
    return any({source.kind, target.kind} <= kinds for kinds in _PLAIN)
