"""The pages behind the codes other pages use: company, ledger setup, currencies, terms, methods, agents, units."""

from __future__ import annotations

from ...columns import BUSINESS_CENTRAL, Column, Kind, Table
from .vocabulary import ID, NEVER, STAMP, code, day, decimal, enum, flag, guid, moment, new_page, page, text

CODE = code("code", "Code", unique=True, searched=True)

COMPANIES = Table(
    BUSINESS_CENTRAL,
    "companies",
    "company",
    "id",
    (
        ID,
        text("systemVersion", "System Version", 250, writable=NEVER),
        Column("timestamp", Kind.BIG, writable=NEVER, label="Timestamp"),
        text("name", "Name", 30, unique=True, writable=NEVER),
        text("displayName", "Display Name", 250, searched=True, writable=NEVER),
        text("businessProfileId", "Business Profile Id", 250, writable=NEVER),
        moment("systemCreatedAt", "System Created At", writable=NEVER),
        guid("systemCreatedBy", "System Created By", writable=NEVER),
        moment("systemModifiedAt", "System Modified At", writable=NEVER),
        guid("systemModifiedBy", "System Modified By", writable=NEVER),
    ),
    "systemModifiedAt",
    "systemCreatedAt",
    label="Company",
    name_column="displayName",
    read_only=True,
    extension=True,
)

LEDGER_SETUP = Table(
    BUSINESS_CENTRAL,
    "generalLedgerSetup",
    "generalLedgerSetup",
    "id",
    (
        ID,
        day("allowPostingFrom", "Allow Posting From"),
        day("allowPostingTo", "Allow Posting To"),
        code("additionalReportingCurrency", "Additional Reporting Currency"),
        code("localCurrencyCode", "LCY Code"),
        text("localCurrencySymbol", "Local Currency Symbol", 10),
        STAMP,
    ),
    STAMP.name,
    label="General Ledger Setup",
    read_only=True,
)

INTEGRATION_SETUP = new_page(
    "integrationSetup",
    "integrationSetup",
    "Integration Setup",
    text("extensionVersion", "Extension Version", 30),
    enum("pricingModel", "Price Calculation", "Extended", "Older"),
    code("defaultPriceListCode", "Default Price List Code", 20, "priceListHeaders"),
    flag("allowEditingDefaultPrices", "Allow Updating Defaults"),
    flag("unitGroupMapping", "Unit Group Mapping Enabled"),
    enum("salesOrderMode", "Sales Order Integration", "Off", "Legacy", "Bidirectional"),
    code("writeInProductNumber", "Write-in Product No.", 20),
    code("freightAccountNumber", "Freight G/L Account", 20),
    code("customerRelationCode", "Bus. Rel. Code for Customers"),
    code("vendorRelationCode", "Bus. Rel. Code for Vendors"),
    read_only=True,
    name_column="extensionVersion",
)

CURRENCIES = page(
    "currencies",
    "currency",
    "Currency",
    CODE,
    text("displayName", "Description", 30, searched=True),
    text("symbol", "Symbol", 10),
    text("amountDecimalPlaces", "Amount Decimal Places", 5),
    decimal("amountRoundingPrecision", "Amount Rounding Precision"),
)

EXCHANGE_RATES = page(
    "currencyExchangeRates",
    "currencyExchangeRate",
    "Currency Exchange Rate",
    code("currencyCode", "Currency Code", 10, "currencies", searched=True),
    day("startingDate", "Starting Date"),
    decimal("exchangeRateAmount", "Exchange Rate Amount"),
    code("relationalCurrencyCode", "Relational Currency Code", 10, "currencies"),
    decimal("relationalExchangeRateAmount", "Relational Exch. Rate Amount"),
    read_only=True,
    name_column="currencyCode",
    keys=(("currencyCode", "startingDate"),),
)

PAYMENT_TERMS = page(
    "paymentTerms",
    "paymentTerm",
    "Payment Terms",
    CODE,
    text("displayName", "Description", 100, searched=True),
    text("dueDateCalculation", "Due Date Calculation", 32),
    text("discountDateCalculation", "Discount Date Calculation", 32),
    decimal("discountPercent", "Discount %"),
    flag("calculateDiscountOnCreditMemos", "Calc. Pmt. Disc. on Cr. Memos"),
)

PAYMENT_METHODS = page(
    "paymentMethods", "paymentMethod", "Payment Method", CODE, text("displayName", "Description", 100, searched=True)
)

SHIPMENT_METHODS = page(
    "shipmentMethods", "shipmentMethod", "Shipment Method", CODE, text("displayName", "Description", 100, searched=True)
)

SHIPPING_AGENTS = new_page(
    "shippingAgents",
    "shippingAgent",
    "Shipping Agent",
    CODE,
    text("displayName", "Name", 50, searched=True),
    text("internetAddress", "Internet Address", 250),
    text("accountNumber", "Account No.", 30),
)

UNITS = page(
    "unitsOfMeasure",
    "unitOfMeasure",
    "Unit of Measure",
    CODE,
    text("displayName", "Description", 50, searched=True),
    code("internationalStandardCode", "International Standard Code"),
    text("symbol", "Symbol", 10),
)

TABLES = (
    COMPANIES,
    LEDGER_SETUP,
    INTEGRATION_SETUP,
    CURRENCIES,
    EXCHANGE_RATES,
    PAYMENT_TERMS,
    PAYMENT_METHODS,
    SHIPMENT_METHODS,
    SHIPPING_AGENTS,
    UNITS,
)
