"""Whom a contact or an opportunity belongs to: the customer, else the vendor, behind the company of the contact.

Business Central shows that link only from the other end: each customer and vendor lists its contacts. Whoever they are
is first looked for by name, because the company's contact has the name of its customer or vendor. Where the two differ,
all customers and vendors are gone through, once. And what an account that is inactive means for its customer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side, Value, Values

_LINKS = "contactsInformation"
_NEEDS = ("companyNumber", "companyName", "contactBusinessRelation")
# What a contact of Dataverse may belong to: an account, or another contact.
_ACCOUNT, _CONTACT = "parentcustomerid_account", "parentcustomerid_contact"
# The status reason of an inactive account, and what blocks its customer.
_INACTIVE, _BLOCKED = 2, "All"
_RELATIONS = {"customers": ("Customer", "Multiple"), "vendors": ("Vendor", "Multiple")}


def _related(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """The customer behind the company of each contact, else the vendor."""
    found = {**_links(records, neighbours, "vendors"), **_links(records, neighbours, "customers")}
    return [found.get(one.values.get("companyNumber")) for one in records]


def _links(contacts: Sequence[Record], neighbours: Neighbours, table: str) -> dict[Value, Value]:
    """The customers, or the vendors, by the numbers of the contacts that stand for them."""
    named = neighbours.found(table, ["displayName"], "displayName", (one.values.get("companyName") for one in contacts))
    found = _listed(neighbours, table, [one.key for one in named])
    if any(_is_lost(one, found, table) for one in contacts):
        return neighbours.remember(("links", table), lambda: _listed(neighbours, table, neighbours.keys(table)))
    return found


def _is_lost(contact: Record, found: Container[Value], table: str) -> bool:
    """Whether somebody should have been found behind the company of a contact."""
    number, relation = contact.values.get("companyNumber"), contact.values.get("contactBusinessRelation")
    return bool(number) and number not in found and relation in _RELATIONS[table]


def _listed(neighbours: Neighbours, table: str, keys: Iterable[str]) -> dict[Value, Value]:
    listed = neighbours.below(_LINKS, ["contactNumber"], keys, table)
    return {link.values.get("contactNumber"): key for key, links in listed.items() for link in links}


def _company_numbers(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    """The number of the contact that stands for each customer or vendor."""
    keys = [str(value) for value in values if value]
    companies = {**_companies(neighbours, "vendors", keys), **_companies(neighbours, "customers", keys)}
    missing = [key for key in keys if key not in companies]
    names = {**_names(neighbours, "vendors", missing), **_names(neighbours, "customers", missing)}
    problems = {key: _no_contact(names.get(key, key)) for key in missing}
    return [problems.get(str(value)) or {"companyNumber": companies.get(str(value))} for value in values]


def _no_contact(name: str) -> Problem:
    return Problem("no_company_contact", {"system": SYSTEM_NAMES[Side.BC], "record": name})


def _companies(neighbours: Neighbours, table: str, keys: Sequence[str]) -> dict[str, Value]:
    listed = neighbours.below(_LINKS, ["contactNumber", "contactType"], keys, table)
    return {
        key: link.values.get("contactNumber")
        for key, links in listed.items()
        for link in links
        if link.values.get("contactType") == "Company"
    }


def _names(neighbours: Neighbours, table: str, keys: Sequence[str]) -> dict[str, str]:
    found = neighbours.by_keys(table, ["displayName"], keys)
    return {key: str(one.values.get("displayName") or key) for key, one in found.items()}


def _contacts_of(opportunities: Sequence[Record], neighbours: Neighbours) -> dict[Value, Record]:
    numbers = (one.values.get("contactNumber") for one in opportunities)
    found = neighbours.found("contacts", ["number", "type", *_NEEDS], "number", numbers)
    return {one.values.get("number"): one for one in found}


def _types_of_contacts(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    contacts = _contacts_of(records, neighbours)
    found = {number: one.values.get("type") for number, one in contacts.items()}
    return [found.get(one.values.get("contactNumber")) for one in records]


def _related_to_opportunities(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    contacts = _contacts_of(records, neighbours)
    related = dict(zip(contacts, _related(list(contacts.values()), neighbours), strict=True))
    return [related.get(one.values.get("contactNumber")) for one in records]


def _customers_of_opportunities(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    contacts = _contacts_of(records, neighbours)
    links = _links(list(contacts.values()), neighbours, "customers")
    found = {number: links.get(one.values.get("companyNumber")) for number, one in contacts.items()}
    return [found.get(one.values.get("contactNumber")) for one in records]


def _parents(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [one.values.get(_ACCOUNT) or one.values.get(_CONTACT) for one in records]


def _as_account(values: Sequence[Value], neighbours: Neighbours) -> list[Values | Problem]:
    return [{_ACCOUNT: value} for value in values]


def _blocked_as(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """How a customer is blocked whose account is inactive."""
    return [_BLOCKED if one.values.get("statuscode") == _INACTIVE else None for one in records]


CONTACTS = {
    (Side.DATAVERSE, "account"): (
        Derived(
            derived_column("inactiveMeans", ColumnKind.TEXT, "Blocked while Inactive"),
            needs=("statuscode",),
            work=_blocked_as,
        ),
    ),
    (Side.BC, "contacts"): (
        Derived(
            derived_column("relatedId", ColumnKind.GUID, "Company", written=True),
            needs=_NEEDS,
            work=_related,
            tables=(_LINKS, "customers", "vendors"),
            back=_company_numbers,
        ),
    ),
    (Side.BC, "opportunities"): (
        Derived(
            derived_column("contactType", ColumnKind.TEXT, "Contact Type"),
            needs=("contactNumber",),
            work=_types_of_contacts,
            tables=("contacts",),
        ),
        Derived(
            derived_column("relatedId", ColumnKind.GUID, "Contact Company"),
            needs=("contactNumber",),
            work=_related_to_opportunities,
            tables=(_LINKS, "customers", "vendors", "contacts"),
        ),
        Derived(
            derived_column("relatedCustomerId", ColumnKind.GUID, "Contact Company No."),
            needs=("contactNumber",),
            work=_customers_of_opportunities,
            tables=(_LINKS, "customers", "contacts"),
        ),
    ),
    (Side.DATAVERSE, "contact"): (
        Derived(
            derived_column("parentCustomer", ColumnKind.GUID, "Company Name", written=True),
            needs=(_ACCOUNT, _CONTACT),
            work=_parents,
            back=_as_account,
        ),
    ),
}
