"""Whether a mapping agrees with the tables of both systems as they are: what is missing, what cannot be written.

Over the mapping and the columns, without any call. What concerns a single field row is in ``row_agreement``; who asks
for the columns is in ``checking``.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.compile import Columns, archived, columns_read, conditions, flow, templates
from mappings.findings import Finding
from mappings.models import FieldMapping, TableMapping
from mappings.ordering import circle_of
from mappings.row_agreement import name_on, row_findings, written_twice
from mappings.typed import Unfit, check_fits, is_option
from syncadmin.connections.clients.business_central import extension as bc_extension
from syncadmin.connections.clients.conditions import operators
from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.clients.errors import TableMissing
from syncadmin.connections.derived.registry import needs_extension
from syncadmin.connections.posting import is_posted
from syncadmin.engine.conditions import Operator
from syncadmin.engine.mapping import Condition, DeletionPolicy, Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side, Value


def missing_field(side: Side, table: str, field: str) -> Problem:
    """What there is to say of a field that is not there."""
    if needs_extension(side, table, field) or (side is Side.BC and bc_extension.is_needed_for(table, field)):
        return Problem("extension_needed", {"what": f"{table}.{field}"})
    return Problem("column_missing", {"system": SYSTEM_NAMES[side], "table": table, "field": field})


def missing_table(error: TableMissing) -> Problem:
    """What there is to say of a table that is not there."""
    table = error.facts.get("table", "")
    needed = error.system is Side.BC and bc_extension.is_needed_for(table)
    return Problem("extension_needed", {"what": table}) if needed else error.problem


def findings(mapping: TableMapping, columns: Columns) -> list[Finding]:
    """Everything that does not agree, red findings first."""
    active = _active(mapping)
    found = list(_missing(mapping, columns))
    for row in active:
        found += row_findings(mapping, row, columns)
    found += [
        *written_twice(mapping, active),
        *_required(mapping, columns),
        *_options(mapping, columns),
        *_comparisons(mapping, columns),
        *_set_values(mapping, columns),
        *_order(mapping),
    ]
    return sorted(found, key=lambda one: not one.red)


def _missing(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Columns that a run reads or writes and that are not there: mapped, filtered on, shown, or set to a value."""
    for side in Side:
        rows = {name_on(row, side): row.pk for row in _active(mapping)}
        names = [*columns_read(mapping, side), *(name for name, _ in _template_values(mapping, side))]
        for name in dict.fromkeys(names):
            if name and name not in columns[side]:
                yield Finding(missing_field(side, mapping.table(side), name), rows.get(name))


def _order(mapping: TableMapping) -> Iterator[Finding]:
    """Mappings that depend on each other, so that none of them can come first."""
    if mapping.dependencies and (circle := circle_of(mapping, mapping.dependencies)):
        yield Finding(Problem("dependency_circle", {"names": ", ".join(circle)}), red=False)


def _required(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Columns that a new record must have and nothing fills; red only where runs create records by themselves. A line
    is created below its document, which it leads to."""
    documents = set(mapping.connection.mappings.filter(lines=mapping.name).values_list("dataverse_table", flat=True))
    for side in Side:
        if not Direction(mapping.direction).flows_to(side) or _is_never_new(mapping, side):
            continue
        flowing = [row for row in _active(mapping) if (flow(mapping, row) or Direction.BIDIRECTIONAL).flows_to(side)]
        filled = {name_on(row, side) for row in flowing} | {name for name, _ in _template_values(mapping, side)}
        filled |= {name for one in filled if one in columns[side] for name in columns[side][one].fills}
        for column in columns[side].values():
            wanted = column.required and column.creatable and column.target not in documents
            if wanted and column.name not in filled:
                facts = {"system": SYSTEM_NAMES[side], "field": column.caption or column.name}
                yield Finding(Problem("required_not_mapped", facts), red=not mapping.only_coupled)


def _is_never_new(mapping: TableMapping, side: Side) -> bool:
    """Whether a filter keeps every record from getting a new counterpart on a side: no value passes it."""
    found = (one for one in conditions(mapping) if one.side is side.other and one.new)
    return any(not one.values and not one.negated for one in found)


def _options(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Options that filters and templates name and that are none; nothing is said where no options are known."""
    named = [(one.side, one.property, value) for one in _all_conditions(mapping) for value in one.values]
    for side in Side:
        named += [(side, name, value) for name, value in _template_values(mapping, side)]
        named += [(side, name, value) for name, value in _archive_values(mapping, side)]
    for side, name, value in named:
        column = columns[side].get(name)
        if column and column.kind is ColumnKind.OPTION and column.options and not is_option(value, column, side):
            facts = {"system": SYSTEM_NAMES[side], "field": column.caption or name, "value": str(value)}
            yield Finding(Problem("option_unknown", facts))


def _comparisons(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Conditions that no value of their field could ever be compared by."""
    for one in _all_conditions(mapping):
        column = columns[one.side].get(one.property)
        if column and one.operator is not Operator.IS and one.operator not in operators(column):
            facts = {"system": SYSTEM_NAMES[one.side], "field": column.caption or column.name}
            yield Finding(Problem("filter_unfit", {**facts, "kind": column.kind.value}))


def _set_values(mapping: TableMapping, columns: Columns) -> Iterator[Finding]:
    """Values of templates and of archived records that cannot be written."""
    for side in Side:
        wanted = [(name, value, "creatable") for name, value in _template_values(mapping, side)]
        wanted += [(name, value, "updatable") for name, value in _archive_values(mapping, side)]
        for name, value, right in wanted:
            column = columns[side].get(name)
            if column is None or (column.kind is ColumnKind.OPTION and not is_option(value, column, side)):
                continue
            facts = {"system": SYSTEM_NAMES[side], "field": column.caption or name}
            if not getattr(column, right):
                yield Finding(Problem("set_read_only", facts))
                continue
            try:
                check_fits(value, column, side)
            except Unfit as error:
                yield Finding(Problem("set_value_unfit", {**facts, "value": str(value), "message": str(error)}))


def _all_conditions(mapping: TableMapping) -> list[Condition]:
    return [*conditions(mapping), *(each for one in templates(mapping) for each in one.conditions)]


def _template_values(mapping: TableMapping, side: Side) -> Iterator[tuple[str, Value]]:
    return (pair for one in templates(mapping) if one.side is side for pair in one.values.items())


def _archive_values(mapping: TableMapping, side: Side) -> Iterator[tuple[str, Value]]:
    """What archived records of a side get, where the mapping archives at all."""
    if mapping.deletion == DeletionPolicy.ARCHIVE or is_posted(mapping.bc_table):
        yield from archived(mapping).get(side, {}).items()


def _active(mapping: TableMapping) -> list[FieldMapping]:
    return [row for row in mapping.fields.all() if row.active and flow(mapping, row)]
