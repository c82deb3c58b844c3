"""Contacts: in Business Central a company and its persons for some customers and vendors, in Dataverse persons.

Every fifth customer and every vendor has a company contact with a person or two. Some of these persons are in Dataverse
too, below the account of that business; some accounts have persons Business Central does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..business_central.rules.people import split_name
from .base import SALESPEOPLE
from .businesses import Business, draw
from .codes import Row
from .parts import ACTIVE, bc_currency, bc_stamp, owned, sales_currency, sales_stamps

EVERY = 5
MOST = 100_000  # only so many customers and accounts have contacts, documents or vendors beside them
SHARED = ("addressLine1", "city", "state", "country", "postalCode", "phoneNumber", "email", "website")
TITLES = ("Purchaser", "Manager", "Accounts", "Site manager")


def has_contacts(number: int, customer: Row) -> bool:
    """Whether a customer has contacts; nobody without a name has."""
    return number < MOST and number % EVERY == 0 and bool(customer["displayName"])


def persons(number: int) -> int:
    """How many persons a customer or vendor has as contacts."""
    return 2 if number % 3 == 0 else 1


def person_name(made_up: Business, person: int) -> str:
    """What a person is called."""
    people = made_up.language.people
    return people[(made_up.picks[3] + person) % len(people)]


def person_number(prefix: str, number: int, person: int) -> str:
    """The number of a person in Business Central."""
    return f"{prefix}P{number + 1:05d}-{person + 1}"


def company_number(prefix: str, number: int) -> str:
    """The number of a company contact in Business Central."""
    return f"{prefix}C{number + 1:05d}"


def bc_contacts(seed: int, kind: str, number: int, made_up: Business, partner: Row) -> Iterator[Row]:
    """The company contact of a customer or vendor, then its persons."""
    prefix, relation = kind[0], kind.capitalize()
    guid, picks = draw(f"{kind} contact", seed, number)
    company: Row = {
        "id": guid,
        "number": company_number(prefix, number),
        "type": "Company",
        "displayName": partner["displayName"],
        "companyNumber": company_number(prefix, number),
        "companyName": partner["displayName"],
        "contactBusinessRelation": relation,
        "searchName": str(partner["displayName"]).upper()[:100],
        **{name: partner[name] for name in SHARED},
        **bc_currency(made_up.currency),
        "lastModifiedDateTime": bc_stamp(picks),
    }
    yield company
    for person in range(persons(number)):
        yield _person(seed, kind, number, made_up, company, person)


def _person(seed: int, kind: str, number: int, made_up: Business, company: Row, person: int) -> Row:
    guid, picks = draw(f"{kind} person {person}", seed, number)
    name = person_name(made_up, person)
    parts = split_name(name)
    return {
        **company,
        "id": guid,
        "number": person_number(kind[0], number, person),
        "type": "Person",
        "displayName": name,
        "searchName": name.upper()[:100],
        "firstName": parts.first,
        "middleName": parts.middle,
        "surname": parts.surname,
        "jobTitle": TITLES[picks[2] % len(TITLES)],
        "email": f"person{person + 1}@{made_up.host}",
        "mobilePhoneNumber": f"{made_up.phone[:-2]}7{person}",
        "salespersonCode": SALESPEOPLE[picks[10] % len(SALESPEOPLE)][0],
        "lastModifiedDateTime": bc_stamp(picks),
    }


def link_row(contact: Row, relation: str, related: object) -> Row:
    """Whose contact somebody is."""
    return {
        "contactId": contact["id"],
        "contactNumber": contact["number"],
        "contactName": contact["displayName"],
        "contactType": contact["type"],
        "relatedId": related,
        "relatedType": relation,
    }


def sales_contact(seed: int, number: int, made_up: Business, account: object) -> Row:
    """The contact of an account as Dataverse has it; every third differs from what Business Central says."""
    guid, picks = draw("sales contact", seed, number)
    name = person_name(made_up, 0)
    parts = split_name(name)
    place = made_up.place
    return {
        "contactid": guid,
        "fullname": name,
        "firstname": parts.first if parts.surname else None,
        "middlename": parts.middle or None,
        "lastname": parts.surname or parts.first,
        "jobtitle": TITLES[picks[2] % len(TITLES)],
        "address1_line1": made_up.address,
        "address1_city": place.city if number % 3 else place.city.upper(),
        "address1_stateorprovince": place.state,
        "address1_postalcode": place.postcode,
        "address1_country": place.country,
        "telephone1": made_up.phone,
        "mobilephone": f"{made_up.phone[:-2]}70" if number % 3 else None,
        "emailaddress1": f"person1@{made_up.host}",
        "_parentcustomerid_value": account,
        **sales_currency(made_up.currency),
        **owned(picks),
        **ACTIVE,
        **sales_stamps(picks),
    }


def sales_contact_guid(seed: int, number: int) -> str:
    """The id of the contact of an account."""
    return draw("sales contact", seed, number)[0]


def has_sales_contact(number: int) -> bool:
    """Whether an account has a contact."""
    return number < MOST and number % EVERY == 0
