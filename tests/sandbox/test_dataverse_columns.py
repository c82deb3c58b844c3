"""Every column the default mappings name is there, of the type and with the access they name."""

import pytest

from syncadmin.sandbox.dataverse.metadata.attributes import kind_of
from syncadmin.sandbox.dataverse.tables import TABLES

BY_NAME = {table.name: table for table in TABLES}
ADDRESS = "line1 line2 postalcode city country stateorprovince"


def spread(prefix, names=ADDRESS):
    return " ".join(f"{prefix}_{name}" for name in names.split())


PLACES = f"{spread('shipto')} shipto_name {spread('billto')} billto_name"
NAMED = {
    ("systemuser", "String"): "internalemailaddress mobilephone jobtitle personalemailaddress fullname",
    (
        "account",
        "String",
    ): f"name accountnumber emailaddress1 fax websiteurl telephone1 telephone2 {spread('address1')} "
    "address1_primarycontactname",
    ("account", "Picklist"): "paymenttermscode address1_freighttermscode address1_shippingmethodcode customertypecode",
    ("account", "Lookup"): "transactioncurrencyid primarycontactid bcbi_companyid",
    ("account", "Money"): "creditlimit",
    ("account", "Owner"): "ownerid",
    ("contact", "String"): f"firstname middlename lastname emailaddress1 fax websiteurl mobilephone pager telephone1 "
    f"salutation {spread('address1')}",
    ("contact", "Customer"): "parentcustomerid",
    ("contact", "Lookup"): "transactioncurrencyid bcbi_companyid",
    ("contact", "Owner"): "ownerid",
    ("transactioncurrency", "String"): "isocurrencycode currencysymbol currencyname",
    ("transactioncurrency", "Decimal"): "exchangerate",
    ("transactioncurrency", "Integer"): "currencyprecision",
    ("uomschedule", "String"): "name baseuomname",
    ("uom", "String"): "name",
    ("uom", "Decimal"): "quantity",
    ("uom", "Lookup"): "uomscheduleid baseuom",
    ("product", "String"): "productnumber name vendorid vendorname vendorpartnumber",
    ("product", "Money"): "price standardcost currentcost",
    ("product", "Decimal"): "stockvolume stockweight quantityonhand",
    ("product", "Lookup"): "defaultuomid defaultuomscheduleid pricelevelid transactioncurrencyid bcbi_companyid",
    ("product", "Picklist"): "producttypecode",
    ("product", "Integer"): "quantitydecimal",
    ("pricelevel", "String"): "name",
    ("pricelevel", "Memo"): "description",
    ("pricelevel", "DateTime"): "begindate enddate",
    ("pricelevel", "Lookup"): "transactioncurrencyid bcbi_companyid",
    ("productpricelevel", "Lookup"): "pricelevelid productid transactioncurrencyid uomid uomscheduleid",
    ("productpricelevel", "Picklist"): "pricingmethodcode",
    ("productpricelevel", "Money"): "amount",
    ("productpricelevel", "String"): "productnumber",
    ("opportunity", "String"): "name",
    ("opportunity", "Lookup"): "parentcontactid parentaccountid bcbi_companyid",
    ("opportunity", "Owner"): "ownerid",
    ("opportunity", "Money"): "estimatedvalue actualvalue",
    ("opportunity", "DateTime"): "estimatedclosedate actualclosedate",
    ("opportunity", "Integer"): "closeprobability",
    ("invoice", "String"): f"invoicenumber name {PLACES}",
    ("invoice", "DateTime"): "duedate datedelivered",
    ("invoice", "Money"): "totalamountlessfreight totalamount totaltax discountamount",
    ("invoice", "Picklist"): "shippingmethodcode paymenttermscode",
    ("invoice", "Memo"): "description",
    ("invoice", "Customer"): "customerid",
    ("invoice", "Lookup"): "transactioncurrencyid pricelevelid opportunityid salesorderid bcbi_companyid",
    ("invoicedetail", "Money"): "manualdiscountamount priceperunit tax baseamount extendedamount",
    ("invoicedetail", "Decimal"): "quantity",
    ("invoicedetail", "Boolean"): "ispriceoverridden isproductoverridden",
    ("invoicedetail", "Lookup"): "invoiceid productid uomid transactioncurrencyid",
    ("salesorder", "String"): f"ordernumber bcbi_businesscentralordernumber name {PLACES}",
    ("salesorder", "DateTime"): "datefulfilled requestdeliveryby lastbackofficesubmit",
    ("salesorder", "Money"): "totalamountlessfreight totalamount discountamount freightamount",
    ("salesorder", "Picklist"): "shippingmethodcode paymenttermscode freighttermscode",
    ("salesorder", "Customer"): "customerid",
    ("salesorder", "Decimal"): "discountpercentage",
    ("salesorder", "Memo"): "description",
    ("salesorder", "Lookup"): "transactioncurrencyid pricelevelid bcbi_companyid",
    ("salesorderdetail", "Picklist"): "producttypecode",
    ("salesorderdetail", "Integer"): "bcbi_businesscentrallinenumber lineitemnumber",
    ("salesorderdetail", "Decimal"): "quantity quantityshipped",
    ("salesorderdetail", "Money"): "priceperunit baseamount extendedamount",
    ("salesorderdetail", "DateTime"): "requestdeliveryby",
    ("salesorderdetail", "Lookup"): "salesorderid productid uomid transactioncurrencyid",
}
ACCESS = {
    "create": "salesorder.ordernumber invoice.invoicenumber salesorder.transactioncurrencyid "
    "invoice.transactioncurrencyid pricelevel.transactioncurrencyid productpricelevel.pricelevelid "
    "transactioncurrency.isocurrencycode uomschedule.baseuomname salesorderdetail.producttypecode",
    "update": "invoice.totalamount invoice.totalamountlessfreight salesorder.totalamount "
    "salesorder.totalamountlessfreight invoicedetail.baseamount invoicedetail.extendedamount "
    "salesorderdetail.baseamount salesorderdetail.extendedamount productpricelevel.transactioncurrencyid",
    "never": "systemuser.fullname contact.fullname productpricelevel.productnumber "
    "salesorderdetail.transactioncurrencyid invoicedetail.transactioncurrencyid account.creditlimit_base",
}
STATES = {
    "account": {0: [1], 1: [2]},
    "contact": {0: [1], 1: [2]},
    "product": {0: [1], 1: [2], 2: [0], 3: [3]},
    "pricelevel": {0: [100001], 1: [100002]},
    "opportunity": {0: [1, 2], 1: [3], 2: [4, 5]},
    "salesorder": {0: [1, 2], 1: [3], 2: [4], 3: [100001, 100002], 4: [100003]},
}


@pytest.mark.parametrize(("name", "kind"), NAMED)
def test_the_columns_of_the_default_mappings_are_there(name, kind):
    found = BY_NAME[name].by_logical
    for column in NAMED[name, kind].split():
        assert kind_of(found[column]) == kind, column


@pytest.mark.parametrize("access", ACCESS)
def test_some_columns_can_only_be_written_at_times(access):
    for place in ACCESS[access].split():
        name, column = place.split(".")
        assert BY_NAME[name].by_logical[column].writable == access, place


@pytest.mark.parametrize("name", STATES)
def test_each_status_belongs_to_a_state(name):
    found = {}
    for option in BY_NAME[name].by_name["statuscode"].options:
        found.setdefault(option.state, []).append(option.value)
    assert found == STATES[name]


@pytest.mark.parametrize(
    ("name", "column", "length"),
    [
        ("account", "name", 160),
        ("account", "accountnumber", 20),
        ("account", "telephone1", 50),
        ("account", "emailaddress1", 100),
        ("account", "websiteurl", 200),
        ("account", "description", 2000),
    ],
)
def test_texts_have_their_lengths(name, column, length):
    assert BY_NAME[name].by_name[column].length == length


def test_only_some_tables_belong_to_a_company():
    found = {table.name for table in TABLES if "_bcbi_companyid_value" in table.by_name}
    assert found == {"account", "contact", "product", "invoice", "salesorder", "opportunity", "pricelevel"}
