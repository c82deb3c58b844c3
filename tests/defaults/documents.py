"""What tests of documents share: customers and things that are coupled already, and posted invoices that sell them.

Couplings are made directly; how customers and products come to be coupled is tested elsewhere.
"""

from couplings.models import Coupling
from tests.sandbox.callers import BC_SCOPE, Caller
from tests.sandbox.sales import product

INVOICES = ("POSTEDSALESINV-INV", "POSTEDSALESLINE-INV")
ORDERS = ("SALESORDER-ORDER", "SOLINE-ORDERDETAIL")
LISTS = ("DEFAULT PRICE LIST", "CURRENCY PRICE LIST")
RELATED = ("CURRENCY", *LISTS, "CUSTOMER", "ITEM-PRODUCT", "RESOURCE-PRODUCT", "ITEM UOM", "RESOURCE UOM")


def coupled(stage, name, here, there):
    """Couple two rows that nothing is to be synchronized for."""
    mapping = stage.mapping(name)
    keys = {"bc_key": stage.key(mapping.bc_table, here), "dataverse_key": stage.key(mapping.dataverse_table, there)}
    Coupling.objects.create(mapping=mapping, **keys)


def customer_of(stage, name="Adatum"):
    """A customer that is coupled to an account; what it buys has a price list."""
    if not stage.coupled(LISTS[0]):
        default_list(stage)
    customer, account = stage.add("customers", displayName=name), stage.add("account", name=name)
    coupled(stage, "CUSTOMER", customer, account)
    return customer, account


def default_list(stage):
    """The default price list of the company, which is coupled."""
    local = stage.connection.facts["local_currency_id"]
    there = stage.add("pricelevel", name="Default", transactioncurrencyid=local)
    coupled(stage, LISTS[0], stage.rows("generalLedgerSetup")[0], there)
    return there


def thing(stage, kind="item", number="P1"):
    """An item or a resource that is coupled to a product, with its unit."""
    table, name = (f"{kind}s", f"{kind.upper()}-PRODUCT")
    unit = next(iter(stage.rows("unitsOfMeasure", code="PCS")), None) or stage.add("unitsOfMeasure", code="PCS")
    row = stage.add(table, displayName=f"The {number}", baseUnitOfMeasureId=unit["id"])
    sold = product(stage.sandbox, number)
    if not stage.connection.unit_groups:
        coupled(stage, name, row, sold)
        coupled(stage, "UNIT OF MEASURE", unit, sold["_defaultuomscheduleid_value"])
        return row, sold
    (counted,) = stage.rows(f"{kind}UnitsOfMeasure", **{f"{kind}Id": row["id"]})
    coupled(stage, name, row, sold)
    coupled(stage, f"{kind.upper()} UOM", counted, sold["_defaultuomid_value"])
    return row, sold


def invoice_of(stage, customer, **values):
    """A posted invoice without lines."""
    given = {"number": "PS-INV1", "status": "Open", "customerId": customer["id"], "dueDate": "2026-12-01"}
    given["currencyCode"] = stage.connection.facts["local_currency"]
    return stage.add("postedSalesInvoices", **{**given, **values})


def line_of(stage, invoice, sold=None, **values):
    """A line of a posted invoice: what sells an item or a resource, or a comment."""
    (unit,) = stage.rows("unitsOfMeasure", code="PCS")
    given = {"documentId": invoice["id"], "sequence": 10_000, "quantity": 2, "unitPrice": 100, "taxPercent": 25}
    if sold:
        kind = "Item" if stage.rows("items", id=sold["id"]) else "Resource"
        given |= {
            "lineType": kind,
            f"{kind.lower()}Id": sold["id"],
            "unitOfMeasureCode": "PCS",
            "unitOfMeasureId": unit["id"],
        }
        given |= {"description": sold["displayName"]}
    return stage.add("postedSalesInvoiceLines", **{"lineType": "Account", **given, **values})


def order_of(stage, account, **values):
    """An order that was submitted in Dataverse, without lines."""
    given = {"name": "Lamps for the hall", "ordernumber": "ORD-1", "customerid_account": account["accountid"]}
    return stage.add("salesorder", **{**given, **values})


def submit(stage, order):
    """Somebody submits an order."""
    return stage.change("salesorder", order, statecode=1, statuscode=3)


def order_line_of(stage, order, sold=None, **values):
    """A line of an order of Dataverse: a product, or something written in."""
    given = {"salesorderid": order["salesorderid"], "quantity": 2, "priceperunit": 100, "ispriceoverridden": True}
    if sold:
        given |= {"productid": sold["productid"], "uomid": sold["_defaultuomid_value"]}
    else:
        given |= {"isproductoverridden": True, "productdescription": "Advice"}
    return stage.add("salesorderdetail", **{**given, **values})


def post(stage, order):
    """Somebody posts an order in Business Central: a posted invoice takes its place."""
    central = Caller(stage.sandbox, stage.sandbox.business_central_url, BC_SCOPE)
    path = f"/companies({stage.sandbox.company_id})/salesOrders({order['id']})/Microsoft.NAV.shipAndInvoice"
    assert central("POST", path).status_code == 204
