"""The sandbox's own pages over real HTTP: what a person sees, and what their edits do to the rows."""

from __future__ import annotations

import re
from html import unescape

import pytest
import requests

from syncadmin.sandbox.demo_data.base import INTEGRATION_USER_ID
from syncadmin.sandbox.server import Sandbox
from syncadmin.sandbox.store import Store

CUSTOMERS, ACCOUNTS = "/business-central/customers", "/sales/accounts"
LISTS = [CUSTOMERS, ACCOUNTS]
TABLES = {CUSTOMERS: "customers", ACCOUNTS: "account"}
KEYS = {CUSTOMERS: "id", ACCOUNTS: "accountid"}
NAMES = {CUSTOMERS: "displayName", ACCOUNTS: "name"}


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset(customers=130)
    return running_sandbox


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return sandbox.store


@pytest.fixture
def site(sandbox: Sandbox) -> str:
    return sandbox.url


def form_of(page: requests.Response) -> dict[str, str]:
    """What a browser would send if the person pressed the button at once."""
    inside = page.text.partition('<form id="card"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', inside))
    found |= dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', inside))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"(.*?)</select>', inside, re.DOTALL):
        found[name] = re.search(r'<option value="([^"]*)" selected', options)[1]
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', inside, re.DOTALL):
        found[name] = text
    return {name: unescape(text) for name, text in found.items()}


def fill_in(address: str, **typed: str) -> requests.Response:
    """Open a card, type, press the button."""
    page = requests.get(address, timeout=5)
    return requests.post(address, {**form_of(page), **typed}, timeout=5)


def some(store: Store, path: str, number: int = 0) -> dict[str, object]:
    return store.find(TABLES[path], order_by=NAMES[path])[50 + number]


def key_of(store: Store, path: str) -> str:
    return str(some(store, path)[KEYS[path]])


def rows_on(page: requests.Response) -> list[str]:
    return re.findall(r"<tr>\s*<td", page.text)


@pytest.mark.parametrize("path", ["/", *LISTS, f"{CUSTOMERS}/new", f"{ACCOUNTS}/new"])
def test_every_page_says_that_its_data_are_made_up(site, path):
    page = requests.get(site + path, timeout=5)
    assert page.status_code == 200
    assert "Sandbox – made-up data" in page.text


def test_the_front_page_leads_to_both_systems(site):
    page = requests.get(site, timeout=5)
    assert all(f'href="{path}"' in page.text for path in LISTS)
    assert "130" in page.text
    assert "Nordlys Handel AS (demo)" in page.text


@pytest.mark.parametrize("path", ["/", *LISTS, f"{CUSTOMERS}/new", f"{ACCOUNTS}/new"])
def test_pages_have_no_inline_script_or_style_and_load_nothing_from_elsewhere(site, path):
    page = requests.get(site + path, timeout=5)
    assert not re.search(r"<script|<style| style=| on\w+=|(src|href)=\"(https?:)?//", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_stylesheet_is_our_own(site):
    style = requests.get(f"{site}/_sandbox/pages.css", timeout=5)
    assert style.headers["Content-Type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in style.text
    assert "http" not in style.text


@pytest.mark.parametrize("path", LISTS)
def test_a_list_shows_fifty_rows_a_page(site, path, store):
    count = store.count(TABLES[path])
    first, last = (requests.get(f"{site}{path}?page={page}", timeout=5) for page in (1, 3))
    assert len(rows_on(first)) == 50
    assert len(rows_on(last)) == count - 100
    assert f"101–{count} of {count}" in last.text
    assert 'rel="next"' in first.text
    assert 'rel="next"' not in last.text


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=999", "page=x", "page=٣", f"page={'9' * 5000}", "sort=no"]
)
def test_an_address_that_makes_no_sense_shows_some_page(site, path, query):
    page = requests.get(f"{site}{path}?{query}", timeout=5)
    assert page.status_code == 200
    assert rows_on(page)


def test_a_list_sorts_both_ways(site, store):
    names = [str(row["displayName"]).casefold() for row in store.find("customers")]
    up, down = (requests.get(f"{site}{CUSTOMERS}?sort={sort}", timeout=5) for sort in ("displayName", "-displayName"))
    assert 'aria-sort="ascending"' in up.text
    assert 'aria-sort="descending"' in down.text
    assert max(names) in unescape(down.text).casefold()
    assert max(names) not in unescape(up.text).casefold()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("needle", ["NORDAVIND", "bjørk", "100%", "株式", "o'neill"])
def test_a_search_finds_what_contains_the_text(site, store, path, needle):
    expected = store.count(TABLES[path], needle)
    page = requests.get(site + path, {"q": needle}, timeout=5)
    assert len(rows_on(page)) == min(expected, 50)
    assert expected or "matches" in page.text


def test_a_search_stays_when_sorting_and_paging(site):
    page = requests.get(site + CUSTOMERS, {"q": "a", "sort": "-city"}, timeout=5)
    following = unescape(re.search(r'rel="next" href="([^"]+)"', page.text)[1])
    assert following == f"{CUSTOMERS}?q=a&sort=-city&page=2"


def test_a_name_is_text_and_not_markup(site):
    page = requests.get(site + CUSTOMERS, {"q": "<b>"}, timeout=5)
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize("path", LISTS)
def test_saving_without_a_change_changes_nothing(site, store, path):
    for row in store.find(TABLES[path], limit=50):
        answer = fill_in(f"{site}{path}/{row[KEYS[path]]}")
        assert "Nothing was changed" in answer.text
        assert store.get(TABLES[path], str(row[KEYS[path]])) == row


@pytest.mark.parametrize("path", LISTS)
def test_a_change_is_saved_with_a_new_version_and_time(site, store, path):
    before = some(store, path)
    answer = fill_in(f"{site}{path}/{before[KEYS[path]]}", **{NAMES[path]: "  Ærlig & Sønn 🚀 "})
    after = store.get(TABLES[path], str(before[KEYS[path]]))
    assert str(after[NAMES[path]]).strip() == "Ærlig & Sønn 🚀"
    assert after["@odata.etag"] != before["@odata.etag"]
    assert "Saved" in answer.text
    assert str(after["@odata.etag"]) in unescape(answer.text)


def test_a_change_is_stamped_now_and_leaves_the_rest_alone(site, store):
    before = some(store, CUSTOMERS)
    fill_in(f"{site}{CUSTOMERS}/{before['id']}", city="Vadsø", creditLimit="1234.5")
    after = store.get("customers", str(before["id"]))
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"systemRowVersion"} == {"@odata.etag", "city", "creditLimit", "lastModifiedDateTime"}
    assert str(after["lastModifiedDateTime"]) > "2026"


def test_a_change_in_sales_is_a_colleagues_and_not_the_integrations(site, store):
    fill_in(f"{site}{ACCOUNTS}/{key_of(store, ACCOUNTS)}", telephone1="+47 00 11 22 33")
    editor = str(store.get("account", key_of(store, ACCOUNTS))["_modifiedby_value"])
    assert editor != INTEGRATION_USER_ID
    assert not store.get("systemuser", editor)["isdisabled"]


def test_lookups_choices_and_numbers_are_saved_as_what_they_are(site, store):
    team = store.find("team")[-1]["teamid"]
    euro = next(row for row in store.find("transactioncurrency") if row["isocurrencycode"] == "EUR")
    typed = {
        "_ownerid_value": str(team),
        "_transactioncurrencyid_value": str(euro["transactioncurrencyid"]),
        "customertypecode": "11",
        "creditlimit": "99.5",
        "paymenttermscode": "",
        "statecode": "1",
        "statuscode": "2",
    }
    fill_in(f"{site}{ACCOUNTS}/{key_of(store, ACCOUNTS)}", **typed)
    row = store.get("account", key_of(store, ACCOUNTS))
    assert {name: str(row[name] or "") for name in typed} == typed | {"creditlimit": "99.5000"}


def test_the_local_currency_can_be_chosen(site, store):
    foreign = next(row for row in store.find("customers") if row["currencyCode"] == "EUR")
    fill_in(f"{site}{CUSTOMERS}/{foreign['id']}", currencyCode="NOK")
    row = store.get("customers", str(foreign["id"]))
    assert (row["currencyCode"], row["currencyId"]) == ("NOK", "00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize(
    ("path", "column", "text"),
    [
        (CUSTOMERS, "displayName", "x" * 101),
        (CUSTOMERS, "phoneNumber", "ask Åse"),
        (CUSTOMERS, "creditLimit", "plenty"),
        (CUSTOMERS, "salespersonCode", "NOBODY"),
        (CUSTOMERS, "number", "K00001"),
        (ACCOUNTS, "name", "x" * 161),
        (ACCOUNTS, "description", "x" * 2001),
        (ACCOUNTS, "creditlimit", "NaN"),
        (ACCOUNTS, "customertypecode", "99"),
    ],
)
def test_what_a_service_refuses_is_said_beside_the_field_and_not_lost(site, store, path, column, text):
    before = some(store, path)
    answer = fill_in(f"{site}{path}/{before[KEYS[path]]}", **{column: text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'id="field-{column}-error"' in answer.text
    assert form_of(answer)[column] == text
    assert store.get(TABLES[path], str(before[KEYS[path]])) == before


@pytest.mark.parametrize(
    ("path", "column", "text", "code"),
    [
        (CUSTOMERS, "displayName", "x" * 101, "Application_StringExceededLength"),
        (CUSTOMERS, "salespersonCode", "NOBODY", "Internal_InvalidTableRelation"),
        (CUSTOMERS, "number", "K00001", "Internal_EntityWithSameKeyExists"),
        (ACCOUNTS, "name", "x" * 161, "0x80044331"),
    ],
)
def test_errors_are_the_services_own(site, store, path, column, text, code):
    answer = fill_in(f"{site}{path}/{key_of(store, path)}", **{column: text})
    assert code in answer.text


@pytest.mark.parametrize("path", LISTS)
def test_somebody_elses_change_in_between_is_not_overwritten(site, store, path):
    key = key_of(store, path)
    page = requests.get(f"{site}{path}/{key}", timeout=5)
    store.change(TABLES[path], key, {NAMES[path]: "Changed by syncadmin"})
    answer = requests.post(f"{site}{path}/{key}", form_of(page) | {NAMES[path]: "Mine"}, timeout=5)
    assert answer.status_code == 422
    assert "Show what it says now" in answer.text
    assert store.get(TABLES[path], key)[NAMES[path]] == "Changed by syncadmin"


@pytest.mark.parametrize("path", LISTS)
def test_a_new_row_can_be_made(site, store, path):
    count = store.count(TABLES[path])
    answer = fill_in(f"{site}{path}/new", **{NAMES[path]: "Nygard & Co"})
    assert "Created" in answer.text
    assert "Nygard &amp; Co" in answer.text
    assert store.count(TABLES[path]) == count + 1


def test_a_new_row_that_is_refused_is_not_made(site, store):
    count = store.count("account")
    answer = fill_in(f"{site}{ACCOUNTS}/new", name="x" * 161, fax="12")
    assert answer.status_code == 422
    assert 'id="field-name-error"' in answer.text
    assert form_of(answer)["fax"] == "12"
    assert store.count("account") == count


@pytest.mark.parametrize("path", LISTS)
def test_a_row_without_a_name_can_be_found_and_opened(site, store, path):
    key = key_of(store, path)
    store.change(TABLES[path], key, {NAMES[path]: ""})
    assert "(no name)" in requests.get(f"{site}{path}?sort={NAMES[path]}", timeout=5).text
    assert "without a name" in requests.get(f"{site}{path}/{key}", timeout=5).text


@pytest.mark.parametrize("path", LISTS)
def test_deleting_asks_first(site, store, path):
    address = f"{site}{path}/{key_of(store, path)}"
    count = store.count(TABLES[path])
    key = key_of(store, path)
    assert "Keep it" in requests.get(f"{address}/delete", timeout=5).text
    assert store.count(TABLES[path]) == count
    assert "is deleted" in requests.post(f"{address}/delete", timeout=5).text
    assert store.get(TABLES[path], key) is None


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "nonsense", "x'--", "a b/delete"])
def test_what_is_gone_says_so(site, path, method, key):
    answer = requests.request(method, f"{site}{path}/{key}", timeout=5)
    assert answer.status_code == 404
    assert "no such" in answer.text


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("what", ["", "/delete"])
def test_another_sites_form_is_refused(site, store, path, what):
    before = some(store, path)
    address = f"{site}{path}/{before[KEYS[path]]}{what}"
    answer = requests.post(address, {NAMES[path]: "x"}, headers={"Origin": "https://elsewhere.example"}, timeout=5)
    assert answer.status_code == 403
    assert store.get(TABLES[path], str(before[KEYS[path]])) == before


def test_a_card_leads_to_the_other_systems_list(site, store):
    page = requests.get(f"{site}{CUSTOMERS}/{key_of(store, CUSTOMERS)}", timeout=5)
    assert f'href="{ACCOUNTS}?q=' in page.text


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_system_says_how_to_begin(site, store, path):
    store.clear()
    page = requests.get(site + path, timeout=5)
    assert "Make the first one" in page.text
    assert requests.get(site, timeout=5).status_code == 200


def test_a_refused_form_leaves_the_connection_usable(site, store):
    with requests.Session() as session:
        gone = session.post(f"{site}{CUSTOMERS}/nobody", {"displayName": "x" * 5000}, timeout=5)
        assert gone.status_code == 404
        assert session.get(site + CUSTOMERS, timeout=5).status_code == 200


def test_edits_stay_across_a_restart(tmp_path):
    path = tmp_path / "rows.sqlite"
    with Sandbox(customers=130, path=path).start() as before:
        key = key_of(before.store, CUSTOMERS)
        fill_in(f"{before.url}{CUSTOMERS}/{key}", city="Hammerfest")
    with Sandbox(customers=130, path=path).start() as after:
        assert 'value="Hammerfest"' in requests.get(f"{after.url}{CUSTOMERS}/{key}", timeout=5).text


def test_pages_are_not_counted_as_requests_of_the_services(sandbox, site):
    requests.get(site + CUSTOMERS, timeout=5)
    assert not sandbox.requests.counts()
