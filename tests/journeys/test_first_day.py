"""The first day with the product, clicked through in a browser: connect, look, couple, synchronize, settle."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.people import (
    account_of,
    another_user_adds,
    another_user_edits,
    creates_in_dataverse,
    customers_of,
    in_sandbox,
    is_coupled,
    opens_card,
    reads_again,
    synchronizes_modified_records,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def coupled_customer(page, site, name, **values):
    """A customer with a new account, both in step; gives both keys."""
    another_user_adds(site, "customers", displayName=name, **values)
    reads_again(page)
    customer = opens_card(page, name)
    creates_in_dataverse(page)
    return customer, account_of(page)


def test_the_administrator_tests_the_connection_step_by_step(visit):
    page = visit("admin")
    page.goto("/connections/")
    page.get_by_role("button", name="Test Connection").click()
    expect(page.get_by_text("Tables readable").first).to_be_visible()
    expect(page.get_by_text("Not tested")).to_have_count(0)


def test_the_customer_mapping_shows_every_row_and_which_are_not_active(visit):
    page = visit("admin")
    page.goto("/mappings/")
    page.get_by_role("link", name="CUSTOMER", exact=True).click()
    page.get_by_role("link", name=re.compile("^Fields|Integration Field Mapping")).first.click()
    expect(page.locator("tbody tr")).to_have_count(21)
    expect(page.locator("tbody tr", has_text="Mobile Phone No.")).to_contain_text("Disabled")


def test_a_user_creates_an_account_from_a_customers_card(visit, site):
    another_user_adds(site, "customers", displayName="Journey Create", city="Oslo")
    page = visit("user")
    reads_again(page)
    opens_card(page, "Journey Create")
    creates_in_dataverse(page)
    assert in_sandbox(site, "account", account_of(page))["address1_city"] == "Oslo"


def test_a_user_finds_an_account_by_typing_and_takes_over_its_data(visit, site):
    another_user_adds(site, "customers", displayName="Journey Find", city="Oslo")
    another_user_adds(site, "account", name="Journey Found Ltd", address1_city="Bergen", customertypecode=3)
    page = visit("user")
    reads_again(page)
    customer = opens_card(page, "Journey Find")
    page.get_by_role("link", name="Set Up Coupling").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Dataverse Name").press_sequentially("ney found", delay=20)
    dialog.get_by_role("radio", name=re.compile("Journey Found Ltd")).check()
    dialog.get_by_label("Yes - Use the Dataverse data").check()
    dialog.get_by_role("button", name="OK").click()
    is_coupled(page)
    assert in_sandbox(site, "customers", customer)["city"] == "Bergen"


def test_edits_of_different_fields_on_both_sides_arrive_on_both_sides(visit, site):
    page = visit("admin")
    customer, account = coupled_customer(page, site, "Journey Merge", phoneNumber="555-0100")
    another_user_edits(page, f"{site.sandbox}/business-central/customers/{customer}", phoneNumber="555-0142")
    another_user_edits(page, f"{site.sandbox}/sales/accounts/{account}", address1_city="Tromsø")
    synchronizes_modified_records(page)
    assert in_sandbox(site, "customers", customer)["city"] == "Tromsø"
    assert in_sandbox(site, "account", account)["telephone1"] == "555-0142"


def test_a_conflict_is_settled_field_by_field(visit, site):
    page = visit("admin")
    customer, account = coupled_customer(page, site, "Journey Conflict", phoneNumber="555-0100")
    another_user_edits(page, f"{site.sandbox}/business-central/customers/{customer}", phoneNumber="111", city="Bodø")
    another_user_edits(page, f"{site.sandbox}/sales/accounts/{account}", telephone1="222", address1_city="Moss")
    synchronizes_modified_records(page)
    answers = []
    page.route("**/comparison/?live=1", lambda route: answers.append(route))  # until after the choice was made
    page.goto(f"{customers_of(page)}{customer}/")
    settle = page.locator("form[action$='/settle/']")
    settle.locator("tr", has_text="Phone No.").get_by_role("radio").nth(1).check()
    answers.pop().continue_()
    expect(page.get_by_text("As both systems show them now")).to_be_visible()
    settle.locator("tr", has_text="City").get_by_role("radio").nth(0).check()
    settle.get_by_role("button", name="Keep the chosen values").click()
    is_coupled(page)
    row = in_sandbox(site, "customers", customer)
    assert (row["phoneNumber"], row["city"]) == ("222", "Bodø")
    assert in_sandbox(site, "account", account)["address1_city"] == "Bodø"


def test_several_customers_are_coupled_and_synchronized_from_the_list(visit, site):
    for number in (1, 2, 3):
        another_user_adds(site, "customers", displayName=f"Journey Many {number}")
    page = visit("user")
    reads_again(page)
    page.goto(f"{customers_of(page)}?search=journey many")
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name=re.compile("Create")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Create|OK")).click()
    expect(page.locator("tbody").get_by_text("Coupled", exact=True)).to_have_count(3, timeout=20_000)


def test_a_viewer_sees_everything_and_may_change_nothing(visit):
    page = visit("viewer")
    page.goto(customers_of(page))
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Set Up Coupling")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Synchronize|Delete"))).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_is_wider_than_its_screen(visit, width, scheme):
    page = visit("admin", width, scheme)
    customers = customers_of(page)
    for address in (
        "/",
        "/records/",
        customers,
        customers.replace("bc", "dataverse"),
        "/jobs/",
        "/mappings/",
        "/mappings/1/fields/",
        "/mappings/1/fields/new/",
        "/mappings/1/general/",
        "/mappings/new/",
        "/connections/",
        "/problems/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_synchronize_now_sends_one_record(visit, site):
    page = visit("user")
    customer, account = coupled_customer(page, site, "Journey Quick", phoneNumber="555-0100")
    another_user_edits(page, f"{site.sandbox}/business-central/customers/{customer}", phoneNumber="555-0177")
    page.goto(f"{customers_of(page)}{customer}/")
    page.locator("summary", has_text="Synchronize Now").click()
    page.get_by_role("button", name="Send data update to Dataverse.").click()
    began = time.monotonic()
    page.get_by_role("dialog").get_by_role("button", name="Synchronize").click()
    while in_sandbox(site, "account", account)["telephone1"] != "555-0177":
        assert time.monotonic() - began < 30
        time.sleep(0.05)
