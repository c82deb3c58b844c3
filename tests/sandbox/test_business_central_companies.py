"""Several companies in one environment: each has rows, numbers and a ledger of its own."""

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def other(central):
    """The path of the second company."""
    return f"/companies({central.sandbox.second_company_id})"


def test_the_companies_are_listed_with_id_and_name(central, sandbox):
    listed = {row["id"]: row["name"] for row in central.get("/companies").json()["value"]}
    assert len(listed) == 2
    assert listed[sandbox.company_id] != listed[sandbox.second_company_id]


def test_rows_belong_to_one_company(central, customers, other):
    key = central("POST", customers, body={"displayName": "Here"}).json()["id"]
    assert central.get(f"{other}/customers").json()["value"] == []
    assert central.get(f"{other}/customers/$count").text == "0"
    assert error_of(central.get(f"{other}/customers({key})")) == (404, "Internal_RecordNotFound")
    assert central("PATCH", f"{other}/customers({key})", body={"city": "x"}, If_Match="*").status_code == 404
    assert central("DELETE", f"{other}/customers({key})").status_code == 404
    assert central.get(f"{customers}({key})").status_code == 200


def test_a_number_is_unique_within_its_company(central, customers, other):
    for path in (customers, f"{other}/customers"):
        assert central("POST", path, body={"displayName": "A", "number": "10000"}).status_code == 201
        again = central("POST", path, body={"displayName": "B", "number": "10000"})
        assert error_of(again) == (400, "Internal_EntityWithSameKeyExists")


def test_each_company_counts_its_own_numbers(central, customers, other):
    first = [central("POST", customers, body={"displayName": "A"}).json()["number"] for _ in range(2)]
    assert central("POST", f"{other}/customers", body={"displayName": "A"}).json()["number"] == first[0]


def test_each_company_has_its_own_local_currency(central, customers, other):
    local = central.get(f"{other}/generalLedgerSetup").json()["value"][0]["localCurrencyCode"]
    assert local == "SEK"
    assert central("POST", f"{other}/customers", body={"displayName": "A"}).json()["currencyCode"] == local
    assert central("POST", customers, body={"displayName": "A"}).json()["currencyCode"] == "NOK"


def test_a_related_row_of_another_company_is_none(central, other, sandbox):
    (terms,) = central.get(f"/companies({sandbox.company_id})/paymentTerms", top=1).json()["value"]
    answer = central("POST", f"{other}/customers", body={"displayName": "A", "paymentTermsId": terms["id"]})
    assert error_of(answer)[0] == 400


def test_the_company_may_be_named_in_several_ways(central, sandbox):
    store = sandbox.company(sandbox.second_company_id)
    store.create("customers", {"displayName": "Elsewhere"})
    name = sandbox.row("companies", sandbox.second_company_id)["name"]
    for path, query in (
        (f"/companies({sandbox.second_company_id.upper()})/customers", {}),
        (f"/companies({name})/customers", {}),
        ("/customers", {"company": sandbox.second_company_id}),
        ("/customers", {"company": name}),
    ):
        assert [row["displayName"] for row in central("GET", path, query).json()["value"]] == ["Elsewhere"]


def test_an_operation_of_a_batch_may_name_its_company_in_a_header(central, sandbox):
    names = [row["name"] for row in sandbox.rows("companies")]
    headers = {"Content-Type": "application/json"}
    parts = [
        {"method": "POST", "url": "customers", "headers": {**headers, "Company": name}, "body": {"displayName": name}}
        for name in names
    ]
    answer = central("POST", "/$batch", body={"requests": parts})
    assert [part["status"] for part in answer.json()["responses"]] == [201, 201]
    counts = [sandbox.count("customers"), sandbox.company(sandbox.second_company_id).count("customers")]
    assert counts == [1, 1]


def test_an_unknown_company_is_not_found(central):
    for name in ("nobody", "11111111-1111-1111-1111-111111111111"):
        assert error_of(central("GET", "/customers", {"company": name})) == (404, "Internal_CompanyNotFound")


def test_a_company_shows_its_rows_when_asked_along(central, sandbox):
    sandbox.add("customers", displayName="Here")
    expand = "customers($select=displayName),currencies($select=code;$orderby=code)"
    rows = {row["id"]: row for row in central.get("/companies", select="id", expand=expand).json()["value"]}
    first, second = rows[sandbox.company_id], rows[sandbox.second_company_id]
    assert [row["displayName"] for row in first["customers"]] == ["Here"]
    assert second["customers"] == []
    assert [row["code"] for row in second["currencies"]] == ["EUR", "NOK"]
    one = central.get(f"/companies({sandbox.company_id})", expand="customers($top=0)").json()
    assert one["customers"] == []
