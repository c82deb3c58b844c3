"""What a page looks like when it is not at rest: dialogs and menus open, nothing found, input refused, errors."""

import re


def _nothing_found(page):
    page.goto("/jobs/?search=nothing+is+called+so")


def _not_found(page):
    page.goto("/nowhere/")


def _refused(page):
    page.goto("/connections/new/")
    page.locator("form[method=post] button.btn-primary").last.click()
    page.locator(".is-invalid").first.wait_for()


def _new_mapping_refused(page):
    page.goto("/mappings/new/")
    page.locator(".panel-foot").get_by_role("button", name="Next").click()
    page.wait_for_timeout(500)


def _first_record(page, state):
    page.goto("/records/")
    page.get_by_role("main").get_by_role("link", name="Customers", exact=True).first.click()
    page.wait_for_url(re.compile("/records/[0-9]+/"))
    page.goto(f"{page.url.partition('?')[0]}?state={state}")
    page.locator("tbody td a").first.click()
    page.wait_for_load_state()


def _set_up_coupling(page):
    _first_record(page, "uncoupled")
    page.get_by_role("link", name="Set Up Coupling").first.click()
    page.locator("dialog[open] h2").first.wait_for()


def _conflict(page):
    _first_record(page, "problem")


def _selected(page):
    page.goto("/records/")
    page.get_by_role("main").get_by_role("link", name="Customers", exact=True).first.click()
    page.wait_for_url(re.compile("/records/[0-9]+/"))
    for box in page.locator("[data-select]").all()[:3]:
        box.check()
    page.locator("[data-bulk]").scroll_into_view_if_needed()


def _synchronize(page):
    _selected(page)
    page.get_by_role("button", name="Synchronize Now").click()
    page.locator("dialog[open] h2").first.wait_for()


def _menus(page):
    page.goto("/mappings/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def _navigation(page):
    page.goto("/")
    if page.viewport_size["width"] < 992:
        page.get_by_role("button", name="Menu").click()
    page.locator(".account-user").click()


STATES = {
    "nothing found": _nothing_found,
    "not found": _not_found,
    "input refused": _refused,
    "wizard refused": _new_mapping_refused,
    "dialog coupling": _set_up_coupling,
    "dialog synchronize": _synchronize,
    "record with a problem": _conflict,
    "rows selected": _selected,
    "menus": _menus,
    "navigation": _navigation,
}
