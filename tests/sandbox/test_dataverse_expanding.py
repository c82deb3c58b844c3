"""What Dataverse reads along with rows, and the addresses below a row: lookups, collections and references."""

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def family(sandbox):
    """Two accounts with contacts, one of whom has a contact of her own."""
    adatum, contoso = (sandbox.add("account", name=name) for name in ("Adatum", "Contoso"))
    people = {
        name: sandbox.add("contact", firstname=name, lastname="N", parentcustomerid_account=adatum["accountid"])
        for name in ("Ann", "Ben", "Cid")
    }
    people["Dan"] = sandbox.add("contact", firstname="Dan", parentcustomerid_contact=people["Ann"]["contactid"])
    sandbox.change("account", adatum["accountid"], primarycontactid=people["Ann"]["contactid"])
    return {"Adatum": adatum["accountid"], "Contoso": contoso["accountid"]} | {
        name: row["contactid"] for name, row in people.items()
    }


def rows(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]


def first_names(found):
    return [row["firstname"] for row in found]


def test_a_lookup_brings_its_row(dataverse, family):
    found = rows(
        dataverse.get("/accounts", select="name", expand="primarycontactid($select=firstname)", orderby="name")
    )
    assert [row["primarycontactid"] and row["primarycontactid"]["firstname"] for row in found] == ["Ann", None]
    assert set(found[0]["primarycontactid"]) == {"@odata.etag", "firstname", "contactid"}
    assert "_primarycontactid_value" not in found[0]


def test_a_collection_brings_its_rows_by_filter_order_and_top(dataverse, family):
    options = "$select=firstname;$filter=firstname ne 'Ben';$orderby=firstname desc;$top=5"
    (row, _) = rows(dataverse.get("/accounts", expand=f"contact_customer_accounts({options})", orderby="name"))
    assert first_names(row["contact_customer_accounts"]) == ["Cid", "Ann"]


def test_a_collection_that_is_too_long_for_a_page_goes_on_elsewhere(dataverse, family):
    path = "/accounts?$orderby=name&$expand=contact_customer_accounts($select=firstname;$orderby=firstname)"
    (row, _) = rows(dataverse("GET", path, Prefer="odata.maxpagesize=2"))
    assert first_names(row["contact_customer_accounts"]) == ["Ann", "Ben"]
    rest = dataverse("GET", row["contact_customer_accounts@odata.nextLink"])
    assert first_names(rows(rest)) == ["Cid"]


def test_expansions_may_be_nested_and_go_along_each_name_of_a_lookup(dataverse, family):
    inner = "parentcustomerid_account($select=name),parentcustomerid_contact($select=firstname)"
    expand = f"primarycontactid($select=firstname;$expand={inner})"
    row = dataverse.get(f"/accounts({family['Adatum']})", expand=expand).json()
    assert row["primarycontactid"]["parentcustomerid_account"]["name"] == "Adatum"
    assert row["primarycontactid"]["parentcustomerid_contact"] is None


def test_an_owner_says_what_it_is(dataverse, family):
    (row, _) = rows(dataverse.get("/accounts", select="name", expand="ownerid"))
    assert row["ownerid"]["@odata.type"] == "#Microsoft.Dynamics.CRM.systemuser"


@pytest.mark.parametrize(
    "expand",
    [
        "nobody",
        "primarycontactid($select=nobody)",
        "primarycontactid($filter=firstname eq 'Ann')",
        "primarycontactid($skip=1)",
        "primarycontactid(",
        "contact_customer_accounts($filter=nobody eq 1)",
        ",",
        "primarycontactid($expand=" * 6 + ")" * 6,
    ],
)
def test_an_expansion_is_refused(dataverse, family, expand):
    assert error_of(dataverse.get("/accounts", expand=expand)) == (400, "0x80060888")


def test_filters_follow_lookups_by_their_names(dataverse, family):
    for text, found in (
        ("parentcustomerid_account/name eq 'adatum'", ["Ann", "Ben", "Cid"]),
        ("parentcustomerid_account/accountid ne null", ["Ann", "Ben", "Cid"]),
        ("parentcustomerid_contact/firstname eq 'Ann'", ["Dan"]),
        ("parentcustomerid_contact/parentcustomerid_account/name eq 'Adatum'", ["Dan"]),
        ("parentcustomerid_account/primarycontactid/firstname eq 'Ann' and firstname ne 'Ann'", ["Ben", "Cid"]),
        (f"_parentcustomerid_value eq {family['Ann'].upper()}", ["Dan"]),
    ):
        assert first_names(rows(dataverse.get("/contacts", filter=text, orderby="firstname"))) == found


def test_filters_ask_about_any_and_all_of_a_collection(dataverse, family):
    for text, found in (
        ("contact_customer_accounts/any(c:c/firstname eq 'Ann')", ["Adatum"]),
        ("contact_customer_accounts/any()", ["Adatum"]),
        ("not contact_customer_accounts/any()", ["Contoso"]),
        ("contact_customer_accounts/all(c:c/firstname ne 'Ann')", ["Contoso"]),
        ("contact_customer_accounts/all(c:c/telephone1 ne '1')", ["Contoso"]),
        ("contact_customer_accounts/any(c:c/contact_customer_contacts/any(d:d/firstname eq 'Dan'))", ["Adatum"]),
        ("contact_customer_accounts/any(c:c/parentcustomerid_account/name eq name)", ["Adatum"]),
    ):
        found_rows = rows(dataverse.get("/accounts", filter=text, orderby="name"))
        assert [row["name"] for row in found_rows] == found


def test_a_row_leads_to_others(dataverse, family):
    account = f"/accounts({family['Adatum']})"
    assert dataverse.get(f"{account}/primarycontactid", select="firstname").json()["firstname"] == "Ann"
    assert dataverse.get(f"/accounts({family['Contoso']})/primarycontactid").status_code == 204
    people = dataverse.get(f"{account}/contact_customer_accounts", orderby="firstname")
    assert first_names(rows(people)) == ["Ann", "Ben", "Cid"]
    assert dataverse.get(f"{account}/contact_customer_accounts/$count").text == "3"
    assert dataverse.get(f"{account}/contact_customer_accounts({family['Ben']})").json()["firstname"] == "Ben"
    assert error_of(dataverse.get(f"{account}/contact_customer_accounts({family['Dan']})")) == (404, "0x80040217")


def test_a_row_added_below_another_leads_there(dataverse, family, sandbox):
    path = f"/accounts({family['Contoso']})/contact_customer_accounts"
    answer = dataverse("POST", path, body={"firstname": "Eve"}, Prefer="return=representation")
    assert (answer.status_code, answer.json()["_parentcustomerid_value"]) == (201, family["Contoso"])


def test_references_of_a_lookup_are_read_set_and_taken_away(dataverse, family, sandbox):
    path = f"/accounts({family['Contoso']})/primarycontactid/$ref"
    address = f"{dataverse.root}/contacts({family['Ben']})"
    assert dataverse("PUT", path, body={"@odata.id": address}).status_code == 204
    assert dataverse.get(path).json()["@odata.id"] == address
    assert dataverse("DELETE", path).status_code == 204
    assert dataverse.get(path).status_code == 204
    assert dataverse("PUT", path, body={"@odata.id": 5}).status_code == 400


def test_references_of_a_collection_are_read_added_and_taken_away(dataverse, family, sandbox):
    path = f"/accounts({family['Contoso']})/contact_customer_accounts"
    address = f"{dataverse.root}/contacts({family['Dan']})"
    assert dataverse("POST", f"{path}/$ref", body={"@odata.id": address}).status_code == 204
    assert [row["@odata.id"] for row in rows(dataverse.get(f"{path}/$ref"))] == [address]
    assert dataverse("DELETE", f"{path}/$ref", {"$id": address}).status_code == 204
    assert dataverse("DELETE", f"{path}({family['Dan']})/$ref").status_code == 404
    assert sandbox.row("contact", family["Dan"])["_parentcustomerid_value"] is None
