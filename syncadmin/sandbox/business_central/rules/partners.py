"""Customers and vendors: numbers, related codes, and the contact each of them has.

A contact is made and kept in step as long as the integration setup names a relation for customers or vendors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...values import Reason, Refused
from ..tables.relations import CONTACTS_INFORMATION, CUSTOMERS, VENDORS
from .related import PAYMENT, SHIPMENT, TERMS, check_related, complete_currency, complete_pair, rename
from .series import number
from .writing import add, alter

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

LINKS = CONTACTS_INFORMATION.name
SHARED = (
    "displayName",
    "addressLine1",
    "addressLine2",
    "city",
    "state",
    "country",
    "postalCode",
    "phoneNumber",
    "email",
    "website",
)
DOCUMENTS = ("salesOrders", "salesInvoices")


@dataclass(frozen=True)
class Role:
    """What a contact is to the company: the page, the member of `relatedType`, and the setup that switches it on."""

    table: Table
    related_type: str
    setup: str


CUSTOMER = Role(CUSTOMERS, "Customer", "customerRelationCode")
VENDOR = Role(VENDORS, "Vendor", "vendorRelationCode")


def complete_customer(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A customer about to be stored."""
    _complete(store, CUSTOMERS, row, given, before)


def complete_vendor(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A vendor about to be stored."""
    _complete(store, VENDORS, row, given, before)


def _complete(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    number(store, table.name, row, before)
    if any(sign.isalpha() for sign in str(given.get("phoneNumber", ""))):
        raise Refused(Reason.CHARACTERS, table.by_name["phoneNumber"], given["phoneNumber"])
    complete_currency(store, table, row, given, before)
    for pair in (TERMS, SHIPMENT, PAYMENT):
        complete_pair(store, table, pair, row, given)
    check_related(store, table, given)


def follow_customer(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """What a stored customer brings about."""
    _follow(store, CUSTOMER, row, before)


def follow_vendor(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """What a stored vendor brings about."""
    _follow(store, VENDOR, row, before)


def _follow(store: Store, role: Role, row: Row | None, before: Row | None) -> None:
    if row is None:
        _forget(store, before or {})
        return
    rename(store, role.table.name, row, before)
    shared = {name: row[name] for name in SHARED if before is None or before[name] != row[name]}
    if not shared or not row["displayName"] or not _keeps_contacts(store, role):
        return
    link = None if before is None else company_link(store, str(row["id"]))
    if link:
        alter(store, "contacts", link["contactId"], shared)
    else:
        _make_contact(store, role, row)


def _keeps_contacts(store: Store, role: Role) -> bool:
    setup = store.find("integrationSetup", limit=1)
    return bool("contacts" in store.tables and setup and setup[0].get(role.setup))


def _make_contact(store: Store, role: Role, row: Row) -> None:
    shared = {name: row[name] for name in SHARED}
    contact = add(store, "contacts", {"type": row.get("type", "Company"), **shared})
    link = {
        "contactId": contact["id"],
        "contactNumber": contact["number"],
        "contactName": contact["displayName"],
        "contactType": contact["type"],
        "relatedId": row["id"],
        "relatedType": role.related_type,
    }
    add(store, LINKS, link)
    alter(store, "contacts", contact["id"], {"contactBusinessRelation": role.related_type})


def company_link(store: Store, related: str) -> Row | None:
    """The contact that stands for a customer or vendor itself, as a row of the links."""
    found = store.stored_all_by(LINKS, "relatedId", related)
    return next((link for link in found if link["contactType"] == "Company"), found[0] if found else None)


def remove_customer(store: Store, row: Row, by: str | None) -> None:
    """Refuses to lose a customer with documents."""
    for table in DOCUMENTS:
        if store.stored_by(table, "customerId", row["id"]) is not None:
            label = "sales order" if table == "salesOrders" else "sales invoice"
            detail = f"You cannot delete Customer {row['number']} because there is at least one {label} for it."
            raise Refused(Reason.RULE, detail=detail)


def _forget(store: Store, row: Row) -> None:
    """The contacts of whom is gone stay without their relation."""
    for link in store.stored_all_by(LINKS, "relatedId", row["id"]):
        store.remove(LINKS, str(link["contactId"]))
