"""Without a mouse and without looking: where focus is after each step, and what is announced."""

import re

import pytest
from playwright.sync_api import expect

from jobs.models import Job, JobOperation
from tests.jobs.builders import a_job, an_operation

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return { name: `${one.tagName} ${one.textContent.trim() || one.name}`, shown, page: one === document.body };
}"""


def focused(page):
    """The element that has focus."""
    return page.locator("*:focus")


def tab_stops(page, most):
    """The controls that Tab leads through from the start of a page, up to its end."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        one = page.evaluate(FOCUSED)
        if one["page"]:
            break
        found.append(one)
    return found


@pytest.fixture
def customers(world):
    """The address of the list of customers."""
    return f"/records/{world.mapping_pk}/bc/"


@pytest.fixture
def running(world):
    """A job that writes four records and has written none."""
    job = a_job(world.mapping, status=Job.Status.RUNNING, phase="writing")
    for number in range(4):
        an_operation(job, "", title=f"Running {number}")
    return job


def ends(job, number):
    """That many records of the job are written."""
    for one in job.operations.order_by("position")[:number]:
        one.state, one.ending = JobOperation.State.ENDED, "updated"
        one.save()


def test_the_first_tab_stop_skips_to_the_content(visit, alice, customers):
    page = visit(alice)
    page.goto(customers)
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Skip to content")
    expect(focused(page)).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_id("main")


def test_every_tab_stop_shows_that_it_has_focus_and_none_is_a_trap(visit, world, alice, customers):
    page = visit(alice)
    for path in (customers, f"/connections/{world.connection_pk}/", f"/mappings/{world.mapping_pk}/general/"):
        page.goto(path)
        stops = tab_stops(page, 120)
        assert [one["name"] for one in stops if not one["shown"]] == []
        assert page.evaluate(FOCUSED)["page"] or len(stops) == 120


def test_filtering_a_list_keeps_focus_and_tells_how_many_rows_are_left(visit, alice, customers):
    page = visit(alice)
    page.goto(customers)
    search = page.get_by_role("searchbox").first
    search.press_sequentially("Fabrikam")
    expect(page.locator("#listing-status")).to_have_text(re.compile("^1 "))
    expect(search).to_be_focused()
    page.get_by_role("link", name=re.compile("Fabrikam.*Remove filter")).press("Enter")
    expect(page.locator("#listing-status")).not_to_have_text(re.compile("^1 "))
    expect(focused(page)).to_have_id("listing")


def test_sorting_a_list_keeps_focus_on_the_head_of_the_column(visit, alice, customers):
    page = visit(alice)
    page.goto(customers)
    head = page.locator("thead").get_by_role("link").first
    name = head.inner_text()
    head.press("Enter")
    page.wait_for_url(re.compile("sort="))
    expect(focused(page)).to_have_text(name)


def test_selecting_rows_tells_how_many_and_clearing_leads_back_to_the_table(visit, alice, customers):
    page = visit(alice)
    page.goto(customers)
    page.locator("[data-select]").first.press("Space")
    expect(page.locator("[data-bulk] [role=status]")).to_have_text(re.compile("1 selected"))
    page.get_by_role("button", name=re.compile("Select the whole list")).press("Enter")
    expect(focused(page)).to_have_text("Clear selection")
    page.keyboard.press("Enter")
    expect(page.locator("[data-select-page]")).to_be_focused()


def test_a_menu_opens_and_closes_by_keyboard_and_gives_focus_back(visit, alice, customers):
    page = visit(alice)
    page.goto(customers)
    opener = page.locator(".account-user")
    opener.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".account .menu-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".account .menu-item").first).not_to_be_visible()
    expect(opener).to_be_focused()


def test_a_dialog_takes_focus_keeps_it_when_refused_and_gives_it_back(visit, world, alice, customers):
    page = visit(alice)
    page.goto(f"{customers}{world.newcomer_key}/")
    opener = page.get_by_role("link", name="Set Up Coupling").first
    opener.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog.locator("*:focus")).to_have_count(1)
    with page.expect_response(lambda answer: answer.status == 422):
        dialog.get_by_role("button", name="OK").press("Enter")
    expect(dialog.locator(":is(.is-invalid, .form-errors, .field:has(.field-error) *):focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(opener).to_be_focused()


def test_a_row_that_renews_itself_keeps_focus(visit, running, alice):
    page = visit(alice)
    page.goto("/jobs/")
    link = page.locator(f"#job-{running.pk}").get_by_role("link").first
    link.focus()
    name = link.inner_text()
    ends(running, 4)
    Job.objects.filter(pk=running.pk).update(status=Job.Status.FINISHED)
    expect(page.locator(f"#job-{running.pk}")).not_to_have_attribute("hx-trigger", re.compile("every"))
    expect(focused(page)).to_have_text(name)


def test_progress_is_announced_by_the_quarter_and_its_end_as_well(visit, running, alice):
    page = visit(alice)
    page.goto(f"/jobs/{running.pk}/")
    expect(page.locator("#announcer")).to_be_empty()
    ends(running, 1)
    expect(page.locator("#announcer")).to_have_text(re.compile(": 25%$"))
    ends(running, 4)
    Job.objects.filter(pk=running.pk).update(status=Job.Status.FINISHED)
    expect(page.locator("#announcer")).to_have_text("Success")


def test_what_polls_waits_while_somebody_types_in_it(visit, running, alice):
    page = visit(alice)
    page.clock.install()
    page.goto(f"/jobs/{running.pk}/")
    page.evaluate("document.querySelector('#job-progress').append(document.createElement('input'))")
    page.locator("#job-progress input").press_sequentially("half a wor")
    page.clock.run_for(5_000)
    expect(page.locator("#job-progress input")).to_have_value("half a wor")
    expect(page.locator("#job-progress input")).to_be_focused()
    page.evaluate("document.querySelector('#job-progress input').remove()")
    ends(running, 2)
    page.clock.run_for(5_000)
    expect(page.locator("#announcer")).to_have_text(re.compile(": 50%$"))
