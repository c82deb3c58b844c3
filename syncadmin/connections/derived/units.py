"""The units in which something is counted, and the group they form: of items and resources, and of lines that name one.

A line without a unit is counted in the base unit. Unit groups in Dataverse are in ``unit_groups``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Derived, Work, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.values import Record, Value

GROUPS = "unitGroups"


@dataclass(frozen=True)
class Counted:
    """A kind of thing that is counted in units: the table of its units, and the column that leads from these to it."""

    units: str
    owner: str


COUNTED = {"Item": Counted("itemUnitsOfMeasure", "itemId"), "Resource": Counted("resourceUnitsOfMeasure", "resourceId")}
# What a record says of a unit: what kind of thing is counted, its key, and the code of the unit.
Named = tuple[str, Value, Value]


def units(names: Sequence[Named], neighbours: Neighbours) -> list[Value]:
    """The unit of each thing with this code; the base unit where no code is given."""
    found: dict[Named, Value] = {}
    for kind, counted in COUNTED.items():
        keys = _keys(names, kind)
        columns = [counted.owner, "code", "baseUnit"]
        for unit in neighbours.found(counted.units, columns, counted.owner, keys) if keys else ():
            owner = unit.values.get(counted.owner)
            found[kind, owner, unit.values.get("code")] = unit.key
            if unit.values.get("baseUnit"):
                found[kind, owner, None] = unit.key
    return [found.get((kind, key, code or None)) for kind, key, code in names]


def groups(names: Sequence[Named], neighbours: Neighbours) -> list[Value]:
    """The group of the units of each thing."""
    keys = [key for kind in COUNTED for key in _keys(names, kind)]
    rows = neighbours.found(GROUPS, ["sourceType", "sourceId"], "sourceId", keys)
    found = {(one.values.get("sourceType"), one.values.get("sourceId")): one.key for one in rows}
    return [found.get((kind, key)) for kind, key, _ in names]


def unit_columns(
    unit: str, caption: str, naming: Callable[[Record], Named], needs: tuple[str, ...], tables: tuple[str, ...]
) -> tuple[Derived, Derived]:
    """The columns for the unit a record names and for the group of that unit."""

    def worked(find: Callable[[Sequence[Named], Neighbours], list[Value]]) -> Work:
        return lambda records, neighbours: find([naming(one) for one in records], neighbours)

    return (
        Derived(derived_column(unit, ColumnKind.GUID, caption, required=True), needs, worked(units), tables),
        Derived(
            derived_column("unitGroupId", ColumnKind.GUID, "Unit Group", required=True),
            needs,
            worked(groups),
            (GROUPS,),
        ),
    )


def _keys(names: Iterable[Named], wanted: str) -> list[Value]:
    return [key for kind, key, _ in names if kind == wanted and key]
