"""Odd input that once broke a page: numbers no database holds, values nobody can have seen, texts without end."""

import itertools

import pytest
from django.core.management import call_command
from django.test import Client

from jobs import action_problems
from jobs.models import Job
from syncadmin.engine.problems import PROBLEMS, Problem
from syncadmin.ui import sentences
from tests.everywhere.addresses import PAGES
from tests.everywhere.markup import inline_code
from tests.everywhere.test_addresses import HELD_BACK, statuses
from tests.everywhere.test_forms import CITY, HTMX
from tests.everywhere.test_secrets import leaked
from tests.jobs.conftest import signed_in

ONLY_PAGES = [one for one in HELD_BACK if not one.post]


def test_a_page_takes_no_form(world, alice):
    found = statuses(signed_in(alice), "post", ONLY_PAGES, world)
    assert {name: status for name, status in found.items() if status != 405} == {}


def test_a_page_may_be_asked_for_its_head(world, alice):
    found = statuses(signed_in(alice), "head", PAGES, world)
    assert {name: status for name, status in found.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_numbers_too_large_for_the_database_are_not_found(browser, world, number):
    assert browser.get(f"/jobs/{number}/records/1/").status_code == 404
    assert browser.post(f"/mappings/{number}/fields/1/switch/", {"status": "enabled"}).status_code == 404


def test_a_strip_with_a_moment_before_all_time_is_no_error(browser, world):
    query = {"mapping": world.mapping_pk, "since": "0001-01-01T00:00:00+23:59"}
    assert browser.get("/records/activity/", query, headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    "seen",
    ['[NaN, "a"]', "[Infinity, -Infinity]", "[1e999, 1]", '["\\u0000", "a"]', '["\\ud800", "a"]', "[" * 100_000],
)
def test_values_that_cannot_be_kept_settle_nothing(browser, world, seen):
    posted = {"selected": world.customer.pk, f"choice:{CITY}": "bc", f"seen:{CITY}": seen}
    assert browser.post("/records/settle/", posted).status_code == 302
    assert Job.objects.count() == 1


def test_a_search_of_any_length_breaks_no_dialog(browser, world):
    for name, posted in itertools.product(
        ("couple", "synchronize"), ({"q": "x" * 60_000}, {"everything": "1", "query": "?search=" + "x" * 60_000})
    ):
        answer = browser.post(f"/records/{name}/", {"selected": world.customer.pk, "ask": "1", **posted}, headers=HTMX)
        assert answer.status_code in (200, 404)


def test_a_selection_over_many_pages_is_taken_whole(browser, world):
    answer = browser.post("/records/uncouple/", {"selected": [world.customer.pk, *range(10_000, 11_100)]})
    assert answer.status_code == 302


def test_the_page_for_a_form_from_another_site_is_one_of_ours(alice):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    page = careful.post("/records/uncouple/").content.decode()
    assert inline_code(page) == []
    assert "syncadmin" in page


def test_a_dump_of_the_database_holds_no_secret(reachable, known, tmp_path):
    call_command("dumpdata", "connections", output=str(tmp_path / "dump.json"), verbosity=0)
    assert leaked((tmp_path / "dump.json").read_text(), known) == []


# tests/ui/test_problem_sentences.py
def test_control_characters_in_facts_are_shown_as_pictures():
    said = sentences.title(Problem("unreachable", {"system": "BC", "message": "bell\x07 \x1b[2J"}))
    assert "\x07" not in said
    assert "\x1b" not in said


# tests/jobs/actions/test_settle.py
def test_what_is_left_to_a_person_are_problems_there_are():
    assert set(action_problems.FOR_A_PERSON) <= set(PROBLEMS)
