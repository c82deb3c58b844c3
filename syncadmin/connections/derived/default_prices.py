"""What the default price list takes of items and resources: the list of the company, its currency, the units with the
price of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.currencies import local_currency
from syncadmin.connections.derived.definition import Derived, Work, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.units import COUNTED, Counted
from syncadmin.engine.values import Record, Side, Value

# The one row of each company that stands for it: its default price list is made from that.
_LEDGER = "generalLedgerSetup"
_QUANTITY = "quantityPerUnitOfMeasure"


def _companies(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    setup = next(iter(neighbours.whole(_LEDGER, ["localCurrencyCode"])), None)
    return [setup.key if setup else None] * len(records)


def _local_currencies(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [local_currency(neighbours) or None] * len(records)


def _unit_prices(counted: Counted, products: str) -> Work:
    def price_of(unit: Record, price: Value) -> Value:
        quantity = unit.values.get(_QUANTITY)
        if isinstance(price, Decimal) and isinstance(quantity, Decimal):
            return max(price * quantity, Decimal(0))
        return None

    def work(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        prices = {one.key: one.values.get("unitPrice") for one in neighbours.whole(products, ["unitPrice"])}
        return [price_of(one, prices.get(str(one.values.get(counted.owner)))) for one in records]

    return work


def _company_list() -> Derived:
    column = derived_column("defaultPriceListId", ColumnKind.GUID, "Default Price List", required=True)
    return Derived(column, (), _companies, (_LEDGER,))


def _of_products() -> tuple[Derived, ...]:
    currency = derived_column("localCurrencyCode", ColumnKind.CODE, "Currency Code")
    return _company_list(), Derived(currency, (), _local_currencies)


def _of_units(kind: str) -> tuple[Derived, ...]:
    """Their prices move with those of items and resources."""
    counted, products = COUNTED[kind], f"{kind.lower()}s"
    price = replace(derived_column("price", ColumnKind.DECIMAL, "Unit Price"), scale=5)
    needs = (counted.owner, _QUANTITY)
    return _company_list(), Derived(price, needs, _unit_prices(counted, products), (products,), moves=True)


DEFAULT_PRICES = {
    (Side.BC, "items"): _of_products(),
    (Side.BC, "resources"): _of_products(),
    (Side.BC, "itemUnitsOfMeasure"): _of_units("Item"),
    (Side.BC, "resourceUnitsOfMeasure"): _of_units("Resource"),
}
