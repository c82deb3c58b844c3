"""Sales orders and invoices of Business Central: defaults, lines, totals, release, posting, payment."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncadmin.sandbox.business_central.rules.amounts import Line, cents, shares
from tests.sandbox.callers import error_of

DIALOG, RELATION, READ_ONLY = (
    "Application_DialogException",
    "Internal_InvalidTableRelation",
    "BadRequest_InvalidOperation",
)
AMOUNTS = st.decimals(0, 10_000, places=2)


@pytest.fixture
def adatum(sandbox):
    terms, method = sandbox.rows("paymentTerms")[0], sandbox.rows("shipmentMethods")[0]
    return sandbox.add(
        "customers",
        displayName="Adatum",
        addressLine1="Storgata 1",
        city="Oslo",
        currencyCode="EUR",
        salespersonCode=sandbox.rows("salespeoplePurchasers")[0]["code"],
        paymentTermsId=terms["id"],
        shipmentMethodId=method["id"],
        shippingAgentCode="OWN",
    )


@pytest.fixture
def lamp(sandbox):
    return sandbox.add("items", displayName="Lamp", unitPrice=80, baseUnitOfMeasureCode="PCS")


@pytest.fixture
def fitter(sandbox):
    return sandbox.add("resources", displayName="Fitter", unitPrice=900, baseUnitOfMeasureCode="HOUR")


@pytest.fixture
def order(central, company, adatum):
    return central("POST", f"{company}/salesOrders", body={"customerId": adatum["id"]}).json()


@pytest.fixture
def lines(company, order):
    return f"{company}/salesOrders({order['id']})/salesOrderLines"


@pytest.fixture
def line(central, lines, lamp):
    return central("POST", lines, body={"itemId": lamp["id"], "quantity": 3}).json()


@pytest.fixture
def invoice(central, company, adatum, lamp):
    row = central("POST", f"{company}/salesInvoices", body={"customerNumber": adatum["number"]}).json()
    path = f"{company}/salesInvoices({row['id']})"
    central("POST", f"{path}/salesInvoiceLines", body={"itemId": lamp["id"], "quantity": 2})
    return path


def totals(row):
    return row["totalAmountExcludingTax"], row["totalTaxAmount"], row["totalAmountIncludingTax"]


def act(caller, path, action):
    return caller("POST", f"{path}/Microsoft.NAV.{action}")


def test_a_document_needs_a_customer(central, company):
    for name in ("salesOrders", "salesInvoices"):
        assert error_of(central("POST", f"{company}/{name}", body={})) == (400, DIALOG)
        assert error_of(central("POST", f"{company}/{name}", body={"customerNumber": "NOBODY"})) == (400, RELATION)


def test_an_order_takes_over_from_its_customer(order, adatum, sandbox):
    copied = ("currencyCode", "currencyId", "paymentTermsId", "shipmentMethodId")
    assert {name: order[name] for name in copied} == {name: adatum[name] for name in copied}
    assert (order["salesperson"], order["customerNumber"]) == (adatum["salespersonCode"], adatum["number"])
    for party in ("sellTo", "billTo", "shipTo"):
        assert (order[f"{party}AddressLine1"], order[f"{party}City"]) == ("Storgata 1", "Oslo")
    whole = sandbox.row("salesOrders", order["id"])
    assert (whole["shippingAgentCode"], whole["paymentTermsCode"]) == ("OWN", sandbox.rows("paymentTerms")[0]["code"])


def test_what_is_sent_wins_over_the_customer(central, company, adatum):
    body = {"customerNumber": adatum["number"], "currencyCode": "USD", "shipToCity": "Bergen", "salesperson": ""}
    row = central("POST", f"{company}/salesOrders", body=body).json()
    assert (row["currencyCode"], row["shipToCity"], row["salesperson"]) == ("USD", "Bergen", "")
    assert row["sellToCity"] == "Oslo"


def test_a_new_order_has_number_dates_and_status(order):
    assert order["number"].startswith("S-ORD")
    assert order["orderDate"] == order["postingDate"] != "0001-01-01"
    assert (order["status"], order["fullyShipped"], totals(order)) == ("Draft", False, (0, 0, 0))


@pytest.mark.parametrize("name", ["number", "status", "totalAmountIncludingTax", "billToCity", "customerName"])
def test_what_an_order_works_out_is_read_only(central, company, order, name):
    path = f"{company}/salesOrders({order['id']})"
    assert error_of(central("PATCH", path, body={name: order[name]}, If_Match="*")) == (400, READ_ONLY)


def test_the_bill_to_address_is_written_on_the_extensions_page(central, extension, company, order):
    path = f"{company}/salesOrders({order['id']})"
    answer = extension("PATCH", path, body={"billToCity": "Bergen", "yourReference": "R1"}, If_Match="*")
    assert answer.json()["billToCity"] == central.get(path).json()["billToCity"] == "Bergen"


def test_a_blocked_customer_gets_no_documents(central, company, sandbox, adatum):
    sandbox.change("customers", adatum["id"], blocked="All")
    answer = central("POST", f"{company}/salesOrders", body={"customerId": adatum["id"]})
    assert error_of(answer) == (400, DIALOG)


def test_a_line_takes_over_from_its_item_and_works_out_its_amounts(line, lamp):
    assert (line["lineType"], line["lineObjectNumber"], line["description"]) == ("Item", lamp["number"], "Lamp")
    assert (line["unitOfMeasureCode"], line["unitPrice"], line["sequence"]) == ("PCS", 80, 10_000)
    assert (line["netAmount"], line["netTaxAmount"], line["netAmountIncludingTax"]) == (240, 60, 300)


def test_lines_are_numbered_and_added_up(central, company, lines, line, fitter, order):
    body = {"lineType": "Resource", "lineObjectNumber": fitter["number"], "quantity": 2, "discountPercent": 10}
    second = central("POST", lines, body=body).json()
    assert (second["sequence"], second["discountAmount"], second["netAmount"]) == (20_000, 180, 1620)
    assert totals(central.get(f"{company}/salesOrders({order['id']})").json()) == (1860, 465, 2325)


def test_a_line_that_goes_is_taken_off_the_totals(central, company, lines, line, order):
    assert central("DELETE", f"{lines}({line['id']})").status_code == 204
    assert totals(central.get(f"{company}/salesOrders({order['id']})").json()) == (0, 0, 0)


def test_a_discount_of_the_order_is_spread_over_its_lines(central, company, lines, line, order):
    path = f"{company}/salesOrders({order['id']})"
    row = central("PATCH", path, body={"discountAmount": 40}, If_Match="*").json()
    assert totals(row) == (200, 50, 250)
    assert central.get(f"{lines}({line['id']})").json()["invoiceDiscountAllocation"] == 40


def test_a_change_of_a_line_changes_version_and_stamp_of_the_order(central, company, lines, line, order):
    before = central.get(f"{company}/salesOrders({order['id']})").json()
    central("PATCH", f"{lines}({line['id']})", body={"quantity": 4}, If_Match="*")
    after = central.get(f"{company}/salesOrders({order['id']})").json()
    assert before["@odata.etag"] != after["@odata.etag"]
    stamps = [datetime.fromisoformat(one["lastModifiedDateTime"]) for one in (before, after)]
    assert stamps[0] < stamps[1]


BAD_LINES = [
    ({"lineType": "Item", "lineObjectNumber": "NOBODY"}, RELATION),
    ({"lineObjectNumber": "NOBODY"}, RELATION),
    ({"accountId": "11111111-1111-1111-1111-111111111111"}, DIALOG),
    ({"lineType": "Item", "unitOfMeasureCode": "NOBODY"}, RELATION),
    ({"netAmount": 5}, READ_ONLY),
    ({"shippedQuantity": 5}, READ_ONLY),
]


@pytest.mark.parametrize(("body", "code"), BAD_LINES)
def test_a_line_that_cannot_be_is_refused(central, lines, body, code):
    assert error_of(central("POST", lines, body=body)) == (400, code)


def test_item_and_number_of_a_line_must_agree_and_stay(central, lines, line, lamp, sandbox):
    other = sandbox.add("items", displayName="Chair")
    body = {"itemId": lamp["id"], "lineType": "Item", "lineObjectNumber": other["number"]}
    assert error_of(central("POST", lines, body=body)) == (400, DIALOG)
    change = {"lineObjectNumber": other["number"]}
    assert error_of(central("PATCH", f"{lines}({line['id']})", body=change, If_Match="*")) == (400, DIALOG)


def test_a_blocked_item_cannot_be_sold(central, lines, lamp, sandbox):
    sandbox.change("items", lamp["id"], blocked=True)
    assert error_of(central("POST", lines, body={"itemId": lamp["id"]})) == (400, DIALOG)


def test_release_is_an_action_of_the_extension_alone(central, extension, company, order, line):
    path = f"{company}/salesOrders({order['id']})"
    assert act(central, path, "release").status_code in (400, 404)
    assert act(extension, path, "release").status_code == 204
    assert central.get(path).json()["status"] == "Open"


def test_a_released_order_refuses_changes_until_it_is_reopened(central, extension, company, order, line, lines):
    path, one = f"{company}/salesOrders({order['id']})", f"{lines}({line['id']})"
    assert act(extension, path, "release").status_code == 204
    for answer in (
        central("PATCH", path, body={"currencyCode": "USD"}, If_Match="*"),
        central("PATCH", one, body={"quantity": 9}, If_Match="*"),
        central("DELETE", one),
        central("POST", lines, body={}),
    ):
        assert error_of(answer) == (400, DIALOG)
    assert central("PATCH", path, body={"requestedDeliveryDate": "2026-12-01"}, If_Match="*").status_code == 200
    assert act(extension, path, "reopen").status_code == 204
    assert central("PATCH", one, body={"quantity": 9}, If_Match="*").status_code == 200


def test_an_order_without_lines_is_not_released(extension, company, order):
    assert error_of(act(extension, f"{company}/salesOrders({order['id']})", "release")) == (400, DIALOG)


def test_ship_and_invoice_puts_a_posted_invoice_in_the_orders_place(central, extension, company, order, line, sandbox):
    assert act(central, f"{company}/salesOrders({order['id']})", "shipAndInvoice").status_code == 204
    assert (sandbox.count("salesOrders"), sandbox.count("salesOrderLines")) == (0, 0)
    (posted,) = extension.get(f"{company}/postedSalesInvoices").json()["value"]
    assert (posted["orderNumber"], posted["shippingAgentCode"], totals(posted)) == (
        order["number"],
        "OWN",
        (240, 60, 300),
    )
    assert posted["salesInvoiceId"] == posted["id"] == central.get(f"{company}/salesInvoices").json()["value"][0]["id"]
    assert sandbox.rows("items")[0]["inventory"] == -3


def test_posting_keeps_the_id_and_gives_another_number(central, extension, company, invoice, sandbox):
    draft = central.get(invoice).json()
    assert (draft["status"], draft["number"][:5], draft["remainingAmount"]) == ("Draft", "S-INV", 200)
    assert act(central, invoice, "post").status_code == 204
    after = central.get(invoice).json()
    assert (after["status"], after["number"][:6]) == ("Open", "PS-INV")
    (posted,) = extension.get(f"{company}/postedSalesInvoices").json()["value"]
    assert (posted["salesInvoiceId"], posted["number"]) == (after["id"], after["number"])
    (line,) = extension.get(f"{company}/postedSalesInvoiceLines").json()["value"]
    assert (line["documentId"], line["documentNumber"], line["netAmount"]) == (posted["id"], posted["number"], 160)


def test_what_was_posted_does_not_change(central, invoice):
    act(central, invoice, "post")
    lines = f"{invoice}/salesInvoiceLines"
    line = central.get(lines).json()["value"][0]["id"]
    for answer in (
        central("PATCH", invoice, body={"shipToCity": "Bergen"}, If_Match="*"),
        central("PATCH", f"{lines}({line})", body={"quantity": 9}, If_Match="*"),
        central("DELETE", f"{lines}({line})"),
        central("DELETE", invoice),
        act(central, invoice, "post"),
    ):
        assert error_of(answer) == (400, DIALOG)


def test_a_payment_makes_an_invoice_paid_on_both_pages(central, sandbox, invoice):
    act(central, invoice, "post")
    row = sandbox.rows("salesInvoices")[0]
    sandbox.change("salesInvoices", row["id"], remainingAmount=50)
    assert sandbox.rows("postedSalesInvoices")[0]["remainingAmount"] == 50
    sandbox.change("salesInvoices", row["id"], remainingAmount=0)
    assert central.get(invoice).json()["status"] == sandbox.rows("postedSalesInvoices")[0]["status"] == "Paid"


def test_a_cancelled_invoice_owes_nothing(central, invoice):
    assert error_of(act(central, invoice, "cancel")) == (400, DIALOG)
    act(central, invoice, "post")
    assert act(central, invoice, "cancel").status_code == 204
    after = central.get(invoice).json()
    assert (after["status"], after["remainingAmount"]) == ("Canceled", 0)


def test_an_invoice_without_lines_is_not_posted(central, company, adatum):
    row = central("POST", f"{company}/salesInvoices", body={"customerNumber": adatum["number"]}).json()
    assert error_of(act(central, f"{company}/salesInvoices({row['id']})", "post")) == (400, DIALOG)


def test_an_invoice_is_due_by_its_terms(central, company, adatum):
    body = {"customerNumber": adatum["number"], "invoiceDate": "2026-01-31"}
    assert central("POST", f"{company}/salesInvoices", body=body).json()["dueDate"] == "2026-03-02"


def test_lines_of_the_extension_have_stamps_and_are_read_at_once(extension, company, line, order):
    (row,) = extension.get(f"{company}/salesOrderLines", filter=f"documentId eq {order['id']}").json()["value"]
    assert (row["documentNumber"], row["currencyCode"]) == (order["number"], "EUR")
    assert row["lastModifiedDateTime"] > "2025"


@settings(max_examples=50)
@given(AMOUNTS, st.lists(AMOUNTS, max_size=6))
def test_shares_of_a_discount_add_up_to_it(discount, amounts):
    spread = shares(discount, amounts)
    assert len(spread) == len(amounts)
    assert sum(spread) == (discount if any(amounts) else 0)


@settings(max_examples=50)
@given(AMOUNTS, AMOUNTS, st.booleans(), st.sampled_from([0, 12, 25]))
def test_amounts_with_and_without_tax_belong_together(quantity, price, included, percent):
    line = Line(quantity, price, cents(quantity * 0), percent * cents(quantity * 0 + 1), included)
    amounts = line.amounts()
    assert amounts.excluding + amounts.tax == amounts.including
    assert (amounts.including if included else amounts.excluding) == line.gross
