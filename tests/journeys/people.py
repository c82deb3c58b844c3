"""What people do in the journeys, in plain functions: find a record, couple it, wait for a job, play the other user."""

import json
import time
import urllib.request
from uuid import UUID

from playwright.sync_api import expect


def another_user_adds(site, table, **values):
    """A row that another user made; gives it back with its key."""
    body = json.dumps(values).encode()
    request = urllib.request.Request(
        f"{site.sandbox}/_sandbox/rows/{table}", body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        found = json.load(answer)
    return found[0] if isinstance(found, list) else found


def in_sandbox(site, table, key):
    """A row as its system has it now."""
    with urllib.request.urlopen(f"{site.sandbox}/_sandbox/rows/{table}/{key}") as answer:
        return json.load(answer)


def another_user_edits(page, address, **values):
    """Another user opens the record on the sandbox's own page, changes fields and saves."""
    page.goto(address)
    for name, value in values.items():
        page.locator(f"[name='{name}']").fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()


def customers_of(page):
    """The address of the list of customers, as the sidebar has it."""
    page.goto("/records/")
    return page.get_by_role("main").get_by_role("link", name="Customers", exact=True).get_attribute("href")


def reads_again(page):
    """Make the list of customers read both systems, and wait until it did."""
    page.goto(customers_of(page))
    expect(page.locator("#job-activity")).to_contain_text("As of", timeout=20_000)
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_role("button", name="Read again")).to_be_visible(timeout=20_000)


def opens_card(page, name):
    """Open a customer's card through the search of the list; gives the customer's key."""
    page.goto(f"{customers_of(page)}?search={name}")
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return str(UUID(page.url.rstrip("/").rpartition("/")[2].partition("?")[0]))


def coupled_customer(page, site, name, **values):
    """A customer with a new account, both in step; gives both keys."""
    another_user_adds(site, "customers", displayName=name, **values)
    reads_again(page)
    customer = opens_card(page, name)
    creates_in_dataverse(page)
    return customer, account_of(page)


def creates_in_dataverse(page):
    """Set Up Coupling with Create New, from a customer's card."""
    page.get_by_role("link", name="Set Up Coupling").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Create New").check()
    expect(dialog.get_by_text("is created in Dataverse from the values")).to_be_visible()
    dialog.get_by_role("button", name="OK").click()
    is_coupled(page)


def is_coupled(page):
    """The card says that the customer is coupled, once the job is done."""
    expect(page.locator("header").get_by_text("Coupled", exact=True)).to_be_visible(timeout=20_000)


def account_of(page):
    """The key of the account that a card's link to Sales leads to."""
    address = page.get_by_role("link", name="Open in Dynamics 365 Sales").get_attribute("href")
    return address.rstrip("/").rpartition("/")[2]


def synchronizes_modified_records(page):
    """Start the run of CUSTOMER from Home and wait on its page until it is done."""
    page.goto("/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="CUSTOMER", exact=True))
    row.get_by_role("button", name="Synchronize").click()
    page.wait_for_url("**/jobs/*/")
    run_is_over(page)
    page.reload()


def run_is_over(page):
    """Wait on the page of a job until it is done."""
    expect(page.locator("#job-progress")).not_to_have_attribute("hx-trigger", "every 1s", timeout=30_000)


def only_reviews(page, name):
    """Wait on the page of a full synchronization until everything is reviewed, and leave all mappings but one out."""
    expect(page.locator("#job-group")).not_to_have_attribute("hx-trigger", "every 2s", timeout=60_000)
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    lines = page.locator("tr[id^=line-]")
    for line in lines.filter(has_not=page.get_by_role("link", name=name, exact=True)).all():
        address = line.locator("form").get_attribute("action")
        posted = {"do": "leave_out", "csrfmiddlewaretoken": token}
        assert page.request.post(address, form=posted).ok
    page.reload()
    kept = lines.filter(has=page.get_by_role("link", name=name, exact=True))
    kept.locator("summary").click()
    full = kept.get_by_role("button", name="Recommend Full Synchronization")
    full.click() if full.count() else page.keyboard.press("Escape")
    expect(kept).to_contain_text("Full Synchronization")


def eventually(holds, seconds=30):
    """Wait until something holds in one of the systems."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
