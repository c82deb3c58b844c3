"""What an integration does step by step with products, price lists, invoices and orders goes through."""

from decimal import Decimal

import pytest

from tests.sandbox.sales import currency, product


@pytest.fixture
def send(dataverse):
    """Sends a request that must succeed; gives the key of a new row, which is its address in brackets."""

    def sent(method, path, **body):
        answer = dataverse(method, path, body={name.replace("__bind", "@odata.bind"): v for name, v in body.items()})
        assert answer.status_code == 204, answer.text
        return answer.headers.get("OData-EntityId", "").rpartition("/")[2]

    return sent


@pytest.fixture
def company(sandbox):
    return f"/bcbi_companies({sandbox.add('bcbi_company', bcbi_name='CRONUS')['bcbi_companyid']})"


@pytest.fixture
def account(sandbox):
    return f"/accounts({sandbox.add('account', name='Adatum', customertypecode=3)['accountid']})"


def test_an_item_becomes_a_published_product_with_a_price(dataverse, sandbox, send, company):
    nok = f"/transactioncurrencies({currency(sandbox, 'NOK')})"
    code = "ITEM 1000 UOM GR"
    group = send("POST", "/uomschedules", name=code, baseuomname=code)
    (base,) = dataverse.get("/uoms", filter=f"uomscheduleid/name eq '{code}'").json()["value"]
    unit = f"/uoms({base['uomid']})"
    send("PATCH", unit, name="PCS")
    prices = send("POST", "/pricelevels", name="Default Price List", transactioncurrencyid__bind=nok)
    row = send(
        "POST",
        "/products",
        name="Bicycle",
        productnumber="1000",
        price=4000,
        quantitydecimal=2,
        producttypecode=1,
        transactioncurrencyid__bind=nok,
        bcbi_companyid__bind=company,
        defaultuomid__bind=unit,
        defaultuomscheduleid__bind=f"/{group}",
    )
    keys = {"pricelevelid__bind": f"/{prices}", "productid__bind": f"/{row}", "uomid__bind": unit}
    send("POST", "/productpricelevels", amount=4000, pricingmethodcode=1, **keys)
    send("PATCH", f"/{row}", pricelevelid__bind=f"/{prices}")
    send("PATCH", f"/{row}", statecode=0, statuscode=1)
    send("PATCH", f"/{row}", name="City bicycle", price=4200)
    send("PATCH", f"/{row}", statecode=1, statuscode=2)
    found = dataverse.get("/products", filter="producttypecode eq 1 and statecode eq 1").json()["value"]
    assert ("City bicycle", Decimal(4200)) in [(one["name"], Decimal(one["price"])) for one in found]


def test_a_posted_invoice_is_written_with_its_lines_and_paid(sandbox, send, company, account):
    row = product(sandbox)
    prices = sandbox.add("pricelevel", name="Price List in NOK")["pricelevelid"]
    invoice = send(
        "POST",
        "/invoices",
        name="103001",
        invoicenumber="103001",
        duedate="2026-12-01",
        customerid_account__bind=account,
        pricelevelid__bind=f"/pricelevels({prices})",
        bcbi_companyid__bind=company,
    )
    header = {"invoiceid__bind": f"/{invoice}"}
    unit = f"/uoms({row['_defaultuomid_value']})"
    sold = {"productid__bind": f"/products({row['productid']})", "uomid__bind": unit, "ispriceoverridden": True}
    line = send("POST", "/invoicedetails", quantity=2, priceperunit=100, tax=50, **sold, **header)
    written = {"isproductoverridden": True, "productdescription": "Rounding", "quantity": 1, "priceperunit": 0.25}
    send("POST", "/invoicedetails", **written, **header)
    send("PATCH", f"/{line}", baseamount=200, extendedamount=250)
    send("PATCH", f"/{invoice}", totalamountlessfreight=200.25, totalamount=250.25, statuscode=4, statecode=0)
    send("PATCH", f"/{invoice}", statecode=2, statuscode=100001)
    send("PATCH", f"/{invoice}", statecode=0, statuscode=4)
    send("PATCH", f"/{invoice}", statecode=2, statuscode=100002)
    (found,) = [one for one in sandbox.rows("invoice") if one["name"] == "103001"]
    assert (found["totalamount"], found["totaltax"], found["statecode"]) == (Decimal("250.25"), 50, 2)


def test_a_submitted_order_is_opened_changed_and_submitted_again(sandbox, send, account):
    order = send("POST", "/salesorders", name="Order", customerid_account__bind=account)
    line = {"isproductoverridden": True, "productdescription": "Advice", "quantity": 1, "priceperunit": 500}
    send("POST", "/salesorderdetails", salesorderid__bind=f"/{order}", bcbi_businesscentrallinenumber=10000, **line)
    send("PATCH", f"/{order}", statecode=1, statuscode=3)
    send("PATCH", f"/{order}", statecode=0, statuscode=1)
    send("PATCH", f"/{order}", bcbi_businesscentralordernumber="S-ORD101001", lastbackofficesubmit="2026-11-20")
    send("PATCH", f"/{order}", statecode=1, statuscode=3)
    send("PATCH", f"/{order}", statecode=3, statuscode=100001)
    (found,) = [one for one in sandbox.rows("salesorder") if one["bcbi_businesscentralordernumber"] == "S-ORD101001"]
    assert (found["totalamount"], found["statecode"]) == (500, 3)


def test_leaving_a_company_empties_it_even_on_closed_documents(sandbox, send, company, account):
    order = send("POST", "/salesorders", name="Order", customerid_account__bind=account, bcbi_companyid__bind=company)
    send("PATCH", f"/{order}", statecode=1, statuscode=3)
    send("PATCH", f"/{order}", bcbi_companyid=None)
    assert {one["_bcbi_companyid_value"] for one in sandbox.rows("salesorder") if one["name"] == "Order"} == {None}


def test_the_property_that_binds_the_company_can_be_another(dataverse, sandbox, company):
    sandbox.reshape("account", alter={"_bcbi_companyid_value": {"schema_name": "bcbi_CompanyId"}})
    assert dataverse("POST", "/accounts", body={"bcbi_CompanyId@odata.bind": company}).status_code == 204
    assert dataverse("POST", "/accounts", body={"bcbi_companyid@odata.bind": company}).status_code == 400
