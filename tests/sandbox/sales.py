"""Rows of the Sales tables that others need to be there first, for tests of the sandbox's Dataverse."""


def unit_group(sandbox, name="Pieces"):
    """A unit group with its base unit, as keys."""
    group = sandbox.add("uomschedule", name=name, baseuomname=f"{name} base")["uomscheduleid"]
    (unit,) = [row["uomid"] for row in sandbox.rows("uom") if row["_uomscheduleid_value"] == group]
    return group, unit


def product(sandbox, number="P1", active=True, **more):
    """A product with a unit group of its own."""
    group, unit = unit_group(sandbox, f"Group of {number}")
    given = {"defaultuomscheduleid": group, "defaultuomid": unit, "quantitydecimal": 2, **more}
    row = sandbox.add("product", name=f"Product {number}", productnumber=number, **given)
    return sandbox.change("product", row["productid"], statecode=0, statuscode=1) if active else row


def order(sandbox, **more):
    """An order of a new account."""
    account = sandbox.add("account", name="Adatum")["accountid"]
    return sandbox.add("salesorder", name="Order", **{"customerid_account": account, **more})


def order_line(sandbox, header, **more):
    """A line of an order that sells something written in."""
    given = {"isproductoverridden": True, "productdescription": "Advice", "quantity": 2, "priceperunit": 100}
    return sandbox.add("salesorderdetail", salesorderid=header["salesorderid"], **{**given, **more})


def currency(sandbox, code):
    """The key of a currency."""
    return next(row for row in sandbox.rows("transactioncurrency") if row["isocurrencycode"] == code)[
        "transactioncurrencyid"
    ]
