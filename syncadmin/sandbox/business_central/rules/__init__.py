"""What Business Central's pages do beyond storing, by page.

`RULES` get a row as it is about to be stored, the columns that were sent and the row before, and complete or refuse
it. `FOLLOW_UPS` get it once it is stored (None: deleted) and change other rows. `REMOVALS` get a row about to be
deleted and refuse that. None of them is asked when many rows are loaded at once.
"""

from __future__ import annotations

from ..tables import setup
from ..tables.items import ITEM_CATEGORIES
from ..tables.prices import CUSTOMER_PRICE_GROUPS
from ..tables.relations import SALESPEOPLE
from . import contacts, documents, items, lines, partners, prices, simple
from .posting import ACTIONS

_CODED = (
    setup.CURRENCIES,
    setup.PAYMENT_TERMS,
    setup.PAYMENT_METHODS,
    setup.SHIPMENT_METHODS,
    setup.SHIPPING_AGENTS,
    setup.UNITS,
    SALESPEOPLE,
    ITEM_CATEGORIES,
    CUSTOMER_PRICE_GROUPS,
)

RULES = {
    **{table.name: simple.complete(table) for table in _CODED},
    "customers": partners.complete_customer,
    "vendors": partners.complete_vendor,
    "contacts": contacts.complete_contact,
    "opportunities": contacts.complete_opportunity,
    "items": items.complete_item,
    "resources": items.complete_resource,
    "itemUnitsOfMeasure": items.complete_item_unit,
    "resourceUnitsOfMeasure": items.complete_resource_unit,
    "salesPrices": prices.complete_sales_price,
    "priceListHeaders": prices.complete_price_list,
    "priceListLines": prices.complete_price_list_line,
    "salesOrders": documents.complete_order,
    "salesOrderLines": lines.complete_order_line,
    "salesInvoices": documents.complete_invoice,
    "salesInvoiceLines": lines.complete_invoice_line,
}

FOLLOW_UPS = {
    **{table.name: simple.follow(table) for table in _CODED},
    "customers": partners.follow_customer,
    "vendors": partners.follow_vendor,
    "contacts": contacts.follow_contact,
    "items": items.follow_item,
    "resources": items.follow_resource,
    "priceListHeaders": prices.follow_price_list,
    "salesOrders": documents.follow_order,
    "salesOrderLines": lines.follow_order_line,
    "salesInvoices": documents.follow_invoice,
    "salesInvoiceLines": lines.follow_invoice_line,
}

REMOVALS = {
    "customers": partners.remove_customer,
    "contacts": contacts.remove_contact,
    "items": items.remove_item,
    "resources": items.remove_resource,
    "itemUnitsOfMeasure": items.remove_unit,
    "resourceUnitsOfMeasure": items.remove_unit,
    "salesOrderLines": lines.remove_order_line,
    "salesInvoices": documents.remove_invoice,
    "salesInvoiceLines": lines.remove_invoice_line,
}

__all__ = ["ACTIONS", "FOLLOW_UPS", "REMOVALS", "RULES"]
