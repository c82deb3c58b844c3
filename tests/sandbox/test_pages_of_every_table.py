"""Every table of both systems has its pages: found, listed, opened, saved, deleted, with its lines and its lookups."""

import re
from html import unescape

import pytest
import requests

from syncadmin.sandbox.catalogue import TABLES
from syncadmin.sandbox.columns import DATAVERSE
from tests.sandbox.test_pages import fill_in, form_of, rows_on

EDITABLE = [name for name, table in TABLES.items() if not table.read_only]


def path_of(sandbox, name):
    table = sandbox.store.tables[name]
    return f"{sandbox.url}/{'sales' if table.service == DATAVERSE else 'business-central'}/{table.entity_set}"


@pytest.fixture(scope="module")
def filled(running_sandbox):
    """Rows in as many tables as the made-up data has; these tests leave them as they are."""
    running_sandbox.reset(customers=20)
    return running_sandbox


@pytest.mark.parametrize("page", ["/", "/business-central", "/sales"])
def test_the_way_leads_to_every_table(filled, page):
    text = requests.get(filled.url + page, timeout=10).text
    for name in TABLES:
        path = path_of(filled, name).removeprefix(filled.url)
        assert (f'href="{path}"' in text) == (page == "/" or path.startswith(f"{page}/"))


@pytest.mark.parametrize("name", TABLES)
def test_it_is_listed_searched_and_sorted(filled, name):
    path, count = path_of(filled, name), filled.count(name)
    page = requests.get(path, timeout=10)
    assert page.status_code == 200
    assert len(rows_on(page)) == min(count, 50)
    assert requests.get(path, {"q": "zz'%\"<", "page": "2"}, timeout=10).status_code == 200
    for link in re.findall(r'<th scope="col"[^>]*>\s*<a href="([^"]+)"', page.text):
        assert requests.get(filled.url + unescape(link), timeout=10).status_code == 200


@pytest.mark.parametrize("name", TABLES)
def test_its_rows_open_and_stay_as_they_are_when_nothing_is_typed(filled, name):
    table = filled.store.tables[name]
    for row in filled.rows(name)[:3]:
        address = f"{path_of(filled, name)}/{row[table.key]}"
        assert requests.get(address, timeout=10).status_code == 200
        if not table.read_only:
            answer = fill_in(address)
            assert "Nothing was changed" in answer.text
        assert filled.row(name, row[table.key]) == row


@pytest.mark.parametrize("name", EDITABLE)
def test_a_row_can_be_tried_to_be_made_and_deleted(sandbox, name):
    table, count = sandbox.store.tables[name], sandbox.count(name)
    column = table.by_name.get(table.name_column)
    typed = {column.name: "Made up"[: column.length]} if column and column.writable.allows(is_new=True) else {}
    answer = fill_in(f"{path_of(sandbox, name)}/new", **typed)
    assert answer.status_code in (200, 422)
    assert ("Created" in answer.text) == (sandbox.count(name) == count + 1)
    assert ('role="alert"' in answer.text) == (answer.status_code == 422)
    if answer.status_code == 200:
        gone = requests.post(f"{answer.url.partition('?')[0]}/delete", timeout=10)
        assert "is deleted" in gone.text or gone.status_code == 422


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.read_only])
def test_what_a_system_keeps_itself_cannot_be_typed_over(filled, name):
    path, table = path_of(filled, name), filled.store.tables[name]
    before = filled.rows(name)
    assert requests.post(f"{path}/new", {"name": "x"}, timeout=10).status_code == 405
    for row in before[:1]:
        page = requests.post(f"{path}/{row[table.key]}", {table.name_column: "x"}, timeout=10)
        assert '<button class="button main"' not in page.text
        assert requests.post(f"{path}/{row[table.key]}/delete", timeout=10).status_code == 405
    assert filled.rows(name) == before


def test_what_is_no_table_says_so(filled):
    for path in ("/sales/nobody", "/business-central/nobody/new", "/business-central/company/nobody/customers"):
        assert requests.get(filled.url + path, timeout=10).status_code == 404


def test_a_document_shows_its_lines_and_offers_another(sandbox):
    customer = sandbox.add("account", name="A")["accountid"]
    order = sandbox.add("salesorder", name="Order", _customerid_value=customer)["salesorderid"]
    page = requests.get(f"{path_of(sandbox, 'salesorder')}/{order}", timeout=10)
    link = unescape(re.search(r'href="(/sales/salesorderdetails/new\?[^"]+)"', page.text)[1])
    assert form_of(requests.get(sandbox.url + link, timeout=10))["_salesorderid_value"] == order
    sandbox.add("salesorderdetail", _salesorderid_value=order, productdescription="Freight")
    assert "Freight" in requests.get(f"{path_of(sandbox, 'salesorder')}/{order}", timeout=10).text


def test_related_rows_are_chosen_and_where_there_are_many_searched(sandbox):
    sandbox.add_many("account", ({"name": f"Account {number}"} for number in range(200)))
    wanted = sandbox.add("account", name="Needle & Co")["accountid"]
    contact = sandbox.add("contact", lastname="A")["contactid"]
    address = f"{path_of(sandbox, 'contact')}/{contact}"
    page = requests.get(address, timeout=10)
    assert 'name="find:_parentcustomerid_value"' in page.text
    assert wanted not in page.text
    asked = {**form_of(page), "find:_parentcustomerid_value": "needle", "search": "_parentcustomerid_value"}
    found = requests.post(address, asked, timeout=10)
    assert (wanted in found.text, found.status_code) == (True, 200)
    assert sandbox.row("contact", contact)["_parentcustomerid_value"] is None
    fill_in(address, _parentcustomerid_value=wanted)
    assert sandbox.row("contact", contact)["_parentcustomerid_value"] == wanted
    assert "Needle &amp; Co" in requests.get(path_of(sandbox, "contact"), timeout=10).text


def test_each_company_has_rows_of_its_own(sandbox):
    other = sandbox.second_company_id
    lists = [f"{sandbox.url}/business-central{below}/customers" for below in ("", f"/company/{other}")]
    page = requests.get(lists[0], timeout=10)
    assert f'href="/business-central/company/{other}/customers"' in page.text
    count = sandbox.store.of(other).count("customers")
    answer = fill_in(f"{lists[1]}/new", displayName="Only over there")
    assert "Created" in answer.text
    assert answer.url.startswith(lists[1])
    assert sandbox.store.of(other).count("customers") == count + 1
    pages = [requests.get(path, {"q": "Only over"}, timeout=10) for path in lists]
    assert [len(rows_on(page)) for page in pages] == [0, 1]


def test_a_new_table_has_its_pages_at_once(sandbox):
    sandbox.add_table(service="dataverse", entity="cr_thing", entity_set="cr_things", columns=[{"name": "cr_name"}])
    assert "Created" in fill_in(f"{sandbox.url}/sales/cr_things/new", cr_name="A").text
    assert 'href="/sales/cr_things"' in requests.get(sandbox.url, timeout=10).text
