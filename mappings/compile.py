"""A table mapping compiled into the engine's values, checked against the metadata of both systems.

What a mapping reads of each side is said here too, so that reading and planning agree. Raises ``CannotCompile`` with
the problem when the mapping cannot run at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings.models import FieldMapping, TableMapping
from mappings.tables import table_of
from mappings.typed import Unfit, typed
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine import mapping as engine
from syncadmin.engine.conditions import Operator
from syncadmin.engine.encoding import decode, decode_values
from syncadmin.engine.problems import Problem
from syncadmin.engine.transform import Rule, RuleKind
from syncadmin.engine.values import SYSTEM_NAMES, Side, Value, Values

# Rows of these modes may be there for columns that new records cannot be given: they are compared then.
_LATER = (engine.UpdateMode.FIXED, engine.UpdateMode.ON_CREATE)
Columns = Mapping[Side, Mapping[str, Column]]
Settings = tuple[Any, ...]
_COMPILED = (
    *("name", "bc_table", "dataverse_table", "direction", "filters", "templates", "policy", "by_record", "deletion"),
    *("archive", "only_coupled", "dependencies"),
)


class CannotCompile(Exception):
    """The mapping cannot run; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def compile_mapping(mapping: TableMapping, columns: Columns) -> engine.TableMapping:
    """The mapping as a run uses it: active rows in their order, with types and lengths of the live columns."""
    rows = [row for row in mapping.fields.all() if row.active and flow(mapping, row)]
    if not rows:
        raise CannotCompile(Problem("no_active_fields"))
    return engine.TableMapping(
        name=mapping.name,
        bc_table=mapping.bc_table,
        dataverse_table=mapping.dataverse_table,
        direction=engine.Direction(mapping.direction),
        fields=tuple(compiled_field(mapping, row, columns) for row in rows),
        filters=conditions(mapping),
        templates=templates(mapping),
        policy=engine.ConflictPolicy(mapping.policy),
        by_record=mapping.by_record,
        deletion=engine.DeletionPolicy(mapping.deletion),
        archive=archived(mapping),
        only_coupled=mapping.only_coupled,
        dependencies=tuple(mapping.dependencies),
    )


def settings_of(mapping: TableMapping) -> Settings:
    """All of a mapping that ``compile_mapping`` looks at, as it is kept; in one query."""
    rows = FieldMapping.objects.filter(mapping=mapping).values_list()
    return (*(getattr(mapping, name) for name in _COMPILED), *rows)


def conditions(mapping: TableMapping) -> tuple[engine.Condition, ...]:
    """The filters of both sides; a blank text among the values admits blank."""
    return tuple(map(condition, mapping.filters))


def templates(mapping: TableMapping) -> tuple[engine.Template, ...]:
    """What new records of each side get besides the mapped values."""
    return tuple(
        engine.Template(
            side=Side(one["side"]),
            values=decode_values(one["values"]),
            conditions=tuple(map(condition, one.get("conditions", ()))),
            priority=one.get("priority", 0),
        )
        for one in mapping.templates
    )


def archived(mapping: TableMapping) -> dict[Side, Values]:
    """What a record of each side gets when its partner was deleted."""
    return {Side(side): decode_values(values) for side, values in mapping.archive.items()}


def condition(stored: Mapping[str, Any]) -> engine.Condition:
    """A condition out of the form in which mappings keep it."""
    return engine.Condition(
        side=Side(stored["side"]),
        property=stored["property"],
        caption=stored["caption"],
        values=tuple(None if value == "" else decode(value) for value in stored["values"]),
        negated=stored.get("negated", False),
        operator=Operator(stored.get("operator", Operator.IS)),
        new=stored.get("new", False),
    )


def columns_read(mapping: TableMapping, side: Side) -> list[str]:
    """The properties a mapping reads of one side: mapped, filtered on, or shown in lists."""
    table = table_of(mapping, side)
    names = [row.bc_property if side is Side.BC else row.dataverse_column for row in mapping.fields.all() if row.active]
    named = [*conditions(mapping), *(each for one in templates(mapping) for each in one.conditions)]
    names += [one.property for one in named if one.side is side]
    names += mapping.archive.get(side.value) or {}
    names += [table.number, table.title, *table.search, *table.shown]
    return list(filter(None, dict.fromkeys(names)))


def flow(mapping: TableMapping, row: FieldMapping) -> engine.Direction | None:
    """Which way a row flows within its mapping; None if the mapping goes the other way only."""
    whole, one = engine.Direction(mapping.direction), engine.Direction(row.direction)
    if whole is engine.Direction.BIDIRECTIONAL or whole is one:
        return one
    return whole if one is engine.Direction.BIDIRECTIONAL else None


def compiled_field(mapping: TableMapping, row: FieldMapping, columns: Columns) -> engine.FieldMapping:
    """One row as a run uses it."""
    named = {Side.BC: row.bc_property, Side.DATAVERSE: row.dataverse_column}
    there = {side: _column(mapping, side, name, columns) for side, name in named.items() if name}
    bc, dataverse = there.get(Side.BC), there.get(Side.DATAVERSE)
    scales = [one.scale for one in there.values() if one.scale is not None]
    return engine.FieldMapping(
        id=row.field_id,
        caption=row.caption,
        bc=row.bc_property,
        dataverse=row.dataverse_column,
        direction=flow(mapping, row) or engine.Direction(row.direction),
        code=bc is not None and bc.kind is ColumnKind.CODE and not row.related_mapping and not _is_made_text(row),
        scale=min(scales, default=None),
        bc_length=bc.length if bc else 0,
        dataverse_length=dataverse.length if dataverse else 0,
        constant=_constant(row.constant, there),
        owner=Side(row.owner) if row.owner else None,
        mode=engine.UpdateMode(row.mode),
        creatable=row.mode not in _LATER or _is_creatable(mapping, row, there),
        relation=row.related_mapping,
        default=row.default or None,
        clear_if_unlinked=row.clear_on_failure,
        not_null=row.not_null,
        needed=next((side for side, one in there.items() if _must_say(one)), None),
        rules={side: found for side in Side if (found := rules(row, side))},
    )


def rules(row: FieldMapping, side: Side) -> tuple[Rule, ...]:
    """What happens to a value of a row on its way to a side."""
    found = (one for one in row.rules if one["to"] == side.value)
    return tuple(Rule(RuleKind(one["kind"]), one.get("settings", {})) for one in found)


def _constant(text: str, there: Mapping[Side, Column]) -> Value:
    """The constant of a row with one column, in the type of that; as it is where that makes no sense."""
    if not text or len(there) != 1:
        return None
    ((side, column),) = there.items()
    try:
        return typed(text, column, side)
    except Unfit:
        return text


def _is_creatable(mapping: TableMapping, row: FieldMapping, there: Mapping[Side, Column]) -> bool:
    """Whether a new record can be given the value of a row."""
    way = flow(mapping, row) or engine.Direction(row.direction)
    return all(one.creatable for side, one in there.items() if way.flows_to(side))


def _is_made_text(row: FieldMapping) -> bool:
    """Whether rules make another text of a code, which never comes back as one."""
    return row.direction == engine.Direction.TO_DATAVERSE and bool(rules(row, Side.DATAVERSE))


def _must_say(column: Column) -> bool:
    """Whether a column that is worked out must have come to something before its record is carried over."""
    return column.derived and column.required


def _column(mapping: TableMapping, side: Side, name: str, columns: Columns) -> Column:
    if name not in columns[side]:
        facts = {"system": SYSTEM_NAMES[side], "table": mapping.table(side), "field": name}
        raise CannotCompile(Problem("column_missing", facts))
    return columns[side][name]
