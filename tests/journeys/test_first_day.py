"""The first day with the product, clicked through in a browser: connect, look, couple, synchronize, settle."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def card_of(page, name):
    """Open a customer's card through the list's search."""
    page.goto("/customers/")
    page.get_by_label("Search").fill(name)
    page.get_by_label("Search").press("Enter")
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def new_customer(page, site, name, **values):
    """Another user makes a customer in Business Central; syncadmin reads it."""
    page.goto(f"{site.sandbox}/business-central/customers/new")
    page.locator("[name=displayName]").fill(name)
    for field, value in values.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("main form button[type=submit]").first.click()
    page.goto("/customers/")
    page.get_by_role("button", name="Read again").click()
    page.goto(f"/customers/?search={name}")
    expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()


def test_the_administrator_tests_the_connection_step_by_step(visit):
    page = visit("admin")
    page.goto("/connections/")
    page.get_by_role("button", name="Test Connection").click()
    expect(page.get_by_text("Tables readable").first).to_be_visible()
    expect(page.get_by_text("Not tested")).to_have_count(0)


def test_the_customer_mapping_shows_every_row_and_why_some_are_not_active(visit):
    page = visit("admin")
    page.goto("/mappings/")
    page.get_by_role("link", name="CUSTOMER").first.click()
    page.get_by_role("link", name=re.compile("Field")).first.click()
    expect(page.locator("tbody tr")).to_have_count(22)
    expect(page.get_by_text("does not offer this field").first).to_be_visible()
