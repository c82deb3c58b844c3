"""Lines of sales orders and invoices: their numbers, what they sell, and what that comes to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ...columns import ZERO_GUID
from ...values import Reason, Refused
from .amounts import HUNDRED, NOTHING, cents
from .documents import (
    DRAFT,
    DRAFT_ONLY,
    INVOICE,
    OPEN,
    ORDER,
    RESULTS,
    SCALE,
    Document,
    exact,
    has_changed,
    line_of,
    released,
    settle,
)
from .related import Pair, check_related, complete_pair
from .writing import alter

if TYPE_CHECKING:
    from ...store import Row, Store

UNIT = Pair("unitOfMeasureId", "unitOfMeasureCode", "unitsOfMeasure", "unit of measure")
ITEM = Pair("itemId", "lineObjectNumber", "items", "item")
RESOURCE = Pair("resourceId", "lineObjectNumber", "resources", "resource")
SOLD = (ITEM, RESOURCE)
STEP = 10_000
TAX_PERCENT = 25
NUMBER = "lineObjectNumber"


def complete_order_line(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A line of an order about to be stored."""
    header = _complete(store, ORDER, row, given, before)
    if not given.keys() <= RESULTS and header["status"] == OPEN and not _is_posting(given):
        raise Refused(Reason.STATE, detail=released(header))
    if before is None:
        row["documentNumber"], row["currencyCode"] = header["number"], header["currencyCode"]
        row["requestedDeliveryDate"] = given.get("requestedDeliveryDate", header["requestedDeliveryDate"])
    shipped, quantity = int(str(row["shippedQuantity"])), int(str(row["quantity"]))
    if quantity < shipped:
        raise Refused(Reason.RULE, detail="Quantity must not be less than Quantity Shipped in Sales Line.")
    for name, done in (("shipQuantity", shipped), ("invoiceQuantity", int(str(row["invoicedQuantity"])))):
        if name not in given and (before is None or "quantity" in given or _is_posting(given)):
            row[name] = quantity - done


def complete_invoice_line(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A line of an invoice about to be stored; what was posted stays as it is."""
    header = _complete(store, INVOICE, row, given, before)
    if header["status"] != DRAFT:
        raise Refused(Reason.STATE, detail=DRAFT_ONLY)


def _is_posting(given: Row) -> bool:
    return given.keys() <= {"shippedQuantity", "invoicedQuantity"}


def _complete(store: Store, document: Document, row: Row, given: Row, before: Row | None) -> Row:
    """What lines of both kinds have in common; gives the header."""
    table = document.lines
    header = store.stored(document.table.name, str(row["documentId"]))
    if header is None:
        raise Refused(Reason.RULE, detail="You must specify an Id or a Document Id to get the lines.")
    row["sequence"] = row["sequence"] or _next_sequence(store, document, row)
    if {"itemId", "resourceId", "accountId", NUMBER, "lineType"} & given.keys():
        _complete_object(store, document, row, given, before)
    complete_pair(store, table, UNIT, row, given)
    check_related(store, table, {name: value for name, value in given.items() if name != "documentId"})
    _complete_amounts(row, given, before, header)
    return header


def _next_sequence(store: Store, document: Document, row: Row) -> int:
    lines = store.stored_all_by(document.lines.name, "documentId", row["documentId"])
    return max((int(str(line["sequence"])) for line in lines), default=0) + STEP


def _complete_object(store: Store, document: Document, row: Row, given: Row, before: Row | None) -> None:
    """Type, number and id of what is sold."""
    table = document.lines
    old = before[NUMBER] if before else ""
    if old and given.get(NUMBER, old) != old and any(store.stored_by(pair.target, "number", old) for pair in SOLD):
        detail = f'The value for "{NUMBER}" cannot be modified.'
        raise Refused(Reason.RULE, table.by_name[NUMBER], given[NUMBER], detail)
    if given.get("accountId", ZERO_GUID) != ZERO_GUID:
        raise Refused(Reason.RULE, table.by_name["accountId"], given["accountId"], "Account does not exist.")
    if "itemId" in given and given["itemId"] != ZERO_GUID:
        row["lineType"] = "Item"
    pair = {"Item": ITEM, "Resource": RESOURCE}.get(str(row["lineType"]))
    if pair is None:
        if row[NUMBER] and not _is_freight(store, row):
            raise Refused(Reason.RELATION, table.by_name[NUMBER], row[NUMBER])
        return
    sent = {name: given[name] for name in (pair.id, NUMBER) if name in given}
    complete_pair(store, table, pair, row, sent or {NUMBER: row[NUMBER]})
    _take_over(store, table.name, pair, row, given, before)


def _is_freight(store: Store, row: Row) -> bool:
    """Whether a line is on the one account that there is, which the setup names."""
    setup = store.find("integrationSetup", limit=1)
    return row["lineType"] == "Account" and bool(setup) and setup[0]["freightAccountNumber"] == row[NUMBER]


def _take_over(store: Store, table: str, pair: Pair, row: Row, given: Row, before: Row | None) -> None:
    """Description, unit and price of what is sold, unless the line says otherwise."""
    if before and before[NUMBER] == row[NUMBER] or not row[NUMBER]:
        return
    sold = store.stored_by(pair.target, "number", row[NUMBER]) or {}
    if sold["blocked"]:
        detail = (
            f"Blocked must be equal to 'No'  in {pair.what.capitalize()}: No.={row[NUMBER]}. Current value is 'Yes'."
        )
        raise Refused(Reason.RULE, detail=detail)
    values = {
        "description": sold["displayName"],
        "unitPrice": sold["unitPrice"],
        UNIT.id: sold["baseUnitOfMeasureId"],
        UNIT.code: sold["baseUnitOfMeasureCode"],
        "taxPercent": TAX_PERCENT * 10**SCALE,
    }
    units = {UNIT.id, UNIT.code}
    skipped = {*given, *(units if units & given.keys() else ())}
    row.update((name, value) for name, value in values.items() if name not in skipped)


def _complete_amounts(row: Row, given: Row, before: Row | None, header: Row) -> None:
    """Discount in both forms, and the amounts of the line by itself."""
    gross = line_of(row, header).gross
    percent, discount = exact(row["discountPercent"]), exact(row["discountAmount"])
    if "discountAmount" in given:
        percent = (HUNDRED * discount / gross).quantize(Decimal("0.00001")) if gross else NOTHING
    elif (
        "discountPercent" in given
        or before
        and (before["quantity"], before["unitPrice"])
        != (
            row["quantity"],
            row["unitPrice"],
        )
    ):
        discount = cents(gross * percent / HUNDRED)
    row.update(discountPercent=_stored(percent), discountAmount=_stored(discount))
    amounts = line_of(row, header).amounts()
    row.update(
        amountExcludingTax=_stored(amounts.excluding),
        totalTaxAmount=_stored(amounts.tax),
        amountIncludingTax=_stored(amounts.including),
    )


def _stored(value: Decimal) -> int:
    return int(value.scaleb(SCALE).to_integral_value())


def follow_order_line(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """The totals of the order, and whether all of it was shipped."""
    document = (row or before or {})["documentId"]
    if row is not None and not has_changed(row, before):
        return
    settle(store, ORDER, str(document))
    lines = store.stored_all_by(ORDER.lines.name, "documentId", document)
    done = bool(lines) and all(line["shippedQuantity"] == line["quantity"] for line in lines)
    header = store.stored(ORDER.table.name, str(document))
    if header and bool(header["fullyShipped"]) != done:
        alter(store, ORDER.table.name, header["id"], {"fullyShipped": done})


def follow_invoice_line(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """The totals of the invoice."""
    if row is None or has_changed(row, before):
        settle(store, INVOICE, str((row or before or {})["documentId"]))


def remove_order_line(store: Store, row: Row, by: str | None) -> None:
    """Refuses to take a line from a released order that stays."""
    header = store.stored(ORDER.table.name, str(row["documentId"]))
    if header and header["status"] == OPEN:
        raise Refused(Reason.STATE, detail=released(header))


def remove_invoice_line(store: Store, row: Row, by: str | None) -> None:
    """Refuses to take a line from a posted invoice."""
    header = store.stored(INVOICE.table.name, str(row["documentId"]))
    if header and header["status"] != DRAFT:
        raise Refused(Reason.STATE, detail=DRAFT_ONLY)
