"""Reading from Dataverse: filters, pages, counts, annotations."""

import re

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def three(sandbox):
    for name, city in (("Adatum", "Oslo"), ("Contoso", None), ("Ærø & Sønner 100%", "Oslo")):
        sandbox.add("account", name=name, address1_city=city)


def names(answer):
    return [row["name"] for row in answer.json()["value"]]


def test_who_am_i_names_user_and_organization(dataverse, sandbox):
    body = dataverse.get("/WhoAmI").json()
    assert sandbox.row("systemuser", body["UserId"])["applicationid"] == sandbox.client_id
    assert sandbox.row("organization", body["OrganizationId"])
    assert dataverse("POST", "/WhoAmI").status_code == 404


def test_answers_tell_how_parallel_to_be(dataverse):
    assert dataverse.get("/WhoAmI").headers["x-ms-dop-hint"] == "4"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name eq 'ADATUM'", ["Adatum"]),
        ("name eq 'ærø & SØNNER 100%'", ["Ærø & Sønner 100%"]),
        ("contains(name,'ON')", ["Contoso"]),
        ("contains(name,'a%m')", ["Adatum"]),
        ("startswith(name,'_onto')", ["Contoso"]),
        ("contains(name,'100[%]')", ["Ærø & Sønner 100%"]),
        ("address1_city ne 'Bergen'", ["Adatum", "Ærø & Sønner 100%"]),
        ("address1_city eq null", ["Contoso"]),
        ("name eq 'Adatum' or address1_city eq null", ["Adatum", "Contoso"]),
        ("statecode eq 0 and creditlimit eq null and name eq 'Adatum'", ["Adatum"]),
        ("transactioncurrencyid/isocurrencycode eq 'nok' and name eq 'Adatum'", ["Adatum"]),
        ("Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['adatum','x'])", ["Adatum"]),
        (
            "Microsoft.Dynamics.CRM.NotIn(PropertyName='name',PropertyValues=['adatum','contoso'])",
            ["Ærø & Sønner 100%"],
        ),
        ("Microsoft.Dynamics.CRM.OnOrBefore(PropertyName='modifiedon',PropertyValue='2020-01-01')", []),
        ("name in ('Contoso')", ["Contoso"]),
        ("modifiedon gt createdon", []),
    ],
)
def test_a_filter_finds(dataverse, three, text, found):
    assert names(dataverse.get("/accounts", filter=text, orderby="name")) == found


@pytest.mark.parametrize(
    "text",
    ["nobody eq 1", "name eq 1", "name eq", "accountid eq 'x'", "((((", "year(createdon) eq 1", "1 eq 1", "true"],
)
def test_a_filter_is_refused(dataverse, text):
    assert error_of(dataverse.get("/accounts", filter=text)) == (400, "0x80060888")


def test_ids_given_as_text_to_in_are_found_in_any_case(dataverse, three, sandbox):
    keys = [row["accountid"].upper() for row in sandbox.rows("account")]
    text = f"Microsoft.Dynamics.CRM.In(PropertyName='accountid',PropertyValues={keys})"
    assert len(names(dataverse.get("/accounts", filter=text))) == 3


def test_skip_and_strangers_are_refused_but_top_works(dataverse, three):
    for option in ("skip", "search", "format", "apply"):
        assert error_of(dataverse.get("/accounts", **{option: "1"})) == (400, "0x80060888")
    assert len(names(dataverse.get("/accounts", top=2))) == 2


def test_the_key_and_the_currency_of_money_come_along(dataverse, three):
    row = dataverse.get("/accounts", select="creditlimit", top=1).json()["value"][0]
    assert set(row) == {"@odata.etag", "accountid", "creditlimit", "_transactioncurrencyid_value"}


def test_an_unknown_column_is_refused(dataverse):
    assert error_of(dataverse.get("/accounts", select="name,nobody")) == (400, "0x80060888")


def test_money_has_four_decimals_and_its_base(dataverse, sandbox):
    euro = next(row for row in sandbox.rows("transactioncurrency") if row["isocurrencycode"] == "EUR")
    sandbox.add("account", creditlimit=855, transactioncurrencyid=euro["transactioncurrencyid"])
    text = dataverse.get("/accounts", select="creditlimit,creditlimit_base").text
    assert '"creditlimit":855.0000,"creditlimit_base":10000.0000' in text


def test_times_are_in_whole_seconds(dataverse, three):
    row = dataverse.get("/accounts", top=1).json()["value"][0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["modifiedon"])


def walk(dataverse, url, **headers):
    pages = []
    while url:
        answer = dataverse("GET", url, **headers).json()
        pages.append(names_of(answer))
        url = answer.get("@odata.nextLink")
    return pages


def names_of(body):
    return [row["name"] for row in body["value"]]


@pytest.mark.parametrize("order", ["", "$orderby=address1_city", "$orderby=address1_city desc,name desc"])
def test_pages_give_every_row_once(dataverse, sandbox, order):
    cities = [None, "a&b", '<"x">', "Å"]
    sandbox.add_many("account", ({"name": str(n), "address1_city": cities[n % 4]} for n in range(25)))
    pages = walk(dataverse, f"{dataverse.root}/accounts?{order}", Prefer="odata.maxpagesize=10")
    assert [len(page) for page in pages] == [10, 10, 5]
    assert sorted(sum(pages, [])) == sorted(str(n) for n in range(25))


def test_the_cookie_is_xml_and_cannot_be_tampered_with(dataverse, three):
    link = dataverse("GET", "/accounts", Prefer="odata.maxpagesize=2").json()["@odata.nextLink"]
    assert "%3Ccookie%20pagenumber%3D%222%22" in link
    assert dataverse("GET", link.replace("cookie", "cake")).status_code == 400


def test_the_count_stops_at_its_cap_and_says_so(dataverse, three, sandbox):
    sandbox.options.count_cap = 2
    answer = dataverse("GET", "/accounts?$count=true", Prefer='odata.include-annotations="*"').json()
    assert answer["@odata.count"] == 2
    assert answer["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is True


def test_formatted_values_come_on_request(dataverse, three):
    wanted = 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"'
    answer = dataverse("GET", "/accounts?$select=statecode,_ownerid_value&$top=1", Prefer=wanted)
    assert answer.headers["Preference-Applied"] == wanted
    row = answer.json()["value"][0]
    assert row["statecode@OData.Community.Display.V1.FormattedValue"] == "Active"
    assert row["_ownerid_value@OData.Community.Display.V1.FormattedValue"]
    assert "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname" not in row


def test_an_unchanged_row_is_not_sent_again(dataverse, sandbox):
    row = sandbox.add("account", name="A")
    assert dataverse("GET", f"/accounts({row['accountid']})", If_None_Match=row["@odata.etag"]).status_code == 304


def test_one_column_can_be_read_set_and_cleared(dataverse, sandbox):
    path = f"/accounts({sandbox.add('account', name='A')['accountid']})"
    assert dataverse("PUT", f"{path}/telephone1", body={"value": "1"}).status_code == 204
    assert dataverse.get(f"{path}/telephone1").json()["value"] == "1"
    assert dataverse.get(f"{path}/telephone1/$value").text == "1"
    assert dataverse("DELETE", f"{path}/telephone1").status_code == 204
    assert dataverse.get(f"{path}/telephone1").status_code == 204


def test_missing_rows_and_segments_have_their_codes(dataverse):
    nobody = "11111111-1111-1111-1111-111111111111"
    assert error_of(dataverse.get(f"/accounts({nobody})")) == (404, "0x80040217")
    assert error_of(dataverse.get("/people")) == (404, "0x8006088a")
    assert error_of(dataverse.get("/accounts(nonsense)"))[0] == 400
    assert error_of(dataverse.get("/accounts(accountnumber='A')"))[0] == 400


def test_names_of_options_are_case_sensitive_and_strangers_without_a_sign_do_not_matter(dataverse, three):
    for option in ("Filter", "SELECT", "Top"):
        assert error_of(dataverse.get("/accounts", **{option: "1"})) == (400, "0x80060888")
    assert len(dataverse("GET", "/accounts?tag=ours&top=1").json()["value"]) == 3


def test_top_does_not_count_beside_a_page_size(dataverse, three):
    pages = walk(dataverse, f"{dataverse.root}/accounts?$top=1", Prefer="odata.maxpagesize=2")
    assert [len(page) for page in pages] == [2, 1]


def test_annotations_say_where_a_lookup_leads_and_what_options_are_called(dataverse, sandbox):
    account = sandbox.add("account", name="Adatum")
    sandbox.add("contact", firstname="Ann", parentcustomerid_account=account["accountid"])
    wanted = 'odata.include-annotations="*"'
    path = "/contacts?$select=_parentcustomerid_value,donotemail"
    (row,) = dataverse("GET", path, Prefer=wanted).json()["value"]
    space = "_parentcustomerid_value@Microsoft.Dynamics.CRM"
    assert row[f"{space}.lookuplogicalname"] == "account"
    assert row[f"{space}.associatednavigationproperty"] == "parentcustomerid_account"
    assert row["_parentcustomerid_value@OData.Community.Display.V1.FormattedValue"] == "Adatum"
    assert row["donotemail@OData.Community.Display.V1.FormattedValue"] == "Allow"
