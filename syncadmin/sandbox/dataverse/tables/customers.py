"""Accounts and contacts."""

from __future__ import annotations

from ...columns import Column
from .choices import FREIGHT_TERMS, PAYMENT_TERMS, RELATIONSHIPS, SHIPPING_METHODS
from .vocabulary import (
    CASCADE,
    COMPANY,
    NEVER,
    OWNED,
    STATES,
    boolean,
    choice,
    currency,
    integer,
    key,
    lookup,
    memo,
    money,
    table,
    text,
)


def _address(primary_contact: bool = False) -> tuple[Column, ...]:
    """The first address of a customer."""
    contact = (text("address1_primarycontactname", "Address 1: Primary Contact Name"),) if primary_contact else ()
    return (
        text("address1_line1", "Address 1: Street 1", 250),
        text("address1_line2", "Address 1: Street 2", 250),
        text("address1_line3", "Address 1: Street 3", 250),
        text("address1_city", "Address 1: City", 80, searched=True),
        text("address1_stateorprovince", "Address 1: State/Province", 50),
        text("address1_postalcode", "Address 1: ZIP/Postal Code", 20),
        text("address1_country", "Address 1: Country/Region", 80),
        *contact,
        choice("address1_freighttermscode", "Address 1: Freight Terms", *FREIGHT_TERMS),
        choice("address1_shippingmethodcode", "Address 1: Shipping Method", *SHIPPING_METHODS),
    )


ACCOUNTS = table(
    "account",
    "Account",
    "name",
    key("accountid"),
    text("name", "Account Name", 160, searched=True, indexed=True, required=True),
    text("accountnumber", "Account Number", 20, searched=True, indexed=True),
    *_address(primary_contact=True),
    text("telephone1", "Main Phone", 50),
    text("telephone2", "Other Phone", 50),
    text("fax", "Fax", 50),
    text("emailaddress1", "Email"),
    text("websiteurl", "Website", 200),
    memo(),
    *money("creditlimit", "Credit Limit"),
    *currency(),
    choice("paymenttermscode", "Payment Terms", *PAYMENT_TERMS),
    choice("customertypecode", "Relationship Type", *RELATIONSHIPS),
    boolean("donotemail", "Do not allow Emails", ("Allow", "Do Not Allow")),
    integer("numberofemployees", "Number of Employees", 0, 1_000_000_000),
    *OWNED,
    lookup("primarycontactid", "Primary Contact", "contact", indexed=True),
    lookup("parentaccountid", "Parent Account", "account", indexed=True),
    COMPANY,
    *STATES,
    tracked=True,
    object_type=1,
)

CONTACTS = table(
    "contact",
    "Contact",
    "fullname",
    key("contactid"),
    text("fullname", "Full Name", 160, writable=NEVER, searched=True, indexed=True),
    text("firstname", "First Name", 50),
    text("middlename", "Middle Name", 50),
    text("lastname", "Last Name", 50, required=True),
    text("salutation", "Salutation"),
    text("jobtitle", "Job Title"),
    *_address(),
    text("telephone1", "Business Phone", 50),
    text("mobilephone", "Mobile Phone", 50),
    text("pager", "Pager", 50),
    text("fax", "Fax", 50),
    text("emailaddress1", "Email", searched=True),
    text("websiteurl", "Website", 200),
    memo(),
    *money("creditlimit", "Credit Limit"),
    *currency(),
    choice("paymenttermscode", "Payment Terms", *PAYMENT_TERMS),
    boolean("donotemail", "Do not allow Emails", ("Allow", "Do Not Allow")),
    lookup("parentcustomerid", "Company Name", "account", "contact", indexed=True, on_delete=CASCADE),
    *OWNED,
    COMPANY,
    *STATES,
    tracked=True,
    object_type=2,
)

TABLES = (ACCOUNTS, CONTACTS)
