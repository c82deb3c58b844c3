"""axe-core finds nothing on any page, in both colour schemes, on wide and narrow screens, in any state.

The addresses are those of ``tests/everywhere``, so that a new page is looked at without being named here.
"""

import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Error, expect

from tests.accessibility.axe import findings
from tests.everywhere.addresses import NOBODY, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUT_IN = """(html) => {
    const row = html.trim().startsWith("<tr");
    const frame = row ? `<table><thead><tr><th>Rows</th></tr></thead><tbody>${html}</tbody></table>` : html;
    document.querySelector("main").innerHTML = `<h1>Part of</h1><h2>a</h2><h3>page</h3>${frame}`;
}"""
OPEN = """(what) => document.querySelectorAll(what).forEach((one) => { one.open = true; })"""
RECORDS = ("couplings:records", "couplings:record")
REACH = """(one) => document.querySelectorAll("main details").forEach((all) => { all.open = all.contains(one); })"""
NARROW = ("home", "connections:detail", "mappings:list", "mappings:fields", "jobs:list", "jobs:detail", *RECORDS)
WITH_DIALOGS = (
    "couplings:records",
    "couplings:record",
    "couplings:problems",
    "couplings:problem_records",
    "jobs:operations",
)
BARE = ("home", "connections:setup", "couplings:tables", "couplings:problems")
READ_ONLY = (
    "connections:detail",
    "mappings:detail",
    "mappings:field",
    "jobs:schedule",
    "jobs:group",
    "couplings:record",
)


# What another side or table shows has the same templates.
ONES = [
    one
    for one in PAGES
    if one.get != NOBODY and "currency_pk" not in one.parts and (one.is_list or "dataverse" not in one.about)
]


def sound(findings):
    """Fail with a line for each finding."""
    lines = sorted(set(findings))
    assert not lines, "\n" + "\n".join(lines)


def looked_at(page, path, place):
    """What is wrong at an address, everything unfolded; a part of a page is put into a page first."""
    try:
        html = page.goto(path).text()
    except Error as error:
        if "Download is starting" in error.message:
            return []
        raise
    if "<html" not in html:
        page.goto("/nowhere/")
        page.evaluate(PUT_IN, html)
    page.evaluate(OPEN, "main details:not(.menu)")
    return findings(page, place)


def too_wide(page, place):
    """Whether a page is wider than its screen, here and on a phone."""
    found = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{place}: wider than a screen of {width}")
    return found


def test_every_page_of_the_dashboard(visit, world, alice):
    page, found = visit(alice), []
    for one in ONES:
        found += looked_at(page, one.path(world), one) + too_wide(page, one)
    sound(found)


def test_pages_on_a_phone(visit, world, alice):
    page = visit(alice, width=390)
    pages = [one for one in ONES if one.name in NARROW]
    found = [line for one in pages for line in looked_at(page, one.path(world), f"{one} (narrow)")]
    page.get_by_role("button", name="Menu").click()
    sound(found + findings(page, "navigation on a phone"))


def test_pages_that_somebody_may_only_read(visit, world, charlie):
    page = visit(charlie)
    pages = [one for one in ONES if one.name in READ_ONLY]
    sound(line for one in pages for line in looked_at(page, one.path(world), f"{one} (viewer)"))


def test_lists_in_which_nothing_is_or_nothing_is_found(visit, connection, transactional_db, alice):
    page = visit(alice)
    bare = [one for one in PAGES if not one.parts and (one.is_list or one.name in BARE)]
    found = [line for one in bare for line in looked_at(page, one.path(None), f"{one} (empty)")]
    sound(found + looked_at(page, "/jobs/?search=zzz", "jobs:list (nothing found)"))


def dialogs_of(page, place, seen):
    """What is wrong in the dialogs that links and buttons on a page open, each kind once."""
    openers, found = page.locator("main [data-dialog]"), []
    for number, text in enumerate(openers.all_text_contents()):
        kind, opener = re.sub(r"\d+", "1", " ".join(text.split())), openers.nth(number)
        opener.evaluate(REACH)
        if kind in seen or not opener.is_visible():
            continue
        seen.add(kind)
        opener.click()
        expect(page.locator("#dialog[open] #dialog-title")).to_be_visible()
        found += findings(page, f"{place}, dialog {kind}", "#dialog")
        page.keyboard.press("Escape")
        expect(page.locator("#dialog")).not_to_be_visible()
    return found


def test_dialogs_and_menus(visit, world, alice):
    page, found, seen = visit(alice), [], set()
    for one in (one for one in ONES if one.name in WITH_DIALOGS):
        page.goto(one.path(world))
        for box in page.locator("[data-select]").all()[:1]:
            box.check()
        found += dialogs_of(page, one, seen)
        if page.locator("main details.menu").count():
            page.evaluate(OPEN, "main details")
            found += findings(page, f"{one}, menus open", "main")
    sound(found)


def test_error_pages_and_the_sign_in_page(visit, world, charlie):
    page = visit(charlie)
    found = looked_at(page, "/nowhere/", "404") + looked_at(page, "/mappings/new/", "403")
    for template in ("400.html", "403_csrf.html", "500.html"):
        page.route(f"**/{template}", lambda route: route.fulfill(content_type="text/html", body=shown(route)))
        found += looked_at(page, f"/{template}", template)
    page.context.clear_cookies()
    sound(found + looked_at(page, "/sign-in/", "sign-in"))


def shown(route):
    """An error page that stands alone."""
    return render_to_string(route.request.url.rpartition("/")[2])
