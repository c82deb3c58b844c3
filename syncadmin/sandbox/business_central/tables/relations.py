"""Whom the company deals with: customers, vendors, contacts, who looks after them, and opportunities."""

from __future__ import annotations

from ...columns import BUSINESS_CENTRAL, Table
from .vocabulary import BLANK, NEVER, below, code, day, decimal, enum, flag, guid, integer, moment, only, page, text

SALESPERSON = "salespeoplePurchasers"


_NUMBER = code("number", "No.", 20, unique=True, searched=True)
_NAME = text("displayName", "Name", 100, searched=True, indexed=True)
_WHERE = (
    text("addressLine1", "Address", 100),
    text("addressLine2", "Address 2", 50),
    text("city", "City", 30, searched=True),
    text("state", "County", 30),
    code("country", "Country/Region Code", 10),
    code("postalCode", "Post Code", 20),
    text("phoneNumber", "Phone No.", 30),
)
_REACH = (text("email", "Email", 80), text("website", "Home Page", 80))
_CURRENCY = (
    guid("currencyId", "Currency Id", "currencies"),
    code("currencyCode", "Currency Code", 10, "currencies"),
)
_TERMS_ID = guid("paymentTermsId", "Payment Terms Id", "paymentTerms")
_METHOD_ID = guid("paymentMethodId", "Payment Method Id", "paymentMethods")
_TERMS_CODE = code("paymentTermsCode", "Payment Terms Code", 10, "paymentTerms")
_METHOD_CODE = code("paymentMethodCode", "Payment Method Code", 10, "paymentMethods")
_SHIPMENT_CODE = code("shipmentMethodCode", "Shipment Method Code", 10, "shipmentMethods")
_SHIPMENT_ID = guid("shipmentMethodId", "Shipment Method Id", "shipmentMethods")
_CARD = only(
    text("contact", "Contact", 100),
    code("primaryContactNumber", "Primary Contact No.", 20, "contacts"),
    text("mobilePhoneNumber", "Mobile Phone No.", 30),
    text("faxNumber", "Fax No.", 30),
    code("shippingAgentCode", "Shipping Agent Code", 10, "shippingAgents"),
)

CUSTOMERS = page(
    "customers",
    "customer",
    "Customer",
    _NUMBER,
    _NAME,
    enum("type", "Type", "Company", "Person"),
    *_WHERE,
    *_REACH,
    code("salespersonCode", "Salesperson Code", 20, SALESPERSON),
    decimal("balanceDue", "Balance Due (LCY)", writable=NEVER, calculated=True, scale=4),
    decimal("creditLimit", "Credit Limit (LCY)", scale=4),
    flag("taxLiable", "Tax Liable"),
    guid("taxAreaId", "Tax Area Id"),
    text("taxAreaDisplayName", "Tax Area Display Name", 100, writable=NEVER),
    text("taxRegistrationNumber", "VAT Registration No.", 20),
    *_CURRENCY,
    _TERMS_ID,
    _SHIPMENT_ID,
    _METHOD_ID,
    enum("blocked", "Blocked", BLANK, "Ship", "Invoice", "All"),
    *_CARD,
    *only(_TERMS_CODE, _SHIPMENT_CODE, _METHOD_CODE),
    *only(code("customerPriceGroup", "Customer Price Group", 10, "customerPriceGroups")),
    extension=True,
)

VENDORS = page(
    "vendors",
    "vendor",
    "Vendor",
    _NUMBER,
    _NAME,
    *_WHERE,
    *_REACH,
    text("taxRegistrationNumber", "VAT Registration No.", 20),
    *_CURRENCY,
    code("irs1099Code", "IRS 1099 Code", 10),
    _TERMS_ID,
    _METHOD_ID,
    flag("taxLiable", "Tax Liable"),
    enum("blocked", "Blocked", BLANK, "Payment", "All"),
    decimal("balance", "Balance (LCY)", writable=NEVER, calculated=True),
    *_CARD,
    *only(code("purchaserCode", "Purchaser Code", 20, SALESPERSON)),
    *only(_TERMS_CODE, _METHOD_CODE, _SHIPMENT_ID, _SHIPMENT_CODE),
    extension=True,
)

CONTACTS = page(
    "contacts",
    "contact",
    "Contact",
    _NUMBER,
    enum("type", "Type", "Company", "Person"),
    _NAME,
    code("companyNumber", "Company No.", 20, "contacts", indexed=True),
    text("companyName", "Company Name", 100),
    enum(
        "contactBusinessRelation",
        "Contact Business Relation",
        "None",
        "Customer",
        "Vendor",
        "Bank_x0020_Account",
        "Employee",
        "Other",
        "Multiple",
        writable=NEVER,
        calculated=True,
    ),
    *_WHERE,
    text("mobilePhoneNumber", "Mobile Phone No.", 30),
    *_REACH,
    text("searchName", "Search Name", 100),
    flag("privacyBlocked", "Privacy Blocked"),
    text("taxRegistrationNumber", "VAT Registration No.", 20),
    day("lastInteractionDate", "Date of Last Interaction", writable=NEVER, calculated=True),
    *only(
        text("firstName", "First Name", 30),
        text("middleName", "Middle Name", 30),
        text("surname", "Surname", 30),
        code("salutationCode", "Salutation Code", 10),
        code("salespersonCode", "Salesperson Code", 20, SALESPERSON),
        *_CURRENCY,
        text("faxNumber", "Fax No.", 30),
        text("pager", "Pager", 30),
        text("jobTitle", "Job Title", 30),
    ),
    extension=True,
)

CONTACTS_INFORMATION = Table(
    BUSINESS_CENTRAL,
    "contactsInformation",
    "contactInformation",
    "contactId",
    (
        guid("contactId", "Contact Id", "contacts"),
        code("contactNumber", "Contact No.", 20, "contacts"),
        text("contactName", "Contact Name", 100, searched=True),
        enum("contactType", "Contact Type", "Company", "Person"),
        guid("relatedId", "Related Id", "customers", "vendors", indexed=True),
        enum("relatedType", "Related Type", BLANK, "Customer", "Vendor", "Bank_x0020_Account", "Employee"),
    ),
    label="Contact Information",
    name_column="contactName",
    read_only=True,
    parent=below("customers", "relatedId"),
)

SALESPEOPLE = page(
    SALESPERSON,
    "salespersonPurchaser",
    "Salesperson/Purchaser",
    code("code", "Code", 20, unique=True, searched=True),
    text("displayName", "Name", 50, searched=True),
    text("email", "Email", 80, searched=True),
    text("email2", "Email 2", 80),
    text("phoneNo", "Phone No.", 30),
    text("jobTitle", "Job Title", 30),
    decimal("commisionPercent", "Commission %"),
    flag("privacyBlocked", "Privacy Blocked"),
)

OPPORTUNITIES = page(
    "opportunities",
    "opportunity",
    "Opportunity",
    _NUMBER,
    code("contactNumber", "Contact No.", 20, "contacts"),
    text("contactName", "Contact Name", 100, writable=NEVER, calculated=True),
    text("contactCompanyName", "Contact Company Name", 100, writable=NEVER, calculated=True),
    code("salespersonCode", "Salesperson Code", 20, SALESPERSON),
    text("description", "Description", 100, searched=True),
    enum("status", "Status", "Not_x0020_Started", "In_x0020_Progress", "Won", "Lost", writable=NEVER),
    flag("closed", "Closed", writable=NEVER),
    day("creationDate", "Creation Date", writable=NEVER),
    day("dateClosed", "Date Closed", writable=NEVER),
    decimal("calculatedCurrentValue", "Calcd. Current Value (LCY)", writable=NEVER, calculated=True),
    decimal("chancesOfSuccessPrc", "Chances of Success %", writable=NEVER, calculated=True),
    decimal("completedPrc", "Completed %", writable=NEVER, calculated=True),
    day("estimatedClosingDate", "Estimated Closing Date", writable=NEVER),
    decimal("estimatedValue", "Estimated Value (LCY)", writable=NEVER),
    moment("systemCreatedAt", "System Created At", writable=NEVER),
    *only(
        code("contactCompanyNumber", "Contact Company No.", 20, "contacts", writable=NEVER, calculated=True),
        integer("probabilityPrc", "Probability %", writable=NEVER, calculated=True),
    ),
    extension=True,
    created="systemCreatedAt",
)

TABLES = (SALESPEOPLE, CUSTOMERS, VENDORS, CONTACTS, CONTACTS_INFORMATION, OPPORTUNITIES)
