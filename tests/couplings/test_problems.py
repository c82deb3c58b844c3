"""The records with errors: the list, its filters, and the number in the sidebar."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from couplings.models import RecordProblem
from couplings.snoozing import snooze
from tests.couplings.acting import card, conflicting, text_of
from tests.runs.work import synchronize

pytestmark = pytest.mark.django_db(transaction=True)
PROBLEMS = "/problems/records/"


def problem(mapping, code="conflict", key=1, **facts):
    """A problem of some customer."""
    now = timezone.now()
    return RecordProblem.objects.create(
        mapping=mapping,
        bc_key=f"00000000-0000-0000-0000-{key:012}",
        title=f"Customer {key}",
        code=code,
        facts=facts,
        first_seen_at=now,
        last_seen_at=now,
    )


def test_it_shows_record_cause_and_who_acts(as_charlie, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    response = as_charlie.get(PROBLEMS)
    text = text_of(response)
    assert "Adatum CUSTOMER City changed on both sides to different values. Needs a person 1" in text
    assert card(pair[0]) in response.content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"code": "throttled"}, ["Customer 2"]),
        ({"family": "person"}, ["Customer 1"]),
        ({"search": "r 2"}, ["Customer 2"]),
        ({"state": "retried"}, ["Customer 2"]),
        ({"state": "snoozed"}, ["Customer 3"]),
        ({"state": "all", "search": "3"}, ["Customer 3"]),
    ],
)
def test_it_is_narrowed(as_bob, mapping, query, shown):
    problem(mapping, "conflict", 1, fields="City")
    problem(mapping, "throttled", 2, system="Dataverse")
    RecordProblem.objects.filter(code="throttled").update(retry_at=timezone.now())
    snooze(RecordProblem.objects.filter(pk=problem(mapping, "throttled", 3).pk), reason="Later")
    rows = as_bob.get(PROBLEMS, query).context["table"].paginated_rows
    assert [row.record.title for row in rows] == shown


def test_it_costs_the_same_queries_for_3_and_for_30_rows(as_bob, mapping):
    def cost():
        with CaptureQueriesContext(database) as queries:
            as_bob.get(PROBLEMS, {"per_page": 50})
        return len(queries)

    for key in range(3):
        problem(mapping, key=key)
    few = cost()
    for key in range(3, 30):
        problem(mapping, key=key)
    assert cost() == few


def test_hostile_facts_are_shown_as_text(as_bob, mapping):
    problem(mapping, "value_refused", system="Dataverse", message="<script>alert(1)</script>")
    assert "<script>alert" not in as_bob.get(PROBLEMS).content.decode()


def test_without_problems_it_says_so(as_bob, mapping):
    assert "No problems" in text_of(as_bob.get(PROBLEMS))


def test_the_sidebar_counts_them(as_bob, mapping):
    assert as_bob.get("/problems/count/").content == b""
    problem(mapping)
    assert as_bob.get("/problems/count/").content == b"1"
    snooze(RecordProblem.objects.all(), reason="Later")
    assert as_bob.get("/problems/count/").content == b""


def test_nobody_is_led_to_sign_in(client, mapping):
    for url in (PROBLEMS, "/problems/count/"):
        assert client.get(url).status_code == 302
