"""Sales documents: the state of an invoice in Dataverse, and what its lines sell there, in which unit and for how much.

A line that sells no item or resource is written in. Amounts of documents whose prices include VAT are told without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.currencies import local_currency
from syncadmin.connections.derived.definition import Derived, Work, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.units import COUNTED, Named, units
from syncadmin.engine.values import Record, Side, Value

# State and status reason of an invoice in Dataverse.
BILLED, COMPLETE, PARTIAL, CANCELED = (0, 4), (2, 100_001), (2, 100_002), (3, 100_003)
_LEDGER, _CURRENCIES = "generalLedgerSetup", "currencies"
_TAKEN_BACK = ("Canceled", "Corrective")
_HUNDRED = Decimal(100)
_SMALLEST = Decimal("0.00001")
_UNIT_TABLES = tuple(one.units for one in COUNTED.values())
_SOLD = {"Item": "itemId", "Resource": "resourceId"}
_OF_PRODUCT = ("lineType", *_SOLD.values())
_LONGEST_WRITTEN_IN = 500


def _state(invoice: Record) -> tuple[int, int]:
    """What became of an invoice."""
    left, whole = (invoice.values.get(name) for name in ("remainingAmount", "totalAmountIncludingTax"))
    if invoice.values.get("status") in _TAKEN_BACK:
        return CANCELED
    if not left:
        return COMPLETE
    return PARTIAL if left != whole else BILLED


def _states(part: int) -> Work:
    return lambda records, neighbours: [_state(one)[part] for one in records]


def _descriptions(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """The work description; without one, how it is shipped."""
    codes = (one.values.get("shipmentMethodCode") for one in records)
    rows = neighbours.found("shipmentMethods", ["code", "displayName"], "code", codes)
    shipped = {one.values.get("code"): one.values.get("displayName") for one in rows}
    return [one.values.get("workDescription") or shipped.get(one.values.get("shipmentMethodCode")) for one in records]


def _product(line: Record) -> Value:
    return line.values.get(_SOLD.get(str(line.values.get("lineType")), ""))


def _products(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [_product(one) for one in records]


def _written_in(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [_product(one) is None for one in records]


def _written_in_as(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """What is written in is called as the line is, else by number or type."""
    names = ("description", "lineObjectNumber", "lineType")
    called = [next((str(name) for name in map(one.values.get, names) if name), "") for one in records]
    return [None if _product(one) else name for one, name in zip(records, called, strict=True)]


def _named(line: Record) -> Named:
    return str(line.values.get("lineType") or ""), _product(line), line.values.get("unitOfMeasureCode")


def _units(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return units([_named(one) for one in records], neighbours)


def _without_tax(name: str, header: str) -> Work:
    """An amount of a line as it is without VAT."""

    def work(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        keys = (str(one.values.get("documentId")) for one in records)
        including = _including_tax(neighbours, header, tuple(dict.fromkeys(keys)))
        return [
            _net(one, name) if including.get(one.values.get("documentId")) else one.values.get(name) for one in records
        ]

    return work


def _including_tax(neighbours: Neighbours, header: str, keys: tuple[str, ...]) -> Mapping[Value, Value]:
    """Whether the prices of these documents include VAT."""
    rows = neighbours.by_keys(header, ["pricesIncludeTax"], keys)
    return {key: one.values.get("pricesIncludeTax") for key, one in rows.items()}


def _net(line: Record, name: str) -> Value:
    amount, percent = line.values.get(name), line.values.get("taxPercent")
    if not isinstance(amount, Decimal) or not isinstance(percent, Decimal):
        return amount
    return (amount / (1 + percent / _HUNDRED)).quantize(_SMALLEST)


def _price_lists(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """What the price list of a currency is made from: the company for the local one, else the currency."""
    setup = next(iter(neighbours.whole(_LEDGER, ["localCurrencyCode"])), None)
    rows: dict[Value, str] = {one.values.get("code"): one.key for one in neighbours.whole(_CURRENCIES, ["code"])}
    if setup:
        rows |= dict.fromkeys((None, "", local_currency(neighbours)), setup.key)
    return [rows.get(one.values.get("currencyCode")) for one in records]


def price_list() -> Derived:
    """The price list of documents in their currency."""
    column = derived_column("priceListId", ColumnKind.GUID, "Price List")
    return Derived(column, ("currencyCode",), _price_lists, (_LEDGER, _CURRENCIES))


def _amount(name: str, caption: str, source: str, header: str) -> Derived:
    needs = ("documentId", "taxPercent", source)
    column = replace(derived_column(name, ColumnKind.DECIMAL, caption), scale=5)
    return Derived(column, needs, _without_tax(source, header), (header,))


def _state_columns() -> tuple[Derived, ...]:
    needs = ("status", "remainingAmount", "totalAmountIncludingTax")
    return tuple(
        Derived(derived_column(name, ColumnKind.INTEGER, caption), needs, _states(part), moves=True)
        for part, (name, caption) in enumerate((("stateCode", "Status"), ("statusCode", "Status Reason")))
    )


def line_columns(header: str) -> tuple[Derived, ...]:
    """What lines of every kind of document have."""
    written_in_as = replace(derived_column("writtenInAs", ColumnKind.TEXT, "Description"), length=_LONGEST_WRITTEN_IN)
    return (
        Derived(derived_column("productId", ColumnKind.GUID, "No."), _OF_PRODUCT, _products),
        Derived(derived_column("writtenIn", ColumnKind.BOOLEAN, "Write-in"), _OF_PRODUCT, _written_in),
        Derived(written_in_as, (*_OF_PRODUCT, "description", "lineObjectNumber"), _written_in_as),
        Derived(
            derived_column("unitId", ColumnKind.GUID, "Unit of Measure Code"),
            (*_OF_PRODUCT, "unitOfMeasureCode"),
            _units,
            _UNIT_TABLES,
        ),
        _amount("netUnitPrice", "Unit Price Excl. VAT", "unitPrice", header),
        _amount("netDiscountAmount", "Line Discount Amount Excl. VAT", "discountAmount", header),
    )


DOCUMENTS = {
    (Side.BC, "postedSalesInvoices"): (
        *_state_columns(),
        price_list(),
        Derived(
            replace(derived_column("shownDescription", ColumnKind.TEXT, "Work Description"), length=2000),
            ("workDescription", "shipmentMethodCode"),
            _descriptions,
            ("shipmentMethods",),
        ),
    ),
    (Side.BC, "postedSalesInvoiceLines"): line_columns("postedSalesInvoices"),
}
