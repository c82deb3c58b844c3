"""Every list: what people and systems put into it stays text, it costs the same for 3 rows as for 30, and nonsense in
its address is no error."""

import csv
import io

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.everywhere.addresses import LISTS
from tests.everywhere.markup import Markup, content, inline_code
from tests.everywhere.world import fill

HTMX = {"HX-Request": "true"}
CONTROLS = {code: 0x2400 + code for code in range(0x20)}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "100%% %s %(x)s {{ 7|add:7 }} {% now 'Y' %}",
    "\u202eright to left\u202c عربى",
    "bell\x07 and escape\x1b[31m",
    "l" * 90,
    "' OR 1=1 --",
    "🧾 ﷽ é e\u0301",
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
NONSENSE = [
    {"page": "abc"},
    {"page": "-1"},
    {"page": str(10**30)},
    {"page": "1.5"},
    {"page": "\x00"},
    {"per_page": "1000000"},
    {"per_page": "-25"},
    {"sort": "unknown"},
    {"sort": "-"},
    {"sort": "title__pk"},
    {"sort": "'; DROP TABLE jobs_job --"},
    {"search": "\x00"},
    {"search": "%"},
    {"search": "x" * 5000},
    {"search": "a " * 2000},
    {"state": "nowhere"},
    {"mapping": str(10**30)},
    {"mapping": "x"},
    {"connection": str(10**30)},
    {"connection": "999999999999999999"},
    {"code": "<script>"},
    {"ending": "x" * 1000},
    {"period": "century"},
    {"direction": "sideways"},
    {"only_coupled": "perhaps"},
    {"export": "exe"},
    {"": ""},
]


def visible(text):
    """The text as a page shows it: control characters as pictures, single blanks."""
    return " ".join(text.translate(CONTROLS).split())


@pytest.fixture(params=LISTS, ids=str)
def address(request):
    """Each list in turn."""
    return request.param


def test_what_comes_from_outside_is_text(as_alice, world, address):
    for text in HOSTILE:
        fill(world.mapping, address, 1, text)
    page = as_alice.get(address.path(world)).content.decode()
    markup = Markup(page)
    said = [markup.text, *(attributes.get("title") or "" for _tag, attributes in markup.elements)]
    assert [text for text in HOSTILE if not any(text in one or visible(text) in one for one in said)] == []
    assert inline_code(page) == []
    assert [one for one in markup.named("img") if one.get("src") == "x"] == []


def test_nonsense_in_the_address_is_no_error(as_alice, world, address):
    found = {str(query): as_alice.get(address.path(world), query, headers=HTMX) for query in NONSENSE}
    assert {query: one.status_code for query, one in found.items() if one.status_code != 200} == {}
    assert [query for query, one in found.items() if 'id="listing"' not in one.content.decode()] == []


def test_nonsense_breaks_neither_the_whole_page_nor_the_export(as_alice, world, address):
    everything = {name: value for query in NONSENSE for name, value in query.items() if name != "export"}
    assert as_alice.get(address.path(world), everything).status_code == 200
    assert content(as_alice.get(address.path(world), {**everything, "export": "csv"})).startswith("\ufeff")


def test_it_costs_the_same_queries_for_3_rows_as_for_30(as_alice, world, address):
    costs = []
    table = as_alice.get(address.path(world)).context["table"]
    everything = {"columns": ",".join(one.name for one in table.columns.iterall()), "view": str(world.view_pk)}
    for number in (3, 27):
        fill(world.mapping, address, number)
        for query in ({"per_page": 50}, {"per_page": 50, **everything}):
            with CaptureQueriesContext(database) as queries:
                answer = as_alice.get(address.path(world), query)
            costs.append((len(queries), len(answer.context["table"].paginated_rows)))
    assert [cost for cost, _rows in costs[:2]] == [cost for cost, _rows in costs[2:]]
    assert costs[2][1] - costs[0][1] == 27


def test_an_export_costs_the_same_queries_too(as_alice, world, address):
    costs = []
    for number in (3, 27):
        fill(world.mapping, address, number)
        with CaptureQueriesContext(database) as queries:
            content(as_alice.get(address.path(world), {"export": "csv"}))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_no_cell_of_an_export_is_a_formula(as_alice, world, address):
    for formula in FORMULAS:
        fill(world.mapping, address, 1, formula)
    text = content(as_alice.get(address.path(world), {"export": "csv"})).lstrip("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert [formula for formula in FORMULAS if not any(formula.strip() in cell for cell in cells)] == []


def test_an_export_is_a_download_that_no_browser_takes_for_a_page(as_alice, world, address):
    answer = as_alice.get(address.path(world), {"export": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_viewer_selects_nothing(client, charlie, world, address):
    client.force_login(charlie)
    page = Markup(client.get(address.path(world)).content.decode())
    assert [one for one in page.named("button") if "formaction" in one] == []
    assert [one for one in page.named("input") if "data-select" in one] == []
