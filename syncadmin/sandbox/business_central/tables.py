"""What Business Central's API v2.0 pages look like: their properties, types and lengths, as data.

Rules that are more than a type or a length (number series, paired fields, phone numbers) are in `rules`.
"""

from __future__ import annotations

from ..columns import BUSINESS_CENTRAL, Column, Kind, Option, Table, Writable

NEVER = Writable.NEVER
STAMP = Column("lastModifiedDateTime", Kind.TIME, writable=NEVER, digits=3, label="Last Modified Date Time")
ID = Column("id", Kind.GUID, writable=NEVER, label="Id")


def _enum(*names: str) -> tuple[Option, ...]:
    return tuple(Option(value, name) for value, name in enumerate(names))


def _table(entity_set: str, entity: str, label: str, *columns: Column, modified: str = STAMP.name) -> Table:
    name = "displayName" if any(column.name == "displayName" for column in columns) else ""
    return Table(BUSINESS_CENTRAL, entity_set, entity, "id", columns, modified, label=label, name_column=name)


CUSTOMERS = _table(
    "customers",
    "customer",
    "Customer",
    ID,
    Column("number", Kind.CODE, 20, unique=True, searched=True, label="No."),
    Column("displayName", length=100, searched=True, indexed=True, label="Name"),
    Column("type", Kind.ENUM, options=_enum("Company", "Person"), default="Company", label="Type"),
    Column("addressLine1", length=100, label="Address"),
    Column("addressLine2", length=100, label="Address 2"),
    Column("city", length=30, searched=True, label="City"),
    Column("state", length=30, label="County"),
    Column("country", Kind.CODE, 10, label="Country/Region Code"),
    Column("postalCode", Kind.CODE, 20, label="Post Code"),
    Column("phoneNumber", length=30, label="Phone No."),
    Column("email", length=80, label="Email"),
    Column("website", length=80, label="Home Page"),
    Column("salespersonCode", Kind.CODE, 20, targets=("salespeoplePurchasers",), label="Salesperson Code"),
    Column("balanceDue", Kind.DECIMAL, writable=NEVER, calculated=True, label="Balance Due (LCY)"),
    Column("creditLimit", Kind.DECIMAL, label="Credit Limit (LCY)"),
    Column("taxLiable", Kind.BOOLEAN, label="Tax Liable"),
    Column("taxAreaId", Kind.GUID, label="Tax Area Id"),
    Column("taxAreaDisplayName", length=100, writable=NEVER, label="Tax Area Display Name"),
    Column("taxRegistrationNumber", length=20, label="VAT Registration No."),
    Column("currencyId", Kind.GUID, targets=("currencies",), label="Currency Id"),
    Column("currencyCode", Kind.CODE, 10, targets=("currencies",), label="Currency Code"),
    Column("paymentTermsId", Kind.GUID, targets=("paymentTerms",), label="Payment Terms Id"),
    Column("shipmentMethodId", Kind.GUID, targets=("shipmentMethods",), label="Shipment Method Id"),
    Column("paymentMethodId", Kind.GUID, label="Payment Method Id"),
    Column("blocked", Kind.ENUM, options=_enum("_x0020_", "Ship", "Invoice", "All"), label="Blocked"),
    STAMP,
)

SALESPEOPLE = _table(
    "salespeoplePurchasers",
    "salespersonPurchaser",
    "Salesperson/Purchaser",
    ID,
    Column("code", Kind.CODE, 20, unique=True, searched=True, label="Code"),
    Column("displayName", length=50, searched=True, label="Name"),
    Column("email", length=80, searched=True, label="Email"),
    Column("email2", length=80, label="Email 2"),
    Column("phoneNo", length=30, label="Phone No."),
    Column("jobTitle", length=30, label="Job Title"),
    Column("commisionPercent", Kind.DECIMAL, label="Commission %"),
    Column("privacyBlocked", Kind.BOOLEAN, label="Privacy Blocked"),
    STAMP,
)

CURRENCIES = _table(
    "currencies",
    "currency",
    "Currency",
    ID,
    Column("code", Kind.CODE, 10, unique=True, searched=True, label="Code"),
    Column("displayName", length=30, searched=True, label="Description"),
    Column("symbol", length=10, label="Symbol"),
    Column("amountDecimalPlaces", length=5, label="Amount Decimal Places"),
    Column("amountRoundingPrecision", Kind.DECIMAL, scale=5, label="Amount Rounding Precision"),
    STAMP,
)

PAYMENT_TERMS = _table(
    "paymentTerms",
    "paymentTerm",
    "Payment Terms",
    ID,
    Column("code", Kind.CODE, 10, unique=True, searched=True, label="Code"),
    Column("displayName", length=100, searched=True, label="Description"),
    Column("dueDateCalculation", length=32, label="Due Date Calculation"),
    Column("discountDateCalculation", length=32, label="Discount Date Calculation"),
    Column("discountPercent", Kind.DECIMAL, scale=5, label="Discount %"),
    Column("calculateDiscountOnCreditMemos", Kind.BOOLEAN, label="Calc. Pmt. Disc. on Cr. Memos"),
    STAMP,
)

SHIPMENT_METHODS = _table(
    "shipmentMethods",
    "shipmentMethod",
    "Shipment Method",
    ID,
    Column("code", Kind.CODE, 10, unique=True, searched=True, label="Code"),
    Column("displayName", length=100, searched=True, label="Description"),
    STAMP,
)

LEDGER_SETUP = Table(
    BUSINESS_CENTRAL,
    "generalLedgerSetup",
    "generalLedgerSetup",
    "id",
    (
        ID,
        Column("allowPostingFrom", Kind.DATE, label="Allow Posting From"),
        Column("allowPostingTo", Kind.DATE, label="Allow Posting To"),
        Column("additionalReportingCurrency", Kind.CODE, 10, label="Additional Reporting Currency"),
        Column("localCurrencyCode", Kind.CODE, 10, label="LCY Code"),
        Column("localCurrencySymbol", length=10, label="Local Currency Symbol"),
        STAMP,
    ),
    STAMP.name,
    label="General Ledger Setup",
    read_only=True,
)

COMPANIES = Table(
    BUSINESS_CENTRAL,
    "companies",
    "company",
    "id",
    (
        ID,
        Column("systemVersion", length=250, writable=NEVER),
        Column("timestamp", Kind.BIG, writable=NEVER),
        Column("name", length=30, unique=True, writable=NEVER, label="Name"),
        Column("displayName", length=250, searched=True, writable=NEVER, label="Display Name"),
        Column("businessProfileId", length=250, writable=NEVER),
        Column("systemCreatedAt", Kind.TIME, digits=3, writable=NEVER),
        Column("systemCreatedBy", Kind.GUID, writable=NEVER),
        Column("systemModifiedAt", Kind.TIME, digits=3, writable=NEVER),
        Column("systemModifiedBy", Kind.GUID, writable=NEVER),
    ),
    "systemModifiedAt",
    "systemCreatedAt",
    label="Company",
    name_column="displayName",
    read_only=True,
)

TABLES = (COMPANIES, CUSTOMERS, SALESPEOPLE, CURRENCIES, PAYMENT_TERMS, SHIPMENT_METHODS, LEDGER_SETUP)
