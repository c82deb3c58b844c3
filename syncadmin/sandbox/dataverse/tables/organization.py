"""The organisation, its companies, business units, users, teams and currencies."""

from __future__ import annotations

from ...columns import Column, Kind, Option
from .vocabulary import (
    NEVER,
    ON_CREATE,
    OWNED,
    RESTRICT,
    STATES,
    boolean,
    choice,
    decimal,
    integer,
    key,
    lookup,
    memo,
    numbered,
    table,
    text,
)

ACCESS_MODES = numbered(
    "Read-Write", "Administrative", "Read", "Support User", "Non-interactive", "Delegated Admin", first=0
)

ORGANIZATIONS = table(
    "organization",
    "Organization",
    "name",
    key("organizationid"),
    text("name", "Organization Name", 160, searched=True),
    text("friendlyname", "Friendly Name", 160),
    integer("languagecode", "Language", default=1033),
    integer("localeid", "Locale", default=1033),
    integer("pricingdecimalprecision", "Pricing Decimal Precision", 0, 10, default=2),
    integer("currencydecimalprecision", "Currency Decimal Precision", 0, 4, default=2),
    integer("expirechangetrackingindays", "Days to expire change tracking", default=7),
    boolean("issopintegrationenabled", "Sales order integration enabled"),
    lookup("basecurrencyid", "Currency", "transactioncurrency", writable=NEVER, on_delete=RESTRICT),
    read_only=True,
    bulk=False,
    object_type=1019,
)

BUSINESS_UNITS = table(
    "businessunit",
    "Business Unit",
    "name",
    key("businessunitid"),
    text("name", "Name", 160, searched=True, enforced=True),
    memo(),
    boolean("isdisabled", "Is Disabled", writable=NEVER),
    lookup("parentbusinessunitid", "Parent Business", "businessunit", writable=ON_CREATE, on_delete=RESTRICT),
    bulk=False,
    object_type=10,
)

SYSTEM_USERS = table(
    "systemuser",
    "User",
    "fullname",
    key("systemuserid"),
    text("fullname", "Full Name", 200, searched=True, writable=NEVER),
    text("firstname", "First Name", 256),
    text("lastname", "Last Name", 256),
    text("domainname", "User Name", 1024),
    text("internalemailaddress", "Primary Email", searched=True),
    text("personalemailaddress", "Email 2"),
    text("mobilephone", "Mobile Phone", 64),
    text("address1_telephone1", "Main Phone", 64),
    text("jobtitle", "Job Title"),
    boolean("isdisabled", "Status", ("Enabled", "Disabled"), writable=NEVER),
    boolean("islicensed", "User Licensed", default=True, writable=NEVER),
    boolean("isintegrationuser", "Integration User Mode", writable=NEVER),
    choice("accessmode", "Access Mode", *ACCESS_MODES, default=0),
    Column("applicationid", Kind.GUID, writable=NEVER, label="Application ID"),
    Column("azureactivedirectoryobjectid", Kind.GUID, writable=NEVER, label="Entra Object ID"),
    lookup("businessunitid", "Business Unit", "businessunit", writable=NEVER, on_delete=RESTRICT),
    tracked=True,
    bulk=False,
    object_type=8,
)

TEAMS = table(
    "team",
    "Team",
    "name",
    key("teamid"),
    text("name", "Team Name", 160, searched=True),
    choice("teamtype", "Team Type", Option(0, "Owner"), Option(1, "Access"), default=0, writable=ON_CREATE),
    boolean("isdefault", "Is Default", writable=NEVER),
    memo(),
    text("emailaddress", "Email"),
    lookup("administratorid", "Administrator", "systemuser"),
    lookup("businessunitid", "Business Unit", "businessunit", writable=NEVER, on_delete=RESTRICT),
    tracked=True,
    bulk=False,
    object_type=9,
)

CURRENCIES = table(
    "transactioncurrency",
    "Currency",
    "currencyname",
    key("transactioncurrencyid"),
    text("currencyname", "Currency Name", searched=True),
    text("isocurrencycode", "Currency Code", 5, searched=True, unique=True, writable=ON_CREATE),
    text("currencysymbol", "Currency Symbol", 13),
    integer("currencyprecision", "Currency Precision", 0, 4, default=2),
    decimal("exchangerate", "Exchange Rate", scale=10, maximum=None, default=1),
    *STATES,
    entity_set="transactioncurrencies",
    bulk=False,
    object_type=9105,
)

COMPANIES = table(
    "bcbi_company",
    "Company",
    "bcbi_name",
    key("bcbi_companyid"),
    text("bcbi_name", "Name", searched=True, required=True),
    text("bcbi_externalid", "External Id", 36, searched=True),
    lookup("bcbi_defaultowningteam", "Default Owning Team", "team"),
    *OWNED,
    *STATES,
    entity_set="bcbi_companies",
    plural="Companies",
    object_type=10_050,
)

TABLES = (ORGANIZATIONS, BUSINESS_UNITS, SYSTEM_USERS, TEAMS, CURRENCIES, COMPANIES)
