"""Items and resources as products: the unit and group they are counted in, amounts that are never negative, the
name of the vendor, and which is the product of lines with something written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.setup import set_up
from syncadmin.connections.derived.units import COUNTED, GROUPS, Named, unit_columns
from syncadmin.engine.values import Record, Side, Value


def _vendor_names(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    numbers = (one.values.get("vendorNumber") for one in records)
    rows = neighbours.found("vendors", ["number", "displayName"], "number", numbers)
    names = {one.values.get("number"): one.values.get("displayName") for one in rows}
    return [names.get(one.values.get("vendorNumber")) for one in records]


def _not_negative(name: str, caption: str, source: str) -> Derived:
    """An amount of the record, nothing where it is below."""

    def work(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        values = (one.values.get(source) for one in records)
        return [max(value, Decimal(0)) if isinstance(value, Decimal) else value for value in values]

    return Derived(derived_column(name, ColumnKind.DECIMAL, caption), (source,), work)


def _write_ins(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """Whether it is what lines sell that have something written in."""
    number = set_up(neighbours, "writeInProductNumber")
    return [bool(number) and one.values.get("number") == number for one in records]


def _counted_in_base_unit(kind: str) -> Callable[[Record], Named]:
    return lambda record: (kind, record.key, record.values.get("baseUnitOfMeasureCode"))


def _columns(kind: str, stock: str) -> tuple[Derived, ...]:
    counted = COUNTED[kind]
    return (
        *unit_columns(
            "baseUnitId",
            "Base Unit of Measure",
            _counted_in_base_unit(kind),
            ("baseUnitOfMeasureCode",),
            (counted.units, GROUPS),
        ),
        _not_negative("price", "Unit Price", "unitPrice"),
        _not_negative("stock", "Inventory", stock),
        Derived(
            derived_column("vendorName", ColumnKind.TEXT, "Vendor Name"), ("vendorNumber",), _vendor_names, ("vendors",)
        ),
        Derived(
            derived_column("writeIn", ColumnKind.BOOLEAN, "Write-in Product"), ("number",), _write_ins, drifts=True
        ),
    )


PRODUCTS = {
    (Side.BC, "items"): _columns("Item", "inventory"),
    (Side.BC, "resources"): _columns("Resource", "capacity"),
}
