"""The order of Dataverse that an invoice refers to by its number, and what a new invoice takes from that order: its
opportunity, name, price list and owner.

A number that no order has refers to nothing. The order must be one of the customer whom the invoice is for. What the
order does not say, and the price list of an order in another currency, is left as the invoice has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from syncadmin.connections.clients.contract import ColumnKind, Write
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.orders import BUYERS, accounts
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side, Value, Values

_ORDERS, _NUMBER, _REFERENCE = "salesorder", "ordernumber", "orderReference"
_ORDER, _OPPORTUNITY, _CUSTOMER = "_salesorderid_value", "_opportunityid_value", "customerid_account"
_CURRENCY, _LIST = "_transactioncurrencyid_value", "_pricelevelid_value"
_OWNERS = ("_owninguser_value", "_owningteam_value")
_TAKEN = (_OPPORTUNITY, "name", _CURRENCY, _LIST, *_OWNERS)


def _numbers(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """The number of the order of each invoice."""
    keys = [str(key) for one in records if (key := one.values.get(_ORDER))]
    found = neighbours.by_keys(_ORDERS, [_NUMBER], keys)
    numbers = {key: one.values.get(_NUMBER) for key, one in found.items()}
    return [numbers.get(str(one.values.get(_ORDER))) for one in records]


def _as_orders(writes: Sequence[Write], neighbours: Neighbours) -> list[Values | Problem]:
    """The values of each invoice, with those of its order."""
    wanted = (one.values.get(_REFERENCE) for one in writes)
    orders = neighbours.found(_ORDERS, [_NUMBER, *_TAKEN, *BUYERS], _NUMBER, wanted)
    bought = list(zip(orders, accounts(orders, neighbours), strict=True))
    return [_referred(one.values, bought) for one in writes]


def _referred(values: Values, bought: Sequence[tuple[Record, Value]]) -> Values | Problem:
    own = {name: value for name, value in values.items() if name != _REFERENCE}
    number = values.get(_REFERENCE)
    called = [(order, account) for order, account in bought if order.values.get(_NUMBER) == number]
    order = next((order for order, account in called if account == values.get(_CUSTOMER)), None)
    if called and order is None:
        return Problem("order_of_another", {"system": SYSTEM_NAMES[Side.DATAVERSE], "value": str(number)})
    return _with_order(own, order) if order else own


def _with_order(own: Values, order: Record) -> Values:
    said = {name: value for name in _TAKEN if (value := order.values.get(name)) is not None}
    if said.pop(_CURRENCY, None) != own.get(_CURRENCY):
        said.pop(_LIST, None)
    if any(name in said for name in _OWNERS):
        own = {name: value for name, value in own.items() if name not in _OWNERS}
    return {**own, _ORDER: order.key, **said}


REFERRED = {
    (Side.DATAVERSE, "invoice"): (
        Derived(
            replace(derived_column(_REFERENCE, ColumnKind.TEXT, "Order No.", written=True), length=100),
            (_ORDER,),
            _numbers,
            (_ORDERS,),
            together=_as_orders,
            whole=True,
        ),
    )
}
