"""Reading from Business Central: filters, orders, pages, blanks."""

import base64
import re
from decimal import Decimal

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def three(sandbox):
    for name, city in (("Adatum", "Oslo"), ("Contoso", "Bergen"), ("Trey", "Oslo")):
        sandbox.add("customers", displayName=name, city=city)


def names(answer):
    return sorted(row["displayName"] for row in answer.json()["value"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("displayName eq 'Adatum'", ["Adatum"]),
        ("displayName eq 'adatum'", []),
        ("tolower(displayName) eq 'adatum'", ["Adatum"]),
        ("city eq 'Oslo' and displayName ne 'Trey'", ["Adatum"]),
        ("displayName eq 'Trey' or displayName eq 'Contoso'", ["Contoso", "Trey"]),
        ("startswith(displayName,'Ad')", ["Adatum"]),
        ("endswith(displayName,'oso')", ["Contoso"]),
        ("contains(displayName,'re')", ["Trey"]),
        ("contains(displayName,'%')", []),
        ("not (city eq 'Oslo')", ["Contoso"]),
        ("blocked eq '_x0020_' and city eq 'Bergen'", ["Contoso"]),
        ("lastModifiedDateTime gt 2020-01-01T00:00:00.000Z", ["Adatum", "Contoso", "Trey"]),
        ("lastModifiedDateTime gt 0001-01-01T00:00:00Z and city eq 'Bergen'", ["Contoso"]),
        ("creditLimit ge 0 and (city eq 'Bergen' or city eq 'Bodø')", ["Contoso"]),
        ("invoices/any(i:i/total eq 1)", ["Adatum", "Contoso", "Trey"]),
    ],
)
def test_a_filter_finds(central, customers, three, text, found):
    assert names(central.get(customers, filter=text)) == found


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("displayName eq 'a' or city eq 'b'", 501, "BadRequest_MethodNotImplemented"),
        ("nobody eq 'a'", 400, "BadRequest"),
        ("displayName eq", 400, "BadRequest"),
        ("displayName eq 5", 400, "BadRequest"),
        ("id eq 'x'", 400, "BadRequest"),
        ("contains(tolower(displayName),'a')", 400, "BadRequest"),
        ("displayName in ('a')", 400, "BadRequest"),
        ("blocked eq 'Nothing'", 400, "BadRequest"),
        ("displayName eq null", 400, "BadRequest"),
    ],
)
def test_a_filter_is_refused(central, customers, text, status, code):
    assert error_of(central.get(customers, filter=text)) == (status, code)


def test_nested_functions_and_in_work_with_the_newer_schema(central, customers, three):
    text = "contains(tolower(displayName),'ada')"
    assert names(central.get(customers, filter=text, schemaversion="2.1")) == ["Adatum"]
    assert names(central.get(customers, filter="displayName in ('Trey','Contoso')", schemaversion="2.1"))


def test_hundreds_of_ids_joined_by_or_are_found(central, customers, three):
    keys = [row["id"] for row in central.sandbox.rows("customers")] + ["0" * 8 + "-0000-0000-0000-" + "0" * 12] * 300
    text = " or ".join(f"id eq {key.upper()}" for key in keys)
    assert names(central.get(customers, filter=text)) == ["Adatum", "Contoso", "Trey"]


def test_select_trims_and_the_etag_comes_along(central, customers, three):
    row = central.get(customers, select="id,displayName", top=1).json()["value"][0]
    assert set(row) == {"@odata.etag", "id", "displayName"}
    assert re.fullmatch(r'W/"[A-Za-z0-9+/]+=*"', row["@odata.etag"])


def test_order_and_count_and_skip(central, customers, three):
    answer = central.get(customers, orderby="city desc,displayName", count="true", skip=1).json()
    assert [row["displayName"] for row in answer["value"]] == ["Trey", "Contoso"]
    assert answer["@odata.count"] == 3


def test_the_bare_count(central, customers, three):
    assert central.get(f"{customers}/$count", filter="city eq 'Oslo'").text == "2"


def walk(central, url, **headers):
    pages = []
    while url:
        answer = central("GET", url, **headers).json()
        pages.append([row["displayName"] for row in answer["value"]])
        url = answer.get("@odata.nextLink")
    return pages


@pytest.mark.parametrize("order", ["", "?$orderby=city", "?$orderby=city desc,displayName desc"])
def test_pages_give_every_row_once(central, customers, sandbox, order):
    sandbox.add_many("customers", ({"number": f"N{n}", "displayName": f"{n}", "city": f"{n % 3}"} for n in range(25)))
    pages = walk(central, f"{central.root}{customers}{order}", Prefer="odata.maxpagesize=10")
    assert [len(page) for page in pages] == [10, 10, 5]
    assert sorted(sum(pages, [])) == sorted(str(n) for n in range(25))


def test_a_next_link_carries_the_key_of_the_last_row(central, customers, three):
    answer = central("GET", f"{customers}?$select=displayName", Prefer="odata.maxpagesize=2").json()
    assert re.search(r"\?\$select=displayName&aid=FIN&\$skiptoken=[0-9a-f-]{36}$", answer["@odata.nextLink"])
    assert answer["@odata.nextLink"].startswith(f"{central.root}{customers}")


@pytest.mark.parametrize(
    "values",
    [b"nonsense", b"[5]", b"[1e400]", b'["\\ud800"]', b"[" * 9000, b"[%d]" % 2**80, b"{}", b"[]", b'["x","y"]'],
)
def test_a_tampered_cursor_is_refused(central, customers, three, values):
    token = base64.urlsafe_b64encode(values).decode()
    assert error_of(central.get(customers, skiptoken=token)) == (400, "BadRequest")
    assert error_of(central.get(customers, skiptoken=token, orderby="city")) == (400, "BadRequest")
    assert error_of(central.get(customers, skiptoken="nonsense")) == (400, "BadRequest")


def test_a_top_above_the_page_size_leaves_the_rest_to_the_next_link(central, customers, three):
    answer = central("GET", f"{customers}?$top=3", Prefer="odata.maxpagesize=2").json()
    assert "$top=1&" in answer["@odata.nextLink"]
    assert "@odata.nextLink" not in central.get(customers, top=2).json()


def test_nothing_has_its_own_form_for_each_type(central, customers, sandbox):
    key = sandbox.add("customers")["id"]
    row = central.get(f"{customers}({key})").json()
    assert (row["email"], row["blocked"], row["taxAreaId"]) == ("", "_x0020_", "00000000-0000-0000-0000-000000000000")


def test_numbers_are_exact(central, customers, sandbox):
    sandbox.add("customers", creditLimit=Decimal("123456789012.34"))
    assert '"creditLimit":123456789012.34,' in central.get(customers).text


def test_times_are_utc_with_milliseconds_and_no_zeros_at_the_end(central, customers, sandbox):
    sandbox.add("customers", lastModifiedDateTime="2026-01-31T11:00:00.120+01:00")
    sandbox.add("customers", lastModifiedDateTime="2026-01-31T10:00:00Z")
    answer = central.get(customers, orderby="lastModifiedDateTime").json()["value"]
    assert [row["lastModifiedDateTime"] for row in answer] == ["2026-01-31T10:00:00Z", "2026-01-31T10:00:00.12Z"]


def test_times_compare_by_their_moment(central, customers, sandbox):
    sandbox.add("customers", displayName="A", lastModifiedDateTime="2026-01-31T10:00:00.120Z")
    for text, found in (("ge 2026-01-31T10:00:00.12Z", 1), ("gt 2026-01-31T10:00:00.1200Z", 0), ("lt 2026-01-31", 0)):
        assert len(central.get(customers, filter=f"lastModifiedDateTime {text}").json()["value"]) == found
    assert names(central.get(customers, filter="lastModifiedDateTime lt 2026-01-31T10:00:00.1205Z")) == ["A"]


def test_a_missing_row_a_missing_company_and_a_wrong_address(central, customers):
    nobody = "11111111-1111-1111-1111-111111111111"
    assert error_of(central.get(f"{customers}({nobody})")) == (404, "Internal_RecordNotFound")
    assert error_of(central.get(f"/companies({nobody})/customers")) == (404, "Internal_CompanyNotFound")
    assert error_of(central.get("/customers")) == (404, "Internal_CompanyNotFound")
    assert error_of(central.get(customers.replace("customers", "people"))) == (404, "BadRequest_ResourceNotFound")
    assert error_of(central.get(f"{customers}(nonsense)"))[0] == 400


def test_the_company_may_be_a_parameter(central, three):
    answer = central("GET", "/customers", {"company": central.sandbox.company_id})
    assert len(answer.json()["value"]) == 3


def test_an_unknown_environment_is_not_found(central, sandbox):
    url = central.root.replace(f"/{sandbox.environment}/", "/Production/")
    assert central("GET", f"{url}/companies").status_code == 404


@pytest.mark.parametrize("name", ["currencies", "paymentTerms", "shipmentMethods", "salespeoplePurchasers"])
def test_the_small_tables_have_rows(central, name):
    assert central.get(f"/companies({central.sandbox.company_id})/{name}").json()["value"]


def test_the_ledger_setup_names_the_local_currency(central):
    (row,) = central.get(f"/companies({central.sandbox.company_id})/generalLedgerSetup").json()["value"]
    assert row["localCurrencyCode"] == "NOK"


def test_a_blank_member_in_a_filter_can_be_refused(central, customers, sandbox):
    sandbox.options.refuse_blank_enum_filter = True
    assert central.get(customers, filter="blocked eq '_x0020_'").status_code == 400


def test_metadata_has_types_lengths_and_members(central):
    text = central.get("/$metadata").text
    assert '<Property Name="displayName" Type="Edm.String" MaxLength="100">' in text
    assert '<Member Name="_x0020_" Value="0"/>' in text


def test_entity_definitions_have_captions(central):
    found = {row["entitySetName"]: row for row in central.get("/entityDefinitions").json()["value"]}
    assert found["customers"]["entityCaptions"][0]["caption"] == "Customer"
