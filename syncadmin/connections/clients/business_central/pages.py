"""What a client has to know of the pages behind Business Central's API, because their CSDL does not tell it: which
texts are codes, what may not be written, which keys are unique, and which rows exist only below a parent.

A page that is not listed here works too; what it refuses is then learnt from the refusal.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from syncadmin.connections.clients.business_central.extension import OWN_KEY

STAMPS = ("lastModifiedDateTime", "systemModifiedAt")
# Properties of type Code: stored in capitals.
CODES = frozenset(
    {
        "code", "number", "country", "countryRegionCode", "currencyCode", "salespersonCode", "purchaserCode",
        "paymentTermsCode", "paymentMethodCode", "shipmentMethodCode", "shippingAgentCode", "baseUnitOfMeasureCode",
        "itemCategoryCode", "customerPriceGroup", "postalCode", "localCurrencyCode", "generalProductPostingGroupCode",
        "unitOfMeasureCode", "itemNumber", "resourceNumber", "vendorNumber", "customerNumber", "sourceNumber",
        "salutationCode", "primaryContactNumber", "contactNumber", "salesCode", "variantCode", "priceListCode",
        "companyNumber", "assetNumber", "additionalReportingCurrency", "billToCountry", "billToCustomerNumber",
        "billToPostCode", "contactCompanyNumber", "customerRelationCode", "vendorRelationCode", "defaultPriceListCode",
        "documentNumber", "gtin", "internationalStandardCode", "inventoryPostingGroupCode", "irs1099Code",
        "lineObjectNumber", "orderNumber", "relationalCurrencyCode", "salesperson", "sellToCountry", "sellToPostCode",
        "shipToCountry", "shipToPostCode", "shortcutDimension1Code", "shortcutDimension2Code", "taxCode",
        "taxGroupCode", "writeInProductNumber", "freightAccountNumber",
    }
)  # fmt: skip
_EVERYWHERE = frozenset(
    {"id", "lastModifiedDateTime", "systemId", "systemCreatedAt", "systemCreatedBy", "systemModifiedAt"}
    | {"systemModifiedBy", "systemRowVersion"}
)
_TOTALS = frozenset(
    {"discountAppliedBeforeTax", "totalAmountExcludingTax", "totalTaxAmount", "totalAmountIncludingTax", "status"}
    | {"fullyShipped", "customerName"}
)
_BILL_TO = frozenset(
    {"billToName", "billToCustomerId", "billToCustomerNumber"}
    | {f"billTo{part}" for part in ("AddressLine1", "AddressLine2", "City", "Country", "State", "PostCode")}
)
_LINE_TOTALS = frozenset(
    {
        "documentNumber",
        "currencyCode",
        "discountAppliedBeforeTax",
        "amountExcludingTax",
        "taxPercent",
        "totalTaxAmount",
        "amountIncludingTax",
        "netAmount",
    }
    | {"netTaxAmount", "netAmountIncludingTax", "invoiceDiscountAllocation"}
)
_READ_ONLY: Mapping[str, frozenset[str]] = {
    "customers": frozenset({"balanceDue", "taxAreaDisplayName", "balance", "overdueAmount", "totalSalesExcludingTax"}),
    "vendors": frozenset({"balance", "taxAreaDisplayName"}),
    "contacts": frozenset({"contactBusinessRelation", "lastInteractionDate"}),
    "items": frozenset({"inventory"}),
    "resources": frozenset({"capacity"}),
    "itemUnitsOfMeasure": frozenset({"baseUnit", "unitGroupId"}),
    "resourceUnitsOfMeasure": frozenset({"baseUnit", "unitGroupId"}),
    "priceListLines": frozenset({"status"}),
    "opportunities": frozenset(
        {"estimatedValue", "estimatedClosingDate", "status", "dateClosed", "closed", "creationDate", "completedPrc"}
        | {"contactName", "contactCompanyName", "contactCompanyNumber", "calculatedCurrentValue", "probabilityPrc"}
        | {"chancesOfSuccessPrc"}
    ),
    "salesOrders": _TOTALS | {"number", "documentOccurrence", "numberOfArchivedVersions", "lastShipmentDate"},
    "salesOrderLines": _LINE_TOTALS | {"shippedQuantity", "invoicedQuantity"},
    "salesInvoices": _TOTALS | _BILL_TO | {"number", "pricesIncludeTax", "orderId", "orderNumber", "remainingAmount"},
    "salesInvoiceLines": _LINE_TOTALS,
}
# What our extension lets be written, and the standard page does not.
_BY_EXTENSION: Mapping[str, frozenset[str]] = {"salesOrders": _BILL_TO}
# What is written by an action of our extension (see ``releasing``).
_BY_ACTION: Mapping[str, frozenset[str]] = {"salesOrders": frozenset({"status"})}
_CREATE_ONLY: Mapping[str, frozenset[str]] = {
    "itemUnitsOfMeasure": frozenset({"itemId", "itemNumber", "unitOfMeasureId"}),
    "resourceUnitsOfMeasure": frozenset({"resourceId", "resourceNumber", "unitOfMeasureId"}),
    "priceListLines": frozenset({"priceListId", "priceListCode", "lineNumber"}),
    "salesOrderLines": frozenset({"documentId", "sequence"}),
    "salesInvoiceLines": frozenset({"documentId", "sequence"}),
}
READ_ONLY_TABLES = frozenset(
    {"generalLedgerSetup", "integrationSetup", "contactsInformation", "currencyExchangeRates"}
    | {"postedSalesInvoices", "postedSalesInvoiceLines", "unitGroups"}
)
# Part of every API, and nothing to synchronize.
SYSTEM_TABLES = frozenset({"companies", "subscriptions"})
PARENTS: Mapping[str, str] = {
    "salesOrderLines": "salesOrders",
    "salesInvoiceLines": "salesInvoices",
    "salesQuoteLines": "salesQuotes",
    "salesCreditMemoLines": "salesCreditMemos",
    "purchaseOrderLines": "purchaseOrders",
    "purchaseInvoiceLines": "purchaseInvoices",
    "postedSalesInvoiceLines": "postedSalesInvoices",
    "contactsInformation": "customers",
}
_KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "currencyExchangeRates": (("currencyCode", "startingDate"),),
    "priceListLines": (("priceListCode", "lineNumber"),),
    "salesPrices": (
        ("itemNumber", "salesType", "salesCode", "startingDate", "currencyCode", "variantCode", "unitOfMeasureCode")
        + ("minimumQuantity",),
    ),
    "itemUnitsOfMeasure": (("itemNumber", "code"),),
    "resourceUnitsOfMeasure": (("resourceNumber", "code"),),
}
_USUAL_KEYS = (("number",), ("code",))


def read_only(table: str, *, extension: bool) -> frozenset[str]:
    """The properties of a table that are shown but never written."""
    nothing: frozenset[str] = frozenset()
    if extension:
        return _EVERYWHERE | _READ_ONLY.get(table, nothing) - _BY_ACTION.get(table, nothing)
    return _EVERYWHERE | _READ_ONLY.get(table, nothing) | _BY_EXTENSION.get(table, nothing)


def create_only(table: str) -> frozenset[str]:
    """The properties of a table that are written with a new row only."""
    return _CREATE_ONLY.get(table, frozenset())


def keys(table: str, columns: Container[str]) -> tuple[tuple[str, ...], ...]:
    """The unique keys of a table besides its id; the lines of a document have none of their own."""
    candidates = _KEYS.get(table) or (() if table in PARENTS else _USUAL_KEYS)
    found = tuple(key for key in candidates if all(name in columns for name in key))[:1]
    return (*(((OWN_KEY,),) if OWN_KEY in columns else ()), *found)
