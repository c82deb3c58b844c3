"""A custom table with six columns of its own is mapped in the browser, without touching code, and synchronized."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.journeys.people import another_user_adds, creates_in_dataverse, opens_card, reads_again

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Text, choice, lookup to an account, money, date and boolean; the name of a row besides.
CUSTOM = {
    "code": "new_code",
    "displayName": "new_name",
    "customerId": "_new_accountid_value",
    "stage": "new_stage",
    "budget": "new_budget",
    "startDate": "new_startdate",
    "billable": "new_isbillable",
}


def rows_of(site, table):
    """The rows of a table as its system has them now."""
    with urllib.request.urlopen(f"{site.sandbox}/_sandbox/rows/{table}") as answer:
        return json.load(answer)


def maps_the_table(page):
    """New Table Mapping, step by step; runs may create records."""
    page.goto("/mappings/")
    page.get_by_role("link", name="New Table Mapping").click()
    page.get_by_label("Integration Table Mapping Name").fill("project")
    goes_on(page)
    page.get_by_role("combobox", name=re.compile("^Table")).fill("customerProjects")
    page.get_by_role("combobox", name=re.compile("^Integration Table")).fill("new_project")
    goes_on(page)
    page.get_by_label("Synch. Only Coupled Records").uncheck()
    goes_on(page)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(len(CUSTOM))
    goes_on(page)
    expect(page.get_by_role("heading", name="Make the mapping PROJECT?")).to_be_visible()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("The mapping PROJECT was made.")).to_be_visible()


def goes_on(page):
    """The next step."""
    before = page.locator("#wizard h2").inner_text()
    page.locator(".panel-foot").get_by_role("button", name="Next").click()
    expect(page.locator("#wizard h2")).not_to_have_text(before)


def says_which_option_is_which(page):
    """Dataverse Option Mapping of the stage, by equal captions."""
    page.get_by_role("link", name="Dataverse Option Mapping").click()
    page.get_by_role("button", name="Take over equal captions").click()
    expect(page.get_by_label("Option for Running")).to_have_value("100000001")
    page.locator(".row-actions").get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/fields/$"))


def enables_every_row(page):
    """One after the other."""
    expect(page.locator("#field-table")).not_to_have_attribute("aria-busy", "true", timeout=20_000)
    for done in range(len(CUSTOM)):
        page.get_by_role("button", name=re.compile("^Enable ")).first.click()
        expect(page.get_by_role("button", name=re.compile("^Disable "))).to_have_count(done + 1)
    expect(page.locator("#field-summary")).to_contain_text(f"{len(CUSTOM)} of {len(CUSTOM)}")


def runs_it(page):
    """Synchronize Modified Records of the mapping alone, until it is done."""
    page.get_by_role("link", name="PROJECT", exact=True).click()
    page.get_by_role("button", name="Synchronize Modified Records").click()
    page.wait_for_url("**/jobs/*/")
    expect(page.locator("#job-progress")).not_to_have_attribute("hx-trigger", "every 1s", timeout=30_000)


def test_a_custom_table_is_mapped_and_its_records_are_created_in_both_systems(visit, site):
    another_user_adds(site, "customers", displayName="Journey Builder")
    page = visit("admin")
    reads_again(page)
    customer = opens_card(page, "Journey Builder")
    creates_in_dataverse(page)
    another_user_adds(
        site,
        "customerProjects",
        code="HALL",
        displayName="New hall",
        customerId=customer,
        stage="Running",
        budget=125_000.5,
        startDate="2026-03-01",
        billable=True,
    )
    another_user_adds(site, "new_project", new_name="From Sales", new_code="SALES1", new_stage=100_000_002)
    maps_the_table(page)
    says_which_option_is_which(page)
    enables_every_row(page)
    runs_it(page)
    made = next(row for row in rows_of(site, "new_project") if row["new_code"] == "HALL")
    assert made["new_name"] == "New hall"
    assert made["new_stage"] == 100_000_001
    assert float(made["new_budget"]) == 125_000.5
    assert (made["new_startdate"][:10], made["new_isbillable"]) == ("2026-03-01", True)
    account = next(row for row in rows_of(site, "account") if row["name"] == "Journey Builder")
    assert made["_new_accountid_value"] == account["accountid"]
    sold = next(row for row in rows_of(site, "customerProjects") if row["code"] == "SALES1")
    assert (sold["displayName"], sold["stage"]) == ("From Sales", "Done")
