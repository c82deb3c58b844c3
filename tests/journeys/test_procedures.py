"""The eight procedures of the people who couple and synchronize, in their words, clicked through in a browser.

What the end of each looks like in both systems is asked of the sandbox.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import (
    account_of,
    another_user_adds,
    another_user_edits,
    coupled_customer,
    creates_in_dataverse,
    customers_of,
    eventually,
    in_sandbox,
    is_coupled,
    only_reviews,
    opens_card,
    reads_again,
    run_is_over,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_couple_a_record_from_its_card(visit, site):
    another_user_adds(site, "customers", displayName="Journey Create", city="Oslo")
    another_user_adds(site, "customers", displayName="Journey Find", city="Oslo")
    another_user_adds(site, "account", name="Journey Found Ltd", address1_city="Bergen", customertypecode=3)
    page = visit("user")
    reads_again(page)
    opens_card(page, "Journey Create")
    creates_in_dataverse(page)
    assert in_sandbox(site, "account", account_of(page))["address1_city"] == "Oslo"
    customer = opens_card(page, "Journey Find")
    page.get_by_role("link", name="Set Up Coupling").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Dataverse Name")).to_be_focused()
    page.keyboard.type("journey f", delay=20)
    expect(dialog.get_by_role("radio", name=re.compile("Journey Found Ltd"))).to_be_checked()
    dialog.get_by_label("Yes - Use the Dataverse data").press("Space")
    expect(dialog.get_by_text("Journey Find is coupled with Journey Found Ltd. This writes")).to_be_visible()
    dialog.get_by_role("button", name="OK").press("Enter")
    is_coupled(page)
    assert in_sandbox(site, "customers", customer)["city"] == "Bergen"


def test_couple_records_from_the_list_and_synchronize_them_there(visit, site):
    for number in (1, 2, 3):
        another_user_adds(site, "customers", displayName=f"Journey Many {number}", city="Oslo")
    for number in (1, 2):
        another_user_adds(site, "account", name=f"Journey Many {number}", customertypecode=3)
    page = visit("user")
    reads_again(page)
    page.goto(f"{customers_of(page)}?search=journey many")
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Set Up Coupling").click()
    dialog = page.get_by_role("dialog")
    first = dialog.locator("tbody tr").first  # what nothing looks like is on top
    expect(first).to_contain_text("Journey Many 3")
    first.get_by_role("combobox").select_option("Create New")
    expect(dialog.get_by_text("2 records are coupled. 1 new record is created in Dataverse.")).to_be_visible()
    dialog.get_by_role("button", name="OK").click()
    expect(page.locator("tbody").get_by_text("Coupled", exact=True)).to_have_count(3, timeout=30_000)
    synchronizes_several(page, site)


def synchronizes_several(page, site):
    """Select them, Synchronize Now, choose the direction; one that is newer on the other side is left alone."""
    card = page.get_by_role("link", name="Journey Many 1", exact=True).first.get_attribute("href")
    customer = card.rstrip("/").rpartition("/")[2].partition("?")[0]
    other = page.context.new_page()
    another_user_edits(other, f"{site.sandbox}/business-central/customers/{customer}", phoneNumber="555-0123")
    other.close()
    reads_again(page)
    page.goto(f"{customers_of(page)}?search=journey many")
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Synchronize Now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 record that is newer in Business Central is skipped.")).to_be_visible()
    dialog.get_by_label("Send data update to Dataverse.").check()
    dialog.get_by_role("button", name="Synchronize").click()
    expect(page.get_by_text("3 of 3 records scheduled").first).to_be_visible()
    page.goto(card)
    account = account_of(page)
    eventually(lambda: in_sandbox(site, "account", account)["telephone1"] == "555-0123")


def test_synchronize_a_single_record_with_the_direction_chosen(visit, site):
    page = visit("user")
    customer, account = coupled_customer(page, site, "Journey Quick", phoneNumber="555-0100")
    another_user_edits(page, f"{site.sandbox}/business-central/customers/{customer}", phoneNumber="555-0177")
    page.goto(f"{customers_of(page)}{customer}/")
    page.locator("summary", has_text="Synchronize Now").press("Enter")
    page.get_by_role("button", name="Send data update to Dataverse.").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Synchronize").press("Enter")
    eventually(lambda: in_sandbox(site, "account", account)["telephone1"] == "555-0177")


def test_open_a_record_from_sales_and_couple_it(visit, site):
    account = another_user_adds(site, "account", name="Journey From Sales", customertypecode=3)["accountid"]
    page = visit("user")
    page.goto(f"/open/sales/account/{account}/")
    expect(page.get_by_text("The record is not coupled.")).to_be_visible()
    page.get_by_role("button", name="Create in Business Central").click()
    is_coupled(page)
    page.goto(f"/open/sales/account/{account}/")
    expect(page).to_have_url(re.compile(rf"/dataverse/{account}/$"))
    link = page.get_by_role("link", name="Open in Business Central").get_attribute("href")
    customer = link.rstrip("/").rpartition("/")[2]
    assert in_sandbox(site, "customers", customer)["displayName"] == "Journey From Sales"


QUESTION = "Should scheduled synchronization create new records from now on?"


def syncs_all(page, answer):
    """Sync All, and the answer to the question at the end."""
    page.get_by_role("button", name="Sync All").click()
    page.locator("#confirm").get_by_role("button", name=re.compile("OK|Sync All")).click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=answer, exact=True).click()
    expect(page.get_by_role("heading", name=QUESTION)).to_have_count(0)


def synchronizes_coupled_records_only(page, mapping):
    """What the page of a mapping says."""
    page.goto("/mappings/")
    page.get_by_role("link", name=mapping, exact=True).click()
    return page.get_by_label("Synch. Only Coupled Records").is_checked()


def test_run_full_synchronization_and_answer_the_final_question(visit):
    page = visit("admin")
    page.goto("/connections/")
    page.locator("summary", has_text="Synchronization").click()
    page.get_by_role("button", name="Run Full Synchronization").click()
    only_reviews(page, "CURRENCY")
    syncs_all(page, "No")
    assert synchronizes_coupled_records_only(page, "CURRENCY")
    page.goto("/mappings/")
    page.get_by_role("link", name="CURRENCY", exact=True).click()
    page.get_by_role("button", name="Run Full Synchronization").first.click()
    only_reviews(page, "CURRENCY")
    syncs_all(page, "Yes")
    assert not synchronizes_coupled_records_only(page, "CURRENCY")


def test_synchronize_the_modified_records_of_all_mappings_from_connection_setup(visit):
    page = visit("admin")
    page.goto("/connections/")
    page.locator("summary", has_text="Synchronization").click()
    page.get_by_role("button", name="Synchronize Modified Records").click()
    page.locator("#confirm").get_by_role("button", name=re.compile("OK|Synchronize")).click()
    expect(page.get_by_role("row").filter(has_text="CUSTOMER").first).to_be_visible()
    expect(page.locator("#job-group")).not_to_have_attribute("hx-trigger", "every 2s", timeout=60_000)


def test_synchronize_one_table_mapping_and_look_at_its_job(visit):
    page = visit("admin")
    page.goto("/mappings/")
    page.get_by_role("link", name="CUSTOMER", exact=True).click()
    page.get_by_role("button", name="Synchronize Modified Records").first.click()
    page.wait_for_url("**/jobs/*/")
    number = page.url.rstrip("/").rpartition("/")[2]
    run_is_over(page)
    page.goto("/jobs/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=number, exact=True))
    expect(row).to_contain_text("CUSTOMER")
    expect(row.get_by_text(re.compile("Success|Finished|Error"))).to_be_visible()
