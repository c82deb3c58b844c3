"""What the Dataverse tables look like: their columns, types, lengths and choices, as data.

Lookup columns are named as they are read (`_ownerid_value`); the name they are bound under follows from it.
Rules that are more than a type or a length (states, owners, base amounts) are in `rules`.
"""

from __future__ import annotations

from ..columns import DATAVERSE, Column, Kind, Option, Table, Writable

NEVER = Writable.NEVER
ON_CREATE = Writable.ON_CREATE


def _key(name: str) -> Column:
    return Column(name, Kind.GUID, writable=ON_CREATE)


def _lookup(name: str, *targets: str, writable: Writable = Writable.ALWAYS, label: str = "") -> Column:
    return Column(f"_{name}_value", Kind.LOOKUP, targets=targets, writable=writable, label=label)


def _choice(name: str, label: str, *options: Option, default: int | None = None) -> Column:
    return Column(name, Kind.CHOICE, options=options, default=default, label=label)


CREATED = Column("createdon", Kind.TIME, writable=NEVER, label="Created On")
MODIFIED = Column("modifiedon", Kind.TIME, writable=NEVER, label="Modified On")
VERSION = Column("versionnumber", Kind.BIG, writable=NEVER, label="Version Number")
BY = (
    _lookup("createdby", "systemuser", writable=NEVER, label="Created By"),
    _lookup("modifiedby", "systemuser", writable=NEVER, label="Modified By"),
)
STATES = (
    _choice("statecode", "Status", Option(0, "Active"), Option(1, "Inactive"), default=0),
    _choice("statuscode", "Status Reason", Option(1, "Active", 0), Option(2, "Inactive", 1), default=1),
)


def _table(entity_set: str, entity: str, label: str, name: str, *columns: Column, read_only: bool = False) -> Table:
    key = columns[0].name
    every = (*columns, CREATED, MODIFIED, VERSION)
    return Table(DATAVERSE, entity_set, entity, key, every, "modifiedon", "createdon", label, name, read_only)


FREIGHT_TERMS = (Option(1, "FOB"), Option(2, "No Charge"))
SHIPPING_METHODS = tuple(
    Option(value, name)
    for value, name in enumerate(("Airborne", "DHL", "FedEx", "UPS", "Postal Mail", "Full Load", "Will Call"), 1)
)
PAYMENT_TERMS = (Option(1, "Net 30"), Option(2, "2% 10, Net 30"), Option(3, "Net 45"), Option(4, "Net 60"))
RELATIONSHIPS = tuple(
    Option(value, name)
    for value, name in enumerate(
        (
            "Competitor",
            "Consultant",
            "Customer",
            "Investor",
            "Partner",
            "Influencer",
            "Press",
            "Prospect",
            "Reseller",
            "Supplier",
            "Vendor",
            "Other",
        ),
        1,
    )
)

ACCOUNTS = _table(
    "accounts",
    "account",
    "Account",
    "name",
    _key("accountid"),
    Column("name", length=160, searched=True, indexed=True, required=True, label="Account Name"),
    Column("accountnumber", length=20, searched=True, indexed=True, label="Account Number"),
    Column("address1_line1", length=250, label="Address 1: Street 1"),
    Column("address1_line2", length=250, label="Address 1: Street 2"),
    Column("address1_line3", length=250, label="Address 1: Street 3"),
    Column("address1_city", length=80, searched=True, label="Address 1: City"),
    Column("address1_stateorprovince", length=50, label="Address 1: State/Province"),
    Column("address1_postalcode", length=20, label="Address 1: ZIP/Postal Code"),
    Column("address1_country", length=80, label="Address 1: Country/Region"),
    Column("address1_primarycontactname", length=100, label="Address 1: Primary Contact Name"),
    _choice("address1_freighttermscode", "Address 1: Freight Terms", *FREIGHT_TERMS),
    _choice("address1_shippingmethodcode", "Address 1: Shipping Method", *SHIPPING_METHODS),
    Column("telephone1", length=50, label="Main Phone"),
    Column("telephone2", length=50, label="Other Phone"),
    Column("fax", length=50, label="Fax"),
    Column("emailaddress1", length=100, label="Email"),
    Column("websiteurl", length=200, label="Website"),
    Column("description", length=2000, label="Description"),
    Column("creditlimit", Kind.DECIMAL, label="Credit Limit"),
    Column("creditlimit_base", Kind.DECIMAL, writable=NEVER, label="Credit Limit (Base)"),
    Column("exchangerate", Kind.DECIMAL, scale=10, writable=NEVER, label="Exchange Rate"),
    _choice("paymenttermscode", "Payment Terms", *PAYMENT_TERMS),
    _choice("customertypecode", "Relationship Type", *RELATIONSHIPS),
    _lookup("transactioncurrencyid", "transactioncurrency", label="Currency"),
    _lookup("ownerid", "systemuser", "team", label="Owner"),
    _lookup("owninguser", "systemuser", writable=NEVER, label="Owning User"),
    _lookup("owningteam", "team", writable=NEVER, label="Owning Team"),
    _lookup("primarycontactid", "contact", label="Primary Contact"),
    *BY,
    *STATES,
)

SYSTEM_USERS = _table(
    "systemusers",
    "systemuser",
    "User",
    "fullname",
    _key("systemuserid"),
    Column("fullname", length=200, searched=True, writable=NEVER, label="Full Name"),
    Column("firstname", length=256, label="First Name"),
    Column("lastname", length=256, label="Last Name"),
    Column("domainname", length=1024, label="User Name"),
    Column("internalemailaddress", length=100, searched=True, label="Primary Email"),
    Column("personalemailaddress", length=100, label="Email 2"),
    Column("mobilephone", length=64, label="Mobile Phone"),
    Column("address1_telephone1", length=64, label="Main Phone"),
    Column("jobtitle", length=100, label="Job Title"),
    Column("isdisabled", Kind.BOOLEAN, writable=NEVER, default=False, label="Status"),
    Column("islicensed", Kind.BOOLEAN, writable=NEVER, default=True, label="User Licensed"),
    Column("isintegrationuser", Kind.BOOLEAN, writable=NEVER, default=False, label="Integration User Mode"),
    Column("applicationid", Kind.GUID, writable=NEVER, label="Application ID"),
    Column("azureactivedirectoryobjectid", Kind.GUID, writable=NEVER, label="Entra Object ID"),
    _lookup("businessunitid", "businessunit", writable=NEVER, label="Business Unit"),
)

TEAMS = _table(
    "teams",
    "team",
    "Team",
    "name",
    _key("teamid"),
    Column("name", length=160, searched=True, label="Team Name"),
    _choice("teamtype", "Team Type", Option(0, "Owner"), Option(1, "Access"), default=0),
    Column("isdefault", Kind.BOOLEAN, writable=NEVER, default=False, label="Is Default"),
    Column("description", length=2000, label="Description"),
    Column("emailaddress", length=100, label="Email"),
    _lookup("administratorid", "systemuser", label="Administrator"),
    _lookup("businessunitid", "businessunit", writable=NEVER, label="Business Unit"),
)

CURRENCIES = _table(
    "transactioncurrencies",
    "transactioncurrency",
    "Currency",
    "currencyname",
    _key("transactioncurrencyid"),
    Column("currencyname", length=100, searched=True, label="Currency Name"),
    Column("isocurrencycode", length=5, searched=True, unique=True, label="Currency Code"),
    Column("currencysymbol", length=13, label="Currency Symbol"),
    Column("currencyprecision", Kind.INTEGER, default=2, label="Currency Precision"),
    Column("exchangerate", Kind.DECIMAL, scale=10, default=1, label="Exchange Rate"),
    *STATES,
)

ORGANIZATIONS = _table(
    "organizations",
    "organization",
    "Organization",
    "name",
    _key("organizationid"),
    Column("name", length=160, searched=True, label="Organization Name"),
    Column("friendlyname", length=160, label="Friendly Name"),
    Column("languagecode", Kind.INTEGER, default=1033, label="Language"),
    Column("localeid", Kind.INTEGER, default=1033, label="Locale"),
    Column("pricingdecimalprecision", Kind.INTEGER, default=2, label="Pricing Decimal Precision"),
    Column("expirechangetrackingindays", Kind.INTEGER, default=7, label="Days to expire change tracking"),
    _lookup("basecurrencyid", "transactioncurrency", writable=NEVER, label="Currency"),
    read_only=True,
)

TABLES = (ACCOUNTS, SYSTEM_USERS, TEAMS, CURRENCIES, ORGANIZATIONS)
