"""Under which headings the fields of a form stand: written down for the main tables, by name and kind for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..columns import Column, Kind, Table

GENERAL, MORE, LONGEST_GENERAL = "General", "More", 8
WIDE = {"displayName", "name", "addressLine1", "address1_line1", "description"}
HEADINGS = (
    ("Sell-to", r"^(sellTo|buyFrom|customer)"),
    ("Bill-to", r"^(billTo|payTo|billto_)"),
    ("Ship-to", r"^(shipTo|shipto_)"),
    ("Address", r"address|city|postal|country|state$|stateorprovince|county"),
    ("Contact", r"phone|email|fax|website|mobile|contactname"),
    ("Amounts and prices", r"amount|price|total|cost|discount|tax|freight|currency|percent|limit|balance|vat"),
    ("Terms", r"terms|shipment|shipping|payment|method|carrier"),
    ("Dates", r"date|(overridden|submitted|fulfilled)on$"),
)
LAYOUTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "customers": (
        (GENERAL, ("displayName", "number", "type", "blocked", "salespersonCode", "creditLimit")),
        ("Address", ("addressLine1", "addressLine2", "postalCode", "city", "state", "country")),
        ("Contact", ("phoneNumber", "mobilePhoneNumber", "email", "website", "contact", "primaryContactNumber")),
        (
            "Invoicing and payments",
            (
                "currencyCode",
                "paymentTermsCode",
                "paymentTermsId",
                "shipmentMethodCode",
                "shipmentMethodId",
                "paymentMethodCode",
                "taxRegistrationNumber",
            ),
        ),
    ),
    "account": (
        ("Account", ("name", "accountnumber", "customertypecode", "_ownerid_value", "statecode", "statuscode")),
        (
            "Address",
            (
                "address1_line1",
                "address1_line2",
                "address1_postalcode",
                "address1_city",
                "address1_stateorprovince",
                "address1_country",
            ),
        ),
        (
            "Contact",
            ("address1_primarycontactname", "telephone1", "telephone2", "fax", "emailaddress1", "websiteurl"),
        ),
        (
            "Billing and shipping",
            (
                "_transactioncurrencyid_value",
                "creditlimit",
                "paymenttermscode",
                "address1_freighttermscode",
                "address1_shippingmethodcode",
            ),
        ),
        ("Notes", ("description",)),
    ),
}


def layout_of(table: Table, columns: Iterable[Column]) -> list[tuple[str, list[Column]]]:
    """The columns under their headings; what nobody placed stands last."""
    names = {column.name: column for column in columns}
    found: dict[str, list[Column]] = {}
    for title, placed in LAYOUTS.get(table.name, ()):
        found[title] = [names.pop(name) for name in placed if name in names]
    if found:
        return [(title, some) for title, some in (*found.items(), (MORE, list(names.values()))) if some]
    for column in names.values():
        found.setdefault(_heading(table, column), []).append(column)
    order = (GENERAL, *(title for title, _ in HEADINGS), MORE)
    return [(title, found[title]) for title in order if title in found]


def is_wide(column: Column) -> bool:
    """Whether a field takes the whole width."""
    return column.name in WIDE or column.kind in (Kind.MEMO, Kind.CHOICES) or (column.length or 0) > 300


def _heading(table: Table, column: Column) -> str:
    first = table.columns[:LONGEST_GENERAL]
    if column.name == table.name_column or column.unique or column.required:
        return GENERAL
    for title, pattern in HEADINGS:
        if re.search(pattern, column.logical if column.kind is Kind.LOOKUP else column.name, re.IGNORECASE):
            return title
    return GENERAL if column in first or column.logical in ("ownerid", "statecode", "statuscode") else MORE
