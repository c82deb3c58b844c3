"""What a page shows may be gone by the time somebody acts on it: the answer says so, and nothing breaks."""

import pytest

from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.paths import list_url
from jobs.models import Job
from tests.connections.pages import words
from tests.everywhere.addresses import ADDRESSES
from tests.everywhere.world import nobody

HTMX = {"HX-Request": "true"}
# Beyond what any row has.
NUMBERS = (999_999, 10**18)


def with_other_parts(address, world, **parts):
    """The path with other keys than those of the world."""
    known = {part: getattr(world, part) for part in address.parts if not part.startswith(":")}
    return address.path(type("Elsewhere", (), {**known, **parts}))


def methods(address):
    """The methods an address knows."""
    return [name for name in ("get", "post") if getattr(address, name)]


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_never_there_is_not_found(browser, world, number):
    wrong = {}
    for address in ADDRESSES:
        for part in (one for one in address.parts if not one.startswith(":")):
            other = nobody() if part.endswith("_key") else number
            path = with_other_parts(address, world, **{part: other})
            for method in methods(address):
                wrong[f"{address} {part} {method}"] = getattr(browser, method)(path).status_code
    # The row of a job that is gone leaves the list; a record without a history has none; and while no system answers
    # nobody knows whether a link leads to something.
    found = {name: status for name, status in wrong.items() if status != 404 and "record-history" not in name}
    unknown = ("couplings:open_sales stranger_key get", "couplings:open_bc newcomer_key get")
    assert found == {"jobs:row job_pk get": 200, **dict.fromkeys(unknown, 200)}


def test_addresses_that_are_no_keys_are_not_found(browser, world):
    odd = ("x", "-1", "1.5", "00000000-0000-0000-0000-00000000000g", "%00", "1%0d%0aX: y", "..%2f..", "１")
    places = (f"records/{world.mapping_pk}/bc", "records", "jobs", "connections", "mappings")
    paths = [f"/{place}/{one}/" for place in places for one in odd]
    found = {path: browser.get(path).status_code for path in paths}
    assert {path: status for path, status in found.items() if status != 404} == {}


def test_the_page_that_is_not_found_says_so(browser, world):
    for path in (f"{list_url(world.mapping_pk)}{nobody()}/", "/jobs/999999/", "/nowhere/"):
        assert "There is nothing at this address." in words(browser.get(path))


ACTIONS = {
    "couple": (404, None),
    "create": (200, "None of the selected records can be created in Dataverse."),
    "leave-out": (200, "None of the selected records had a partner that was deleted."),
    "restore": (200, "None of the selected records has a partner that was deleted."),
    "uncouple": (200, "None of the selected records is coupled."),
    "synchronize": (200, "0 of 0 records scheduled"),
    "settle": (404, None),
}


@pytest.mark.parametrize("selected", [[], ["999999"], [str(10**30)], ["x", "\x00", "-1", "1e3"]], ids=str)
def test_an_action_on_records_that_are_gone_starts_nothing_and_says_so(browser, world, selected):
    for name, (status, said) in ACTIONS.items():
        answer = browser.post(f"/records/{name}/", {"selected": selected}, follow=True)
        assert answer.status_code == status
        assert said is None or said in words(answer)
    assert Job.objects.count() == 1


@pytest.mark.parametrize("name", ["create", "synchronize", "couple", "restore", "delete"])
def test_a_dialog_about_records_that_are_gone_is_no_error(browser, world, name):
    answer = browser.post(f"/records/{name}/", {"selected": "999999", "ask": "1"}, headers=HTMX)
    assert answer.status_code == (404 if name == "couple" else 200)


def test_deleting_a_coupling_that_is_gone_says_so(browser, world):
    Coupling.objects.all().delete()
    page = browser.post("/records/uncouple/", {"selected": world.customer.pk}, follow=True)
    assert "None of the selected records is coupled." in words(page)
    assert Job.objects.count() == 1


def test_coupling_a_customer_that_is_gone_is_refused(browser, world):
    RemoteRecord.objects.filter(pk=world.customer.pk).update(deleted=True)
    posted = {"selected": world.customer.pk, "partner": str(world.account.key), "coupled_to": str(world.account.key)}
    answer = browser.post("/records/couple/", posted)
    assert answer.status_code == 422
    assert "This record no longer exists in Business Central." in words(answer)


def test_coupling_with_an_account_that_is_gone_is_refused(browser, world):
    posted = {"selected": world.customer.pk, "partner": str(nobody()), "coupled_to": str(world.account.key)}
    answer = browser.post("/records/couple/", posted)
    assert answer.status_code == 422
    assert "This record no longer exists in Dataverse." in words(answer)


def test_coupling_on_an_old_page_is_refused_and_says_what_happened_meanwhile(browser, world):
    old = {"selected": world.customer.pk, "partner": str(world.account.key), "coupled_to": ""}
    assert "This record was coupled to Adatum meanwhile." in words(browser.post("/records/couple/", old))
    Coupling.objects.all().delete()
    old["coupled_to"] = str(world.account.key)
    assert "The coupling of this record was deleted meanwhile." in words(browser.post("/records/couple/", old))
    assert Job.objects.count() == 1


@pytest.mark.parametrize("name", ["retry", "uncouple"])
def test_an_action_on_problems_that_are_gone_says_so(browser, world, name):
    selected = world.problem.pk
    RecordProblem.objects.all().delete()
    page = browser.post(f"/problems/{name}/", {"selected": selected}, follow=True)
    assert "There was nothing to do for the selected records." in words(page)
    assert Job.objects.count() == 1


def test_a_conflict_that_is_left_to_a_person_is_said_so(browser, world):
    page = words(browser.post("/problems/retry/", {"selected": world.problem.pk}, follow=True))
    assert "1 record is left: choose on its card what to do." in page
    assert Job.objects.count() == 1


def test_settling_without_a_choice_asks_for_one(browser, world):
    page = browser.post("/records/settle/", {"selected": world.customer.pk}, follow=True)
    assert "Choose a value for each of the fields." in words(page)


@pytest.mark.parametrize("path", ["/jobs/synchronize-modified/", "/jobs/preview/"])
@pytest.mark.parametrize("mapping", ["999999", str(10**30), "x", "-1", "²"])
def test_a_run_of_a_mapping_that_is_gone_is_not_found(browser, world, path, mapping):
    assert browser.post(path, {"mapping": mapping}).status_code == 404
    assert Job.objects.count() == 1


@pytest.mark.parametrize("connection", ["999999", str(10**30), "x", "-1", "²"])
def test_the_default_setup_of_a_connection_that_is_gone_is_not_found(browser, world, connection):
    assert browser.post("/mappings/restore-defaults/", {"connection": connection}).status_code == 404


def test_what_needs_a_connection_says_that_it_is_disabled(browser, world):
    world.connection.enabled = False
    world.connection.save()
    selected = {"selected": world.customer.pk}
    for path in ("/records/uncouple/", "/records/synchronize/", "/records/read/", "/problems/uncouple/"):
        page = browser.post(path, {"selected": world.problem.pk} if "problems" in path else selected, follow=True)
        assert (
            "The connection Contoso is not enabled: it has not been enabled yet. Enable it on Connection Setup;"
            in words(page)
        ), path
    page = browser.post("/jobs/synchronize-modified/", {"mapping": world.mapping_pk}, follow=True)
    assert "The connection Contoso is not enabled: it has not been enabled yet." in words(page)
    assert Job.objects.count() == 1


def test_watching_a_mapping_or_record_that_is_gone_shows_nothing(browser, world):
    for query in ({"mapping": "999999"}, {"mapping": str(10**30)}, {"mapping": world.mapping_pk, "key": "x" * 9000}):
        answer = browser.get("/records/activity/", query, headers=HTMX)
        assert answer.status_code == 200
        assert "every " not in answer.content.decode()
        assert "jobs/" not in answer.content.decode()


@pytest.mark.parametrize("moment", ["x", "", "9999-99-99", "2026-02-30T00:00", "\x00"])
def test_a_strip_with_an_impossible_moment_is_no_error(browser, world, moment):
    query = {"mapping": world.mapping_pk, "since": moment, "told": moment}
    assert browser.get("/records/activity/", query, headers=HTMX).status_code == 200
