"""Freight of sales orders: an amount of the order in Dataverse, a line on an account in Business Central.

Which account that is says the setup of our extension. A new order with freight gets that line; an order whose freight
has no account is refused, so that no money is lost on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.setup import set_up
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side, Value, Values

_ACCOUNT_NUMBER = "freightAccountNumber"
_LINES, _ORDERS = "salesOrderLines", "salesOrders"
_SHOWN = ("lineType", "lineObjectNumber", "quantity", "unitPrice")
_AMOUNT = "freightamount"
_NOTHING = Decimal(0)


def _column() -> Column:
    return replace(derived_column("freight", ColumnKind.DECIMAL, "Freight Amount", written=True), scale=2)


def _of_lines(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """What the lines on the freight account come to."""
    number = set_up(neighbours, _ACCOUNT_NUMBER)
    lines = neighbours.below(_LINES, _SHOWN, [one.key for one in records], _ORDERS) if number else {}
    return [sum((_worth(one, number) for one in lines.get(order.key, ())), _NOTHING) for order in records]


def _worth(line: Record, number: Value) -> Decimal:
    is_freight = line.values.get("lineType") == "Account" and line.values.get("lineObjectNumber") == number
    quantity, price = line.values.get("quantity"), line.values.get("unitPrice")
    if not is_freight or not isinstance(quantity, Decimal) or not isinstance(price, Decimal):
        return _NOTHING
    return quantity * price


def _as_line(value: Value, neighbours: Neighbours) -> Values | Problem:
    """The line that a new order gets; none for no freight."""
    if not value:
        return {}
    number = set_up(neighbours, _ACCOUNT_NUMBER)
    if not number:
        return Problem("no_freight_account", {"system": SYSTEM_NAMES[Side.BC], "value": str(value)})
    return {"lineType": "Account", "lineObjectNumber": number, "quantity": Decimal(1), "unitPrice": value}


def _amounts(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [one.values.get(_AMOUNT) or _NOTHING for one in records]


def _as_amount(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{_AMOUNT: value} for value in values]


FREIGHT = {
    (Side.BC, _ORDERS): (Derived(_column(), ("number",), _of_lines, (_LINES,), line=_as_line),),
    (Side.DATAVERSE, "salesorder"): (Derived(_column(), (_AMOUNT,), _amounts, back=_as_amount),),
}
