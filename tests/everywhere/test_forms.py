"""Forms as no browser sends them: fields missing, doubled, unknown, far too long, or with characters nobody types."""

import itertools

import pytest

from jobs.models import Job
from jobs.run import run_job
from tests.everywhere.addresses import ACTIONS

CITY = "city/address1_city"
FIELDS = (
    *("selected", "everything", "query", "ask", "next", "direction", "partner", "create_new", "after", "coupled_to"),
    *("connection", "mapping", "status", "name", "authority", "bc_address", "bc_tenant", "bc_company_id"),
    *("bc_client_secret", "bc_company_by_hand", "revision", "only_coupled", "policy", "confirmed", "now", "q"),
    *(f"choice:{CITY}", f"seen:{CITY}", "since", "told", "key", "target"),
    *("do", "seen", "priority", "values", "values-0-column", "values-0-value", "conditions", "conditions-0-value"),
    *("dataverse", "dataverse-new", "dataverse-0-kind", "dataverse-0-column", "bc", "bc-0-kind", "bc-0-pattern"),
    *("owner", "mode", "constant", "related_mapping", "try_side", "try_value", "option-0", "value-0", "deletion"),
)
VALUES = {
    "nothing": {},
    "nulls": dict.fromkeys(FIELDS, "\x00"),
    "controls": dict.fromkeys(FIELDS, "\x07\x1b[2J\r\n\u202e\ufeff"),
    "half a pair": dict.fromkeys(FIELDS, "\ud800".encode("utf-8", "surrogatepass")),
    "huge numbers": dict.fromkeys(FIELDS, str(10**30)),
    "odd digits": dict.fromkeys(FIELDS, "²"),
    "long": dict.fromkeys(FIELDS, "x" * 5_000),
    "doubled": {name: ["1", "2", ""] for name in FIELDS},
    "markup": dict.fromkeys(FIELDS, '"><script>alert(1)</script>'),
    "unknown": {"__class__": "1", "choice:": "bc", "seen:": "[]", "pk": "1", "is_superuser": "1"},
}
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("posted", VALUES.values(), ids=VALUES)
def test_no_form_breaks_an_action(browser, world, posted):
    answers = {address.name: browser.post(address.path(world), posted) for address in ACTIONS}
    assert {name: one.status_code for name, one in answers.items() if one.status_code >= 500} == {}
    assert {name for name, one in answers.items() if b"<script>alert" in one.content} == set()


@pytest.mark.parametrize("posted", VALUES.values(), ids=VALUES)
def test_no_form_about_a_customer_breaks_an_action(browser, world, posted):
    posted = {**posted, "selected": [str(world.customer.pk)] * 2}
    for ask, name in itertools.product(("", "1"), ("couple", "create", "match", "uncouple", "synchronize", "settle")):
        answer = browser.post(f"/records/{name}/", {**posted, "ask": ask}, headers=HTMX)
        assert answer.status_code in (200, 204, 404, 422), name
        assert b"<script>alert" not in answer.content


def test_a_customer_selected_twice_is_taken_once(browser, world):
    browser.post("/records/uncouple/", {"selected": [world.customer.pk] * 3})
    assert Job.objects.latest("pk").request == {"bc_keys": [str(world.customer.key)]}


def test_an_account_is_named_by_its_customer(browser, world):
    browser.post("/records/uncouple/", {"selected": [world.account.pk]})
    assert Job.objects.latest("pk").request == {"bc_keys": [str(world.customer.key)]}


def test_a_side_that_does_not_exist_is_no_choice(browser, world):
    posted = {"selected": world.customer.pk, f"choice:{CITY}": "both", f"seen:{CITY}": '["a", "b"]'}
    browser.post("/records/settle/", posted)
    assert Job.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "{}", "[]", "[1]", "[1, 2, 3]", "null", '"ab"'])
def test_values_that_nobody_was_shown_settle_nothing(browser, world, seen):
    posted = {"selected": world.customer.pk, f"choice:{CITY}": "bc", f"seen:{CITY}": seen}
    assert browser.post("/records/settle/", posted).status_code == 302
    assert Job.objects.count() == 1


def test_a_field_that_does_not_exist_settles_nothing_and_the_job_says_how_it_ended(browser, reachable):
    name = "x" * 5000
    posted = {"selected": reachable.customer.pk, f"choice:{name}": "bc", f"seen:{name}": '["a", "b"]'}
    browser.post("/records/settle/", posted)
    job = Job.objects.latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.code != "internal_error"


def test_a_direction_that_does_not_exist_merges(browser, world):
    browser.post("/records/synchronize/", {"selected": world.customer.pk, "direction": "sideways"})
    assert Job.objects.latest("pk").request["winner"] is None


def test_everything_with_filters_that_are_not_understood_selects_nothing(browser, world):
    posted = {"everything": "1", "mapping": world.mapping_pk}
    browser.post("/records/uncouple/", {**posted, "query": "?state=nowhere"})
    assert Job.objects.count() == 1
    browser.post("/records/uncouple/", {**posted, "query": "?state=coupled&page=x"})
    assert Job.objects.count() == 2


def test_more_fields_than_a_form_can_have_are_refused(browser, world):
    answer = browser.post("/records/uncouple/", {"selected": ["1"] * 10_001})
    assert answer.status_code == 400


def test_a_sign_in_that_fails_says_so_and_repeats_no_password(client, alice):
    for name in ("alice", "nobody", "x" * 10_000, "\x07", '"><script>alert(1)</script>'):
        answer = client.post("/sign-in/", {"username": name, "password": "wrong password 4711"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "This is not the right user name and password." in page or "most" in page or "Null" in page
        assert "4711" not in page
        assert "<script>alert" not in page
