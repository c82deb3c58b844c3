"""What hangs together in Business Central: lines below their document, related rows read along, actions."""

import pytest

from tests.sandbox.callers import error_of

NOBODY = "11111111-1111-1111-1111-111111111111"
LINE = {"lineType": "Comment", "description": "A line"}


@pytest.fixture
def customer(sandbox):
    terms = sandbox.rows("paymentTerms")[0]["id"]
    return sandbox.add("customers", displayName="Adatum", currencyCode="EUR", paymentTermsId=terms)


@pytest.fixture
def order(central, company, customer):
    """An order with two lines, made in one request."""
    body = {"customerId": customer["id"], "salesOrderLines": [LINE, {**LINE, "description": "Another"}]}
    return central("POST", f"{company}/salesOrders", body=body).json()


@pytest.fixture
def lines(company, order):
    """The path of the order's lines."""
    return f"{company}/salesOrders({order['id']})/salesOrderLines"


def texts(answer):
    return [row["description"] for row in answer.json()["value"]]


def test_a_document_is_inserted_with_its_lines(central, order, lines, sandbox):
    assert sorted(texts(central.get(lines))) == ["A line", "Another"]
    assert {row["documentId"] for row in sandbox.rows("salesOrderLines")} == {order["id"]}


def test_a_bad_line_leaves_no_document(central, company, customer, sandbox):
    for line in ({"nobody": 1}, {"description": "x" * 101}, "x"):
        body = {"customerId": customer["id"], "salesOrderLines": [LINE, line]}
        assert error_of(central("POST", f"{company}/salesOrders", body=body))[0] == 400
    assert (sandbox.count("salesOrders"), sandbox.count("salesOrderLines")) == (0, 0)


def test_a_document_is_not_changed_together_with_its_lines(central, company, order):
    path = f"{company}/salesOrders({order['id']})"
    answer = central("PATCH", path, body={"salesOrderLines": [LINE]}, If_Match="*")
    assert error_of(answer) == (400, "BadRequest")


def test_lines_are_written_below_their_document(central, lines, order, sandbox):
    made = central("POST", lines, body={**LINE, "description": "Third"})
    assert (made.status_code, made.json()["documentId"]) == (201, order["id"])
    path = f"{lines}({made.json()['id']})"
    assert made.headers["Location"].endswith(path)
    changed = central("PATCH", path, body={"description": "3rd"}, If_Match=made.json()["@odata.etag"])
    assert changed.json()["description"] == "3rd"
    assert central("DELETE", path).status_code == 204
    assert len(central.get(lines).json()["value"]) == 2


def test_lines_of_one_document_are_not_below_another(central, company, customer, lines):
    line = central.get(lines).json()["value"][0]["id"]
    other = central("POST", f"{company}/salesOrders", body={"customerId": customer["id"]}).json()["id"]
    path = f"{company}/salesOrders({other})/salesOrderLines"
    assert texts(central.get(path)) == []
    for method in ("GET", "PATCH", "DELETE"):
        answer = central(method, f"{path}({line})", body={} if method == "PATCH" else None, If_Match="*")
        assert error_of(answer) == (404, "Internal_RecordNotFound")


def test_below_a_document_that_is_not_there_is_nothing(central, company):
    path = f"{company}/salesOrders({NOBODY})/salesOrderLines"
    assert error_of(central.get(path)) == (404, "Internal_RecordNotFound")
    assert error_of(central("POST", path, body=LINE)) == (404, "Internal_RecordNotFound")


def test_lines_are_not_found_without_their_document(central, company, order):
    flat = f"{company}/salesOrderLines"
    line = central.get(f"{company}/salesOrders({order['id']})/salesOrderLines").json()["value"][0]["id"]
    asked = [
        central.get(flat),
        central.get(flat, filter="description eq 'documentId eq x'"),
        central.get(f"{flat}/$count"),
    ]
    asked += [central("POST", flat, body=LINE), central("DELETE", f"{flat}({line})")]
    asked.append(central("PATCH", f"{flat}({line})", body={}, If_Match="*"))
    assert {error_of(answer) for answer in asked} == {(400, "Application_DialogException")}
    assert len(texts(central.get(flat, filter=f"documentId eq {order['id']}"))) == 2
    assert central.get(f"{flat}({line})").json()["id"] == line


def test_the_page_of_the_extension_lists_all_lines(extension, company, order):
    assert len(texts(extension.get(f"{company}/salesOrderLines", select="description"))) == 2


def test_pages_of_lines_go_on_below_their_document(central, lines):
    answer = central("GET", lines, Prefer="odata.maxpagesize=1").json()
    assert answer["@odata.nextLink"].startswith(f"{central.root}{lines}?")
    rest = central("GET", answer["@odata.nextLink"], Prefer="odata.maxpagesize=1").json()
    assert "@odata.nextLink" not in rest
    assert {row["description"] for row in answer["value"] + rest["value"]} == {"A line", "Another"}


def test_the_lines_go_with_their_document(central, company, order, sandbox):
    assert central("DELETE", f"{company}/salesOrders({order['id']})").status_code == 204
    assert sandbox.count("salesOrderLines") == 0


def test_related_rows_are_read_along(central, company, customer):
    expand = "currency($select=code),paymentTerm($select=id),shipmentMethod"
    row = central.get(f"{company}/customers({customer['id']})", select="displayName", expand=expand).json()
    assert row["currency"]["code"] == "EUR"
    assert row["paymentTerm"]["id"] == customer["paymentTermsId"]
    assert row["shipmentMethod"] is None
    assert row.keys() - {"@odata.context", "@odata.etag"} == {
        "displayName",
        "currency",
        "paymentTerm",
        "shipmentMethod",
    }
    assert central.get(f"{company}/customers({customer['id']})/currency").json()["code"] == "EUR"


def test_lines_are_read_along_over_several_levels(central, company, order):
    expand = (
        "salesOrderLines($select=description;$filter=description ne 'x);(';$orderby=description desc;$top=1),"
        "customer($select=number;$expand=currency($select=code))"
    )
    (row,) = central.get(f"{company}/salesOrders", select="number", expand=expand).json()["value"]
    assert [line["description"] for line in row["salesOrderLines"]] == ["Another"]
    assert row["salesOrderLines"][0].keys() == {"@odata.etag", "description"}
    assert row["customer"]["currency"]["code"] == "EUR"
    assert row["customer"].keys() == {"@odata.etag", "number", "currency"}


def test_each_document_has_its_own_lines_in_a_page(central, company, customer):
    for count in range(3):
        body = {"customerId": customer["id"], "salesOrderLines": [LINE] * count}
        assert central("POST", f"{company}/salesOrders", body=body).status_code == 201
    rows = central.get(f"{company}/salesOrders", select="id", expand="salesOrderLines($count=true;$skip=1)").json()
    assert sorted(len(row["salesOrderLines"]) for row in rows["value"]) == [0, 0, 1]
    assert sorted(row["salesOrderLines@odata.count"] for row in rows["value"]) == [0, 1, 2]


def test_what_was_inserted_is_shown_with_its_lines(central, company, customer):
    body = {"customerId": customer["id"], "salesOrderLines": [LINE]}
    made = central("POST", f"{company}/salesOrders?$expand=salesOrderLines&$select=id", body=body).json()
    assert [line["description"] for line in made["salesOrderLines"]] == ["A line"]


@pytest.mark.parametrize(
    "expand",
    [
        "nobody",
        "currency(",
        "currency()x",
        "currency($select=nobody)",
        "currency($apply=x)",
        "currency($top=x)",
        ",",
        "()",
    ]
    + ["salesOrderLines", "currency($filter=code eq)", "currency($expand=nobody)", "currency($select)"],
)
def test_what_cannot_be_read_along_is_refused(central, company, expand):
    assert error_of(central.get(f"{company}/customers", expand=expand)) == (400, "BadRequest")


def test_the_name_of_an_action_is_found_whatever_its_case(extension, company, order):
    path = f"{company}/salesOrders({order['id']})"
    assert error_of(extension("GET", f"{path}/microsoft.nav.RELEASE")) == (405, "BadRequest_MethodNotAllowed")
    assert extension("POST", f"{path}/microsoft.nav.RELEASE").status_code == 204
    assert extension.get(path).json()["status"] == "Open"


def test_an_action_needs_a_row(extension, company, order):
    missing = f"{company}/salesOrders({NOBODY})/Microsoft.NAV.release"
    assert error_of(extension("POST", missing)) == (404, "Internal_RecordNotFound")
    nowhere = f"{company}/salesOrders/Microsoft.NAV.release"
    assert error_of(extension("POST", nowhere)) == (400, "BadRequest_RequiredParamNotProvided")


def test_an_action_checks_the_version_only_when_it_is_sent(central, company, order):
    path = f"{company}/salesOrders({order['id']})/Microsoft.NAV.shipAndInvoice"
    assert error_of(central("POST", path, If_Match='W/"b2xk"')) == (409, "Request_EntityChanged")


def test_an_action_that_is_not_there_is_not_found(central, company, order, sandbox):
    for name in ("nobody", "release", ""):
        path = f"{company}/salesOrders({order['id']})/Microsoft.NAV.{name}"
        assert central("POST", path).status_code == 404
