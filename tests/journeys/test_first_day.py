"""The first day with the product, clicked through in a browser: connect, look, merge, settle, and what a viewer sees.

To couple and to synchronize is in ``test_procedures``.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import (
    another_user_edits,
    coupled_customer,
    customers_of,
    in_sandbox,
    is_coupled,
    synchronizes_modified_records,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    expect(page.locator("tbody tr")).to_have_count(22)
    expect(page.locator("tbody tr", has_text="Mobile Phone No.")).to_contain_text("Disabled")


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


def test_a_viewer_sees_everything_and_may_change_nothing(visit):
    page = visit("viewer")
    page.goto(customers_of(page))
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Set Up Coupling")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Synchronize|Delete"))).to_have_count(0)
