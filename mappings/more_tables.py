"""What is known of the tables of currencies, terms, units, products, prices and documents; see ``tables``.

Each as (side, name, caption, plural, number, title, what else lists show). Only columns that are there
without our extension are named, where a table is there without it.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncadmin.engine.values import Side

Row = tuple[Side, str, str | Promise, str | Promise, str, str, tuple[str, ...]]

_BC, _DATAVERSE = Side.BC, Side.DATAVERSE

MORE_TABLES: tuple[Row, ...] = (
    (_BC, "paymentTerms", _("Payment Terms"), _("Payment Terms"), "code", "displayName", ()),
    (_BC, "shipmentMethods", _("Shipment Method"), _("Shipment Methods"), "code", "displayName", ()),
    (_BC, "shippingAgents", _("Shipping Agent"), _("Shipping Agents"), "code", "displayName", ()),
    (_DATAVERSE, "account.paymenttermscode", _("Payment Terms Option"), _("Payment Terms Options"), "", "label", ()),
    (
        *(_DATAVERSE, "account.address1_freighttermscode", _("Freight Terms Option"), _("Freight Terms Options")),
        *("", "label", ()),
    ),
    (
        *(_DATAVERSE, "account.address1_shippingmethodcode", _("Shipping Method Option"), _("Shipping Method Options")),
        *("", "label", ()),
    ),
    (_BC, "unitsOfMeasure", _("Unit of Measure"), _("Units of Measure"), "code", "displayName", ()),
    (_BC, "unitGroups", _("Unit Group"), _("Unit Groups"), "code", "sourceName", ("sourceNumber",)),
    (_DATAVERSE, "uomschedule", _("Unit Group"), _("Unit Groups"), "", "name", ("baseuomname",)),
    (
        *(_BC, "itemUnitsOfMeasure", _("Item Unit of Measure"), _("Item Units of Measure")),
        *("itemNumber", "code", ("quantityPerUnitOfMeasure",)),
    ),
    (
        *(_BC, "resourceUnitsOfMeasure", _("Resource Unit of Measure"), _("Resource Units of Measure")),
        *("resourceNumber", "code", ("quantityPerUnitOfMeasure",)),
    ),
    (_DATAVERSE, "uom", _("Unit"), _("Units"), "", "name", ("quantity",)),
    (_BC, "items", _("Item"), _("Items"), "number", "displayName", ("unitPrice", "blocked")),
    (_BC, "resources", _("Resource"), _("Resources"), "number", "displayName", ("unitPrice", "blocked")),
    (_DATAVERSE, "product", _("Product"), _("Products"), "productnumber", "name", ("price",)),
    (_BC, "priceListHeaders", _("Price List"), _("Price Lists"), "code", "displayName", ("currencyCode", "status")),
    (_BC, "customerPriceGroups", _("Customer Price Group"), _("Customer Price Groups"), "code", "displayName", ()),
    (
        *(_BC, "generalLedgerSetup", _("General Ledger Setup"), _("General Ledger Setup")),
        *("", "localCurrencyCode", ()),
    ),
    (_DATAVERSE, "pricelevel", _("Price List"), _("Price Lists"), "", "name", ()),
    (
        *(_BC, "priceListLines", _("Price List Line"), _("Price List Lines")),
        *("priceListCode", "assetNumber", ("displayName", "unitOfMeasureCode", "unitPrice")),
    ),
    (
        *(_BC, "salesPrices", _("Sales Price"), _("Sales Prices")),
        *("salesCode", "itemNumber", ("unitOfMeasureCode", "unitPrice")),
    ),
    (_DATAVERSE, "productpricelevel", _("Price List Item"), _("Price List Items"), "", "productnumber", ("amount",)),
    (
        *(_BC, "postedSalesInvoices", _("Posted Sales Invoice"), _("Posted Sales Invoices")),
        *("number", "customerName", ("postingDate", "dueDate")),
    ),
    (_DATAVERSE, "invoice", _("Invoice"), _("Invoices"), "invoicenumber", "name", ("duedate",)),
    (
        *(_BC, "postedSalesInvoiceLines", _("Posted Sales Invoice Line"), _("Posted Sales Invoice Lines")),
        *("lineObjectNumber", "description", ("quantity",)),
    ),
    (_DATAVERSE, "invoicedetail", _("Invoice Line"), _("Invoice Lines"), "", "invoicedetailname", ("quantity",)),
    (_BC, "salesOrders", _("Sales Order"), _("Sales Orders"), "number", "customerName", ("orderDate", "status")),
    (_DATAVERSE, "salesorder", _("Order"), _("Orders"), "ordernumber", "name", ()),
    (
        *(_BC, "salesOrderLines", _("Sales Order Line"), _("Sales Order Lines")),
        *("lineObjectNumber", "description", ("quantity",)),
    ),
    (_DATAVERSE, "salesorderdetail", _("Order Line"), _("Order Lines"), "", "salesorderdetailname", ("quantity",)),
)
