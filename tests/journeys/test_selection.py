"""What is selected in a list is what the next action is about, and nothing that was acted on before."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in
from tests.journeys.people import another_user_adds, customers_of, is_coupled, opens_card, reads_again

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NUMBERS = itertools.count(1)


@pytest.fixture
def listed(visit, site):
    """A list of two customers of their own kind, both selected, with the dialog of Create in Dataverse open."""
    kind = f"Chosen{next(NUMBERS)}x"
    for name in ("Ada", "Bert"):
        another_user_adds(site, "customers", displayName=f"{kind} {name}")
    page = visit("user")
    reads_again(page)
    page.goto(f"{customers_of(page)}?search={kind}")
    expect(page.locator("tbody tr")).to_have_count(2, timeout=20_000)
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Create in Dataverse").click()
    return page


def creates(page):
    """Confirm the dialog, and wait until both are coupled."""
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(page.locator("tbody").get_by_text("Coupled", exact=True)).to_have_count(2, timeout=20_000)


def kept(page):
    """The selection as the tab remembers it."""
    return page.evaluate("JSON.parse(sessionStorage.getItem('selection:' + location.pathname))")


def test_an_action_in_a_dialog_forgets_the_selection_and_the_next_one_is_about_one_row(listed):
    creates(listed)
    expect(listed.locator("form[data-bulk]")).to_be_hidden()
    assert kept(listed) == {"keys": [], "everything": False}
    address = listed.url
    listed.goto(f"{address} Ada")
    listed.locator("tbody [data-select]").check()
    expect(listed.locator("[data-bulk-count]")).to_have_text("1")
    listed.get_by_role("button", name="Delete Coupling").click()
    listed.locator("#confirm").get_by_role("button", name="Delete Coupling").click()
    expect(listed.get_by_text(re.compile("1 coupling is being deleted"))).to_be_visible()
    listed.goto(f"{address} Bert")
    expect(listed.locator("tbody").get_by_text("Coupled", exact=True)).to_have_count(1)


def test_a_dialog_that_is_closed_keeps_the_selection(listed):
    listed.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(listed.locator("[data-bulk-count]")).to_have_text("2")


def test_the_whole_list_is_forgotten_as_well(visit):
    page = visit("user")
    page.goto(customers_of(page))
    page.locator("tbody [data-select]").first.wait_for()
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name=re.compile("Select the whole list")).click()
    page.get_by_role("button", name="Synchronize Now").click()
    page.route(
        "**/records/synchronize/", lambda route: route.fulfill(status=204, headers={"HX-Trigger": "dialog:close"})
    )
    page.get_by_role("dialog").locator(".dialog-foot .btn-primary").evaluate("button => button.disabled = false")
    page.get_by_role("dialog").get_by_role("button", name="Synchronize").click()
    expect(page.locator("form[data-bulk]")).to_be_hidden()
    assert kept(page) == {"keys": [], "everything": False}


def test_a_quick_click_on_ok_is_not_lost_to_create_new(browser, site):
    another_user_adds(site, "customers", displayName="Chosen Quickly")
    # A browser of its own: htmx writes to the console that the question about Create New was given up for OK.
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, "user")
    reads_again(page)
    opens_card(page, "Chosen Quickly")
    page.get_by_role("link", name="Set Up Coupling").click()
    expect(page.locator("#couple-create")).to_be_visible()
    page.route(re.compile(r"/bc/[-0-9a-f]+/couple/\?"), lambda route: None)
    with page.expect_request(lambda one: one.method == "POST") as asked:
        page.locator("#couple-create").check()
        page.locator("#couple-ok").click()
    assert "create_new=1" in asked.value.post_data
    is_coupled(page)
    context.close()
