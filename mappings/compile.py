"""A table mapping compiled into the engine's values, checked against the metadata of both systems.

What a mapping reads of each side is said here too, so that reading and planning agree. Raises ``CannotCompile`` with
the problem when the mapping cannot run at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from mappings.models import FieldMapping, TableMapping
from mappings.tables import table_of
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine import mapping as engine
from syncadmin.engine.decide import SYSTEM_NAMES
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

Columns = Mapping[Side, Mapping[str, Column]]


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
        fields=tuple(_field(mapping, row, columns) for row in rows),
        filters=conditions(mapping),
        templates={Side(side): values for side, values in mapping.templates.items()},
        policy=engine.ConflictPolicy(mapping.policy),
        only_coupled=mapping.only_coupled,
        dependencies=tuple(mapping.dependencies),
    )


def conditions(mapping: TableMapping) -> tuple[engine.Condition, ...]:
    """The filters of both sides; a blank text among the values admits blank."""
    return tuple(
        engine.Condition(
            side=Side(one["side"]),
            property=one["property"],
            caption=one["caption"],
            values=tuple(None if value == "" else value for value in one["values"]),
            negated=one.get("negated", False),
        )
        for one in mapping.filters
    )


def columns_read(mapping: TableMapping, side: Side) -> list[str]:
    """The properties a mapping reads of one side: mapped, filtered on, or shown in lists."""
    table = table_of(side, mapping.table(side))
    names = [row.bc_property if side is Side.BC else row.dataverse_column for row in mapping.fields.all() if row.active]
    names += [one.property for one in conditions(mapping) if one.side is side]
    names += [table.number, table.title, *table.search, *table.shown]
    return list(dict.fromkeys(names))


def flow(mapping: TableMapping, row: FieldMapping) -> engine.Direction | None:
    """Which way a row flows within its mapping; None if the mapping goes the other way only."""
    whole, one = engine.Direction(mapping.direction), engine.Direction(row.direction)
    if whole is engine.Direction.BIDIRECTIONAL or whole is one:
        return one
    return whole if one is engine.Direction.BIDIRECTIONAL else None


def _field(mapping: TableMapping, row: FieldMapping, columns: Columns) -> engine.FieldMapping:
    bc = _column(mapping, Side.BC, row.bc_property, columns)
    dataverse = _column(mapping, Side.DATAVERSE, row.dataverse_column, columns)
    scales = [one.scale for one in (bc, dataverse) if one.scale is not None]
    return engine.FieldMapping(
        id=row.field_id,
        caption=row.caption,
        bc=row.bc_property,
        dataverse=row.dataverse_column,
        direction=flow(mapping, row) or engine.Direction(row.direction),
        code=bc.kind is ColumnKind.CODE,
        scale=min(scales, default=None),
        bc_length=bc.length,
        dataverse_length=dataverse.length,
    )


def _column(mapping: TableMapping, side: Side, name: str, columns: Columns) -> Column:
    if name not in columns[side]:
        facts = {"system": SYSTEM_NAMES[side], "table": mapping.table(side), "field": name}
        raise CannotCompile(Problem("column_missing", facts))
    return columns[side][name]
