"""A row in every table of both services, for tests of what holds for all of them."""

from syncadmin.sandbox.business_central.rules import posting
from syncadmin.sandbox.columns import BUSINESS_CENTRAL


def fill(sandbox, service):
    """Businesses, things, prices and documents of one service, one of each kind at least."""
    if service == BUSINESS_CENTRAL:
        fill_business_central(sandbox)
    else:
        fill_dataverse(sandbox)


def fill_business_central(sandbox):
    """Everything below the codes that are there from the start."""
    customer = sandbox.add("customers", displayName="Adatum", currencyCode="EUR")
    sandbox.add("vendors", displayName="Fabrikam")
    sandbox.add("customerProjects", code="HALL", displayName="Hall", customerId=customer["id"])
    company = next(row for row in sandbox.rows("contacts") if row["displayName"] == "Adatum")
    person = sandbox.add("contacts", type="Person", displayName="Ada Borg", companyNumber=company["number"])
    sandbox.add("opportunities", description="Lamps for the hall", contactNumber=person["number"])
    item = sandbox.add("items", displayName="Lamp", unitPrice=80, baseUnitOfMeasureCode="PCS")
    sandbox.add("resources", displayName="Fitter", unitPrice=900, baseUnitOfMeasureCode="HOUR")
    sandbox.add("salesPrices", salesType="Customer", salesCode=customer["number"], itemId=item["id"], unitPrice=70)
    prices = sandbox.add("priceListHeaders", displayName="Spring")
    line = {"assetType": "Item", "assetNumber": item["number"], "unitPrice": 75}
    sandbox.add("priceListLines", priceListCode=prices["code"], **line)
    for kind in ("salesOrder", "salesInvoice", "salesInvoice"):
        document = sandbox.add(f"{kind}s", customerNumber=customer["number"])
        sandbox.add(f"{kind}Lines", documentId=document["id"], itemId=item["id"], quantity=2)
    posting.post(sandbox.store, sandbox.store.stored("salesInvoices", document["id"]))


def fill_dataverse(sandbox):
    """Everything below the users and currencies that are there from the start."""
    account = sandbox.add("account", name="Adatum")
    customer = {"_customerid_value": account["accountid"]}
    contact = sandbox.add("contact", lastname="Borg", _parentcustomerid_value=account["accountid"])
    sandbox.add("opportunity", name="Lamps for the hall", _parentaccountid_value=account["accountid"])
    sandbox.add("new_project", new_name="Hall", _new_sponsorid_value=contact["contactid"])
    group = sandbox.add("uomschedule", name="ITEM IT1 UOM GR", baseuomname="PCS")["uomscheduleid"]
    unit = next(row["uomid"] for row in sandbox.rows("uom") if row["_uomscheduleid_value"] == group)
    units = {"_defaultuomid_value": unit, "_defaultuomscheduleid_value": group}
    product = sandbox.add("product", name="Lamp", productnumber="IT1", quantitydecimal=2, **units)["productid"]
    sandbox.store.change("product", product, {"statecode": 0, "statuscode": 1})
    prices = sandbox.add("pricelevel", name="Spring")["pricelevelid"]
    entry = {"_pricelevelid_value": prices, "_productid_value": product, "_uomid_value": unit, "amount": 75}
    sandbox.add("productpricelevel", **entry)
    line = {"_productid_value": product, "_uomid_value": unit, "quantity": 2, "priceperunit": 75}
    for kind in ("salesorder", "invoice"):
        key = sandbox.add(kind, name="Hall", _pricelevelid_value=prices, **customer)[f"{kind}id"]
        sandbox.add(f"{kind}detail", **{f"_{kind}id_value": key}, **line)
    endpoint = sandbox.add("serviceendpoint", name="Hook", url="http://127.0.0.1:1/", contract=8, authtype=4)
    message = next(row["sdkmessageid"] for row in sandbox.rows("sdkmessage") if row["name"] == "Create")
    handler = {"_sdkmessageid_value": message, "_eventhandler_value": endpoint["serviceendpointid"]}
    sandbox.add("sdkmessageprocessingstep", name="Create of account", stage=40, mode=1, **handler)
