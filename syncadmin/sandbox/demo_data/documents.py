"""Sales orders and invoices of Business Central: drafts, released, posted and paid ones, with their lines.

A document takes over from its customer what it would there, and its totals are those of its lines. Documents of
Dataverse are in `sales_documents`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..business_central.rules.amounts import ZERO, Amounts, Line, cents
from ..business_central.rules.documents import COPIED, PLACE
from ..business_central.rules.lines import TAX_PERCENT
from .businesses import draw, fixed_guid
from .codes import Row, unit_guid
from .parts import DAYS, Picks, bc_stamp
from .prices import in_currency
from .products import Thing

CODES = ("paymentTermsCode", "shipmentMethodCode", "shippingAgentCode")
STEP = 10_000
MOST_LINES = 3


class Sold(NamedTuple):
    """One line of a document with its arithmetic."""

    thing: Thing
    line: Line
    amounts: Amounts


def sold(picks: Picks, things: Sequence[Thing], currency: str) -> list[Sold]:
    """What is on a document: a line or more of different things."""
    lines = []
    for place in range(picks[0] % MOST_LINES + 1):
        thing = things[(picks[1] + place) % len(things)]
        price = in_currency(thing.price, currency)
        discount = cents(price / 10) if picks[2 + place] % 4 == 0 else Decimal(0)
        line = Line(Decimal(picks[2 + place] % 9 + 1), price, discount, Decimal(TAX_PERCENT), price_includes_tax=False)
        lines.append(Sold(thing, line, line.amounts()))
    return lines


def _header(customer: Row, picks: Picks, lines: Sequence[Sold], with_codes: bool) -> Row:
    """What orders and invoices take over from the customer, and their totals."""
    total = sum((one.amounts for one in lines), ZERO)
    known = {**customer, "shippingAgentCode": customer.get("shippingAgentCode", "")}
    copied = {name: known[source] for name, source in COPIED.items()}
    if not with_codes:
        copied = {name: value for name, value in copied.items() if name not in CODES}
    parties = ("sellTo", "billTo", "shipTo")
    places = {f"{party}{name}": customer[source] for party in parties for name, source in PLACE.items()}
    return {
        **copied,
        **places,
        "customerId": customer["id"],
        "customerNumber": customer["number"],
        "customerName": customer["displayName"],
        "billToCustomerId": customer["id"],
        "billToCustomerNumber": customer["number"],
        "billToName": customer["displayName"],
        "shipToName": customer["displayName"],
        "postingDate": DAYS[picks[8] % 300],
        "totalAmountExcludingTax": total.excluding,
        "totalTaxAmount": total.tax,
        "totalAmountIncludingTax": total.including,
        "lastModifiedDateTime": bc_stamp(picks),
    }


def bc_order(seed: int, number: int, customer: Row, lines: Sequence[Sold]) -> Row:
    """An order; two of three are released."""
    guid, picks = draw("sales order", seed, number)
    return {
        **_header(customer, picks, lines, with_codes=True),
        "id": guid,
        "number": f"S-ORD{number + 1:05d}",
        "externalDocumentNumber": f"EXT-{picks[5]:05d}",
        "orderDate": DAYS[picks[8] % 300],
        "requestedDeliveryDate": DAYS[60 + picks[8] % 300],
        "yourReference": f"Ref {number + 1}" if number % 2 else "",
        "workDescription": "Made up.\r\nCall before delivery." if number % 4 == 1 else "",
        "status": "Open" if number % 3 else "Draft",
    }


def bc_lines(document: Row, kind: str, lines: Sequence[Sold]) -> Iterator[Row]:
    """The lines of an order, an invoice or a posted invoice."""
    for place, (thing, line, amounts) in enumerate(lines, start=1):
        row: Row = {
            "id": fixed_guid(f"{kind} {document['id']} line {place}"),
            "documentId": document["id"],
            "sequence": place * STEP,
            "lineType": thing.source,
            "lineObjectNumber": thing.number,
            "description": thing.name,
            "unitOfMeasureId": unit_guid(thing.unit),
            "unitOfMeasureCode": thing.unit,
            "quantity": line.quantity,
            "unitPrice": line.price,
            "discountAmount": line.discount,
            "discountPercent": round(100 * line.discount / line.gross, 5) if line.gross else 0,
            "amountExcludingTax": amounts.excluding,
            "taxPercent": TAX_PERCENT,
            "totalTaxAmount": amounts.tax,
            "amountIncludingTax": amounts.including,
            "netAmount": amounts.excluding,
            "netTaxAmount": amounts.tax,
            "netAmountIncludingTax": amounts.including,
            "lastModifiedDateTime": document["lastModifiedDateTime"],
        }
        row.update(_of_kind(document, kind, thing, line))
        yield row


def _of_kind(document: Row, kind: str, thing: Thing, line: Line) -> Row:
    """What only some kinds of lines have."""
    more: Row = {"documentNumber": document["number"]} if kind != "invoice" else {}
    if kind == "order":
        more |= {"shipQuantity": line.quantity, "invoiceQuantity": line.quantity}
        more["currencyCode"] = document["currencyCode"]
    if thing.source == "Item":
        more["itemId"] = thing.guid
    elif kind != "invoice":
        more["resourceId"] = thing.guid
    return more


def bc_invoice(seed: int, number: int, customer: Row, lines: Sequence[Sold]) -> Row:
    """An invoice: one of five is a draft, the others are posted, and every second of those is paid."""
    guid, picks = draw("sales invoice", seed, number)
    header = _header(customer, picks, lines, with_codes=False)
    status = "Draft" if number % 5 == 0 else "Paid" if number % 2 else "Open"
    return {
        **header,
        "id": guid,
        "number": f"{'S' if status == 'Draft' else 'PS'}-INV{number + 1:05d}",
        "externalDocumentNumber": f"EXT-{picks[5]:05d}",
        "invoiceDate": header["postingDate"],
        "dueDate": DAYS[30 + picks[8] % 300],
        "customerPurchaseOrderReference": f"Ref {number + 1}" if number % 2 else "",
        "remainingAmount": Decimal(0) if status == "Paid" else header["totalAmountIncludingTax"],
        "status": status,
    }


def is_posted(invoice: Row) -> bool:
    """Whether an invoice was posted."""
    return invoice["status"] != "Draft"


def bc_posted(invoice: Row, customer: Row) -> Row:
    """The posted page of an invoice."""
    kept = {name: customer.get(name, "") for name in CODES}
    posted = {"salesInvoiceId": invoice["id"], "shipmentDate": invoice["postingDate"]}
    return {**invoice, **kept, **posted, "id": fixed_guid(f"posted {invoice['id']}")}
