"""The inbox by keys alone: through the records of a cause, with the focus where one left it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "#inbox-record-title"


@pytest.fixture
def inbox(visit):
    """The conflicts, with the first record of the first cause open."""
    page = visit("user")
    page.goto("/problems/?code=conflict")
    page.locator("[data-cause]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inbox-records-title")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(TITLE)).to_be_focused()
    return page


def test_keys_lead_through_the_records_and_keep_the_focus(inbox):
    first = inbox.locator(TITLE).inner_text()
    expect(inbox.locator("#inbox-status")).to_contain_text(re.compile(rf"1 of \d+: {re.escape(first)}"))
    inbox.keyboard.press("j")
    expect(inbox).to_have_url(re.compile(r"at=2"))
    expect(inbox.locator(TITLE)).to_be_focused()
    inbox.keyboard.press("k")
    expect(inbox.locator(TITLE)).to_have_text(first)
    inbox.go_back()
    expect(inbox.locator(TITLE)).not_to_have_text(first)


def test_an_action_by_key_keeps_the_place_and_what_was_typed(inbox):
    inbox.keyboard.press("c")
    inbox.keyboard.type("just ask Anna")
    inbox.locator(TITLE).focus()
    inbox.keyboard.press("a")
    expect(inbox.locator(".inbox-title")).to_contain_text("user")
    expect(inbox.locator(TITLE)).to_be_focused()
    expect(inbox.get_by_label("Comment")).to_have_value("just ask Anna")
    inbox.locator("#inbox-record").get_by_role("button", name="Comment").click()
    expect(inbox.locator("#record-history")).to_contain_text("just ask Anna")
    expect(inbox.get_by_label("Comment")).to_have_value("")


def test_a_dialog_by_key_gives_the_focus_back(inbox):
    inbox.keyboard.press("?")
    expect(inbox.get_by_role("dialog")).to_contain_text("Retry all records of the cause")
    inbox.keyboard.press("j")
    inbox.keyboard.press("Escape")
    expect(inbox.locator("[data-key='?']")).to_be_focused()
    expect(inbox).to_have_url(re.compile(r"at=1"))


def test_keys_can_be_turned_off(inbox):
    inbox.keyboard.press("?")
    inbox.get_by_label("Use these keys in this browser").uncheck()
    inbox.keyboard.press("Escape")
    inbox.keyboard.press("j")
    inbox.keyboard.press("?")
    expect(inbox.get_by_role("dialog")).to_have_count(0)
    expect(inbox).to_have_url(re.compile(r"at=1"))
