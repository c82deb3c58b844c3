"""Sales orders: who orders, the state an order has in Dataverse, and what its lines say where they are written.

A line that sells something written in sells the write-in product of the setup of our extension in Business Central.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Back, Derived, Work, derived_column
from syncadmin.connections.derived.documents import line_columns, price_list
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.units import COUNTED
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side, Value, Values

# State and status reason of an order in Dataverse.
SUBMITTED, FULFILLED = (1, 3), (3, 100_001)
_SETUP = "integrationSetup"
# A field that orders have with our extension only, which also releases them.
_WITH_EXTENSION = "yourReference"
_BY_CONTACT = "customerid_contact"
_ACCOUNT, _PARENT = "customerid_account", "parentcustomerid_account"
BUYERS = (_ACCOUNT, _BY_CONTACT)
_LINE_DISCOUNT = ("quantity", "volumediscountamount", "manualdiscountamount")


def accounts(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """The account that orders, or that of the contact who does."""
    contacts = [str(key) for one in records if (key := one.values.get(_BY_CONTACT))]
    found = neighbours.by_keys("contact", [_PARENT], contacts)
    above = {key: one.values.get(_PARENT) for key, one in found.items()}
    return [one.values.get(_ACCOUNT) or above.get(str(one.values.get(_BY_CONTACT))) for one in records]


def _as_account(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{_ACCOUNT: value} for value in values]


def _states(part: int) -> Work:
    def state(order: Record) -> Value:
        return (FULFILLED if order.values.get("fullyShipped") else SUBMITTED)[part]

    return lambda records, neighbours: [state(one) for one in records]


def _statuses(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [one.values.get("status") for one in records]


def _as_status(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{"status": value} for value in values]


def _discounts(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """What a line is reduced by: so much for each, and by hand."""
    found = []
    for one in records:
        quantity, each, whole = (_number(one, name) for name in _LINE_DISCOUNT)
        found.append(quantity * each + whole)
    return list(found)


def _number(record: Record, name: str) -> Decimal:
    value = record.values.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)


def _as_discount(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{"manualdiscountamount": value} for value in values]


def _as_sold(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    """The item or the resource with each key."""
    resources = neighbours.by_keys("resources", ["number"], [str(value) for value in values if value])
    return [
        {"lineType": "Resource", "resourceId": value}
        if str(value) in resources
        else {"lineType": "Item", "itemId": value}
        if value
        else {}
        for value in values
    ]


def _as_written_in(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    number = next(
        (one.values.get("writeInProductNumber") for one in neighbours.whole(_SETUP, ["writeInProductNumber"])), None
    )
    missing = Problem("no_write_in_product", {"system": SYSTEM_NAMES[Side.BC]})
    sold: Values | Problem = {"lineType": "Item", "lineObjectNumber": number} if number else missing
    return [sold if value else {} for value in values]


def _as_unit(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    keys = [str(value) for value in values if value]
    tables = (one.units for one in COUNTED.values())
    found = {key: one for table in tables for key, one in neighbours.by_keys(table, ["code"], keys).items()}
    codes = {key: one.values.get("code") for key, one in found.items()}
    return [{"unitOfMeasureCode": codes[str(value)]} if str(value) in codes else {} for value in values]


def _as_description(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{"description": value} for value in values]


_BACK: dict[str, Back] = {
    "productId": _as_sold,
    "writtenIn": _as_written_in,
    "writtenInAs": _as_description,
    "unitId": _as_unit,
}


def _written(one: Derived) -> Derived:
    """A column of lines that can be written, if it can."""
    if one.column.name not in _BACK:
        return one
    return replace(one, column=replace(one.column, creatable=True, updatable=True), back=_BACK[one.column.name])


ORDERS = {
    (Side.BC, "salesOrders"): (
        *(
            Derived(derived_column(name, ColumnKind.INTEGER, caption), ("fullyShipped",), _states(part))
            for part, (name, caption) in enumerate((("stateCode", "Status"), ("statusCode", "Status Reason")))
        ),
        price_list(),
        Derived(
            derived_column("releaseStatus", ColumnKind.TEXT, "Status", written=True),
            ("status", _WITH_EXTENSION),
            _statuses,
            back=_as_status,
        ),
    ),
    (Side.BC, "salesOrderLines"): tuple(map(_written, line_columns("salesOrders"))),
    (Side.DATAVERSE, "salesorder"): (
        Derived(
            derived_column("accountid", ColumnKind.GUID, "Customer", written=True, required=True),
            BUYERS,
            accounts,
            ("contact",),
            back=_as_account,
        ),
    ),
    (Side.DATAVERSE, "salesorderdetail"): (
        Derived(
            replace(derived_column("linediscountamount", ColumnKind.DECIMAL, "Line Discount", written=True), scale=5),
            _LINE_DISCOUNT,
            _discounts,
            back=_as_discount,
        ),
    ),
}
