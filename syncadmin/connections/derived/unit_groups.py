"""Unit groups in Dataverse: how many units one has and which is its base unit; and what products and prices in a group
show and set together with it.

Units in Business Central are in ``units``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Back, Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side, Value, Values

# The states of a product.
_ACTIVE, _RETIRED = 0, 1
_GROUPS, _UNITS = "uomschedule", "uom"
_OF_GROUP, _IS_BASE = "_uomscheduleid_value", "isschedulebaseuom"
_GROUP, _UNIT, _LINE_UNIT = "_defaultuomscheduleid_value", "_defaultuomid_value", "_uomid_value"


def _units(groups: Sequence[Value], neighbours: Neighbours) -> list[Record]:
    """The units in these groups."""
    return neighbours.found(_UNITS, [_OF_GROUP, _IS_BASE, "name", "quantity"], _OF_GROUP, groups)


def _counts(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    count = Counter(one.values.get(_OF_GROUP) for one in _units([one.key for one in records], neighbours))
    return [count[one.key] for one in records]


def _base_units(groups: Sequence[Value], neighbours: Neighbours) -> dict[Value, Record]:
    return {one.values.get(_OF_GROUP): one for one in _units(groups, neighbours) if one.values.get(_IS_BASE)}


def _base_names(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    found = _base_units([one.key for one in records], neighbours)
    return [found[one.key].values.get("name") if one.key in found else None for one in records]


def _base_quantities(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    found = _base_units([one.key for one in records], neighbours)
    return [found[one.key].values.get("quantity") if one.key in found else Decimal(0) for one in records]


def _as_base_name(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{"baseuomname": value} for value in values]


def _states(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    keys = [str(key) for one in records if (key := one.values.get(_OF_GROUP))]
    groups = neighbours.by_keys(_GROUPS, ["statecode"], keys)
    found = [groups.get(str(one.values.get(_OF_GROUP))) for one in records]
    return [one.values.get("statecode") if one else None for one in found]


def _unit_names(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    keys = [str(key) for one in records if (key := one.values.get(_UNIT))]
    units = neighbours.by_keys(_UNITS, ["name"], keys)
    found = [units.get(str(one.values.get(_UNIT))) for one in records]
    return [one.values.get("name") if one else None for one in found]


def _products(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    rows = neighbours.found("product", [_GROUP], _GROUP, [one.values.get(_GROUP) for one in records])
    count = Counter(one.values.get(_GROUP) for one in rows)
    return [count[one.values.get(_GROUP)] for one in records]


def _with_base_unit(group: str, unit: str) -> Back:
    """A group stands for its base unit as well."""

    def back(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
        found = _base_units(values, neighbours)
        missing = Problem("value_missing", {"system": SYSTEM_NAMES[Side.DATAVERSE], "field": "Base Unit"})
        return [{group: one, unit: found[one].key} if one in found else missing for one in values]

    return back


def _group_with_unit(group: str, unit: str) -> Derived:
    column = derived_column("unitGroup", ColumnKind.LOOKUP, "Unit Group", written=True)
    column = replace(column, target=_GROUPS, fills=(group, unit))
    return Derived(
        column,
        (group,),
        lambda records, _: [one.values.get(group) for one in records],
        back=_with_base_unit(group, unit),
    )


def _groups_of_lines(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    keys = [str(key) for one in records if (key := one.values.get(_LINE_UNIT))]
    units = neighbours.by_keys(_UNITS, [_OF_GROUP], keys)
    found = [units.get(str(one.values.get(_LINE_UNIT))) for one in records]
    return [one.values.get(_OF_GROUP) if one else None for one in found]


def _as_base_unit(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    """A line is counted in the base unit of its group."""
    found = _base_units([one for one in values if one], neighbours)
    missing = Problem("value_missing", {"system": SYSTEM_NAMES[Side.DATAVERSE], "field": "Base Unit"})
    return [{_LINE_UNIT: found[one].key if one else None} if one in found or not one else missing for one in values]


def _group_of_line() -> Derived:
    column = derived_column("unitGroup", ColumnKind.LOOKUP, "Unit Group", written=True)
    column = replace(column, target=_GROUPS, fills=(_LINE_UNIT,))
    return Derived(column, (_LINE_UNIT,), _groups_of_lines, (_UNITS,), back=_as_base_unit)


UNIT_GROUPS = {
    (Side.DATAVERSE, "uomschedule"): (
        Derived(derived_column("unitCount", ColumnKind.INTEGER, "Units"), (), _counts, (_UNITS,), moves=True),
        Derived(
            replace(derived_column("baseUnitName", ColumnKind.TEXT, "Base Unit", written=True), fills=("baseuomname",)),
            (),
            _base_names,
            (_UNITS,),
            back=_as_base_name,
            moves=True,
        ),
        Derived(
            replace(derived_column("baseUnitQuantity", ColumnKind.DECIMAL, "Quantity of the Base Unit"), scale=5),
            (),
            _base_quantities,
            (_UNITS,),
            moves=True,
        ),
    ),
    (Side.DATAVERSE, "uom"): (
        Derived(
            derived_column("groupState", ColumnKind.INTEGER, "Unit Group Status"),
            (_OF_GROUP,),
            _states,
            (_GROUPS,),
            drifts=True,
        ),
    ),
    (Side.DATAVERSE, "product"): (
        _group_with_unit(_GROUP, _UNIT),
        Derived(
            derived_column("isBlocked", ColumnKind.BOOLEAN, "Blocked", written=True),
            ("statecode",),
            lambda records, _: [one.values.get("statecode") != _ACTIVE for one in records],
            back=lambda values, _: [{"statecode": _RETIRED if value else _ACTIVE} for value in values],
        ),
        Derived(derived_column("unitName", ColumnKind.TEXT, "Default Unit"), (_UNIT,), _unit_names, (_UNITS,)),
        Derived(
            derived_column("productsOfGroup", ColumnKind.INTEGER, "Products of the Unit Group"), (_GROUP,), _products
        ),
    ),
    (Side.DATAVERSE, "productpricelevel"): (_group_with_unit(_OF_GROUP, "_uomid_value"),),
    (Side.DATAVERSE, "invoicedetail"): (_group_of_line(),),
    (Side.DATAVERSE, "salesorderdetail"): (_group_of_line(),),
}
