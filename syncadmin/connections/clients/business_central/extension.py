"""What our extension of Business Central adds to its API, as docs/business-central-extension.md says: tables without a
standard page, fields that standard pages lack, and a key of our own.
"""

from __future__ import annotations

from collections.abc import Mapping

ROOT = "syncadmin/integration/v1.0"
SETUP = "integrationSetup"
# A GUID that a client gives to a new row, and by which it finds it again.
OWN_KEY = "integrationId"
TABLES = frozenset(
    {
        "shippingAgents", "resources", "unitGroups", "itemUnitsOfMeasure", "resourceUnitsOfMeasure", "salesPrices",
        "customerPriceGroups", "priceListHeaders", "priceListLines", "postedSalesInvoices", "postedSalesInvoiceLines",
    }
)  # fmt: skip
_CODES = frozenset({"paymentTermsCode", "shipmentMethodCode", "shippingAgentCode"})
_PARTNERS = _CODES | {"contact", "faxNumber", "mobilePhoneNumber", "paymentMethodCode", "primaryContactNumber"}
FIELDS: Mapping[str, frozenset[str]] = {
    "customers": _PARTNERS | {"customerPriceGroup"},
    "vendors": _PARTNERS | {"purchaserCode", "shipmentMethodId"},
    "contacts": frozenset(
        {"currencyCode", "currencyId", "faxNumber", "firstName", "jobTitle", "middleName", "pager", "salespersonCode"}
        | {"salutationCode", "surname"}
    ),
    "opportunities": frozenset({"contactCompanyNumber", "probabilityPrc"}),
    "items": frozenset({"grossWeight", "netWeight", "unitVolume", "vendorItemNumber", "vendorNumber"}),
    "salesOrders": _CODES
    | {"documentOccurrence", "lastShipmentDate", "numberOfArchivedVersions", "paymentDiscountPercent"}
    | {"workDescription", "yourReference"},
    "salesOrderLines": frozenset(
        {"currencyCode", "documentNumber", "lastModifiedDateTime", "requestedDeliveryDate", "resourceId"}
    ),
}

# What standard pages only show, and the pages of the extension take as well.
_BILL_TO = frozenset({"AddressLine1", "AddressLine2", "City", "Country", "Name", "PostCode", "State"})
WRITABLE: Mapping[str, frozenset[str]] = {"salesOrders": frozenset(f"billTo{part}" for part in _BILL_TO)}


def is_needed_to_write(table: str, field: str) -> bool:
    """Whether a field is there without the extension, and can be written only with it."""
    return field in WRITABLE.get(table, ())


def is_needed_for(table: str, field: str = "") -> bool:
    """Whether a table, or a field of it, is there only with the extension."""
    return field in FIELDS.get(table, ()) if field else table in TABLES
