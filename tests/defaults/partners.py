"""What customers and vendors have in common: a stage with everything they lead to, and their values on both sides."""

from tests.defaults.currencies import in_bc, in_dataverse

NAMES = ("CUSTOMER", "VENDOR", "CURRENCY", "PAYMENT TERMS", "SHIPMENT METHOD", "SHIPPING AGENT", "CONTACT")
SHARED = {
    "displayName": "name",
    "contact": "address1_primarycontactname",
    "addressLine1": "address1_line1",
    "addressLine2": "address1_line2",
    "postalCode": "address1_postalcode",
    "city": "address1_city",
    "country": "address1_country",
    "state": "address1_stateorprovince",
    "email": "emailaddress1",
    "faxNumber": "fax",
    "website": "websiteurl",
    "phoneNumber": "telephone1",
}
VALUES = {
    "displayName": "Adatum",
    "contact": "Ada Lund",
    "addressLine1": "Storgata 1",
    "addressLine2": "2nd floor",
    "postalCode": "0155",
    "city": "Oslo",
    "country": "NO",
    "state": "Viken",
    "email": "ada@adatum.example",
    "faxNumber": "555-0101",
    "website": "https://adatum.example",
    "phoneNumber": "555-0100",
}
TYPES = {"CUSTOMER": 3, "VENDOR": 11}
TABLES = {"CUSTOMER": "customers", "VENDOR": "vendors"}


def with_relations(stage):
    """The stage once what a partner leads to is coupled."""
    stage.couple("CURRENCY", in_bc(stage, "EUR"), in_dataverse(stage, "EUR"))
    stage.match("PAYMENT TERMS", "SHIPMENT METHOD", "SHIPPING AGENT")
    return stage


def values_of(stage, name):
    """Values for a new customer or vendor, of every field that both have."""
    terms, method = stage.row("paymentTerms", code="NET 45"), stage.row("shipmentMethods", code="FOB")
    agent = stage.row("shippingAgents", code="AIRBORNE")
    related = {"paymentTermsId": terms["id"], "shippingAgentCode": agent["code"], "currencyCode": "EUR"}
    related |= {"shipmentMethodId": method["id"]} if name == "CUSTOMER" else {"shipmentMethodCode": method["code"]}
    return {**VALUES, **related}


def expected_of(stage, name):
    """What an account shows of those values."""
    plain = {SHARED[here]: value for here, value in VALUES.items()}
    options = {"paymenttermscode": 3, "address1_freighttermscode": 1, "address1_shippingmethodcode": 1}
    lookups = {"_transactioncurrencyid_value": in_dataverse(stage, "EUR"), "customertypecode": TYPES[name]}
    return {**plain, **options, **lookups}


def shown(row, wanted):
    """What a row shows of the same fields."""
    return {name: row[name] for name in wanted}


def added(stage, name, **values):
    """A customer or vendor of the mapping."""
    return stage.add(TABLES[name], **{"displayName": "Adatum", **values})


def coupled(stage, name, **values):
    """A customer or vendor with its account."""
    row = added(stage, name, **values)
    stage.couple(name, row)
    return row, stage.partner(name, row)
