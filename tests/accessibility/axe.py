"""axe-core on what a page shows, in both colour schemes; what it finds is told as place, rule, element and reason.

All rules of WCAG 2.1, levels A and AA, and those axe-core calls good practice (headings in order, landmarks). In the
dark scheme only colours differ, so only the rules about colours are asked again.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
AXE = Axe()
SCHEME = "(name) => { document.documentElement.dataset.bsTheme = name; }"


def findings(page, place, about=None):
    """What is wrong with the page (or with what a selector names in it), a line each; nothing if it is sound."""
    expect(page.locator(".htmx-request")).to_have_count(0)
    found = _told(AXE.run(page, about, ALL), place)
    page.evaluate(SCHEME, "dark")
    found += _told(AXE.run(page, about, COLOURS), f"{place} (dark)")
    page.evaluate(SCHEME, "light")
    return found


def _told(results, place):
    return [
        f"{place}: {one['id']}: {' '.join(map(str, node['target']))}: {_reason(node)}"
        for one in results.response["violations"]
        for node in one["nodes"]
    ]


def _reason(node):
    return "; ".join(one["message"] for kind in ("any", "all", "none") for one in node[kind])[:240]
