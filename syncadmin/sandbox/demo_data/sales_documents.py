"""Sales orders of Dataverse with their lines: some are still worked on, most are submitted.

Nothing says which order of Business Central one is: nothing is coupled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..business_central.rules.amounts import ZERO
from .businesses import draw, fixed_guid
from .codes import LOCAL_CURRENCY, Row
from .documents import Sold
from .parts import DAYS, money, owned, sales_currency, sales_stamps
from .prices import sales_list_guid
from .products import sales_name, sales_product_guid, sales_unit_guid

PARTS = ("line1", "line2", "city", "stateorprovince", "postalcode", "country")


def sales_order(seed: int, number: int, account: Row, lines: Sequence[Sold]) -> Row:
    """An order in Dataverse; two of three are submitted."""
    guid, picks = draw("order in sales", seed, number)
    total = sum((one.amounts for one in lines), ZERO)
    discount = sum((one.line.discount for one in lines), Decimal(0))
    address = {f"{party}_{part}": account[f"address1_{part}"] for party in ("billto", "shipto") for part in PARTS}
    amounts = money(
        LOCAL_CURRENCY,
        totallineitemamount=total.excluding,
        totallineitemdiscountamount=discount,
        totaldiscountamount=discount,
        totaltax=total.tax,
        totalamountlessfreight=total.excluding,
        totalamount=total.including,
    )
    return {
        "salesorderid": guid,
        "ordernumber": f"ORD-{number + 1:05d}-DEMO",
        "name": f"Order {number + 1}",
        "_customerid_value": account["accountid"],
        "billto_name": account["name"],
        "shipto_name": account["name"],
        **address,
        "_pricelevelid_value": sales_list_guid(),
        "requestdeliveryby": DAYS[60 + picks[8] % 300],
        "submitdate": DAYS[picks[8] % 300] if number % 3 else None,
        "statecode": 1 if number % 3 else 0,
        "statuscode": 3 if number % 3 else 1,
        **sales_currency(LOCAL_CURRENCY),
        **amounts,
        **owned(picks),
        **sales_stamps(picks),
    }


def sales_order_lines(order: Row, lines: Sequence[Sold]) -> Iterator[Row]:
    """The lines of an order in Dataverse."""
    for place, (thing, line, amounts) in enumerate(lines, start=1):
        yield {
            "salesorderdetailid": fixed_guid(f"line {place} of {order['salesorderid']}"),
            "salesorderdetailname": sales_name(thing),
            "_salesorderid_value": order["salesorderid"],
            "lineitemnumber": place,
            "_productid_value": sales_product_guid(thing),
            "_uomid_value": sales_unit_guid(thing, thing.unit),
            "producttypecode": 1,
            "isproductoverridden": False,
            "ispriceoverridden": False,
            "quantity": line.quantity,
            "_transactioncurrencyid_value": order["_transactioncurrencyid_value"],
            "exchangerate": order["exchangerate"],
            **money(
                LOCAL_CURRENCY,
                priceperunit=line.price,
                manualdiscountamount=line.discount,
                tax=amounts.tax,
                baseamount=line.gross,
                extendedamount=amounts.including,
            ),
            "_createdby_value": order["_createdby_value"],
            "_modifiedby_value": order["_modifiedby_value"],
            "createdon": order["createdon"],
            "modifiedon": order["modifiedon"],
        }
