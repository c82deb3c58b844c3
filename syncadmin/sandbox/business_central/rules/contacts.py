"""Contacts: names and their parts, companies and the persons in them, and whose contact a person is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...values import Reason, Refused
from ..tables.relations import CONTACTS, OPPORTUNITIES
from .partners import LINKS
from .people import Parts, join_name, split_name
from .related import check_related, complete_currency, key_column, rename
from .series import number
from .writing import add, alter

if TYPE_CHECKING:
    from ...store import Row, Store

PARTS = ("firstName", "middleName", "surname")
CLOSED = ("Won", "Lost")


def complete_contact(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A contact about to be stored."""
    _complete_name(row, given)
    number(store, CONTACTS.name, row, before)
    complete_currency(store, CONTACTS, row, given, before)
    check_related(store, CONTACTS, {name: value for name, value in given.items() if name != "companyNumber"})
    if row["type"] == "Company":
        row.update(companyNumber=row["number"], companyName=row["displayName"])
    elif before is None or {"companyNumber", "type"} & given.keys():
        _complete_company(store, row, before)
    if not row["searchName"] or before and row["searchName"] == str(before["displayName"]).upper():
        row["searchName"] = str(row["displayName"]).upper()[:100]


def _complete_name(row: Row, given: Row) -> None:
    if row["type"] == "Company":
        row.update(dict.fromkeys(PARTS, ""))
    elif any(given.get(part) for part in PARTS) or given.keys() & set(PARTS) and "displayName" not in given:
        row["displayName"] = join_name(Parts(*(str(row[part]) for part in PARTS)))
    elif {"displayName", "type"} & given.keys():
        row.update(zip(PARTS, split_name(str(row["displayName"])), strict=True))
    if not row["displayName"]:
        raise Refused(Reason.RULE, CONTACTS.by_name["displayName"], detail='A "displayName" must be provided.')


def _complete_company(store: Store, row: Row, before: Row | None) -> None:
    """A person belongs to the company of the contact that is named, or to none."""
    named = str(row["companyNumber"])
    if before and before["type"] == "Company" and named == before["number"]:
        named = ""
    company = store.stored_by("contacts", "number", named) if named else None
    if named and company is None:
        raise Refused(Reason.RELATION, CONTACTS.by_name["companyNumber"], named)
    row["companyNumber"] = company["companyNumber"] if company else ""
    row["companyName"] = company["companyName"] if company else ""


def follow_contact(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """Keeps the links, the persons of a company and the names on opportunities in step."""
    if row is None:
        store.remove(LINKS, str((before or {})["id"]))
        return
    rename(store, CONTACTS.name, row, before)
    changed = before is None or any(before[name] != row[name] for name in ("displayName", "companyNumber", "number"))
    if not changed:
        return
    _link(store, row, before)
    if before and row["type"] == "Company" and before["displayName"] != row["displayName"]:
        for person in _persons(store, row):
            alter(store, "contacts", person["id"], {"companyName": row["displayName"]})
    for opportunity in store.stored_all_by("opportunities", "contactNumber", row["number"]):
        alter(store, "opportunities", opportunity["id"], {"contactNumber": row["number"]})


def _persons(store: Store, company: Row) -> list[Row]:
    found = store.stored_all_by("contacts", "companyNumber", company["number"])
    return [person for person in found if person["id"] != company["id"]]


def _link(store: Store, row: Row, before: Row | None) -> None:
    """A person is related to whom the company is related to."""
    key = str(row["id"])
    own = store.stored(LINKS, key)
    named = {"contactNumber": row["number"], "contactName": row["displayName"], "contactType": row["type"]}
    company = store.stored_by("contacts", "number", row["companyNumber"]) if row["companyNumber"] else None
    other = store.stored(LINKS, str(company["id"])) if company and company["id"] != key else None
    if other:
        _relate(store, row, named | {name: other[name] for name in ("relatedId", "relatedType")}, own)
    elif own and row["type"] == "Person" and (company or before and before["companyNumber"]):
        store.remove(LINKS, key)
    elif own:
        alter(store, LINKS, key, named)


def _relate(store: Store, row: Row, link: Row, own: Row | None) -> None:
    key = str(row["id"])
    if own:
        alter(store, LINKS, key, link)
    else:
        add(store, LINKS, {"contactId": key, **link})
    if row["contactBusinessRelation"] != link["relatedType"]:
        alter(store, "contacts", key, {"contactBusinessRelation": link["relatedType"]})


def remove_contact(store: Store, row: Row, by: str | None) -> None:
    """Refuses to lose a contact with an open opportunity."""
    for opportunity in store.stored_all_by("opportunities", "contactNumber", row["number"]):
        if opportunity["status"] not in CLOSED:
            detail = f"You cannot delete contact {row['number']} because there are one or more open opportunities."
            raise Refused(Reason.RULE, detail=detail)


def complete_opportunity(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """An opportunity about to be stored: the contact's names; a closed one keeps contact and salesperson."""
    number(store, OPPORTUNITIES.name, row, before)
    for name, target in (("contactNumber", "contacts"), ("salespersonCode", "salespeoplePurchasers")):
        if before and before["status"] in CLOSED and name in given and given[name] != before[name]:
            if before[name] and store.stored_by(target, key_column(target), before[name]) is None:
                continue  # it was renamed
            detail = f'The "{name}" of a Won or Lost Opportunity cannot be changed'
            raise Refused(Reason.RULE, OPPORTUNITIES.by_name[name], given[name], detail)
    check_related(store, OPPORTUNITIES, given)
    if before is None:
        row["creationDate"] = row["creationDate"] if "creationDate" in given else store.clock.now().date().isoformat()
    if "contactNumber" in given:
        contact = store.stored_by("contacts", "number", given["contactNumber"]) or {}
        row["contactName"] = contact.get("displayName", "")
        row["contactCompanyName"] = contact.get("companyName", "")
        row["contactCompanyNumber"] = contact.get("companyNumber", "")
        if "salespersonCode" not in given and not row["salespersonCode"]:
            row["salespersonCode"] = contact.get("salespersonCode", "")
