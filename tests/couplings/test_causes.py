"""Coupled Data Synchronization Errors: what there is to solve, with the records each cause holds up."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from couplings.causes import records_url
from couplings.models import RecordProblem
from couplings.snoozing import snooze
from syncadmin.engine.cause import fingerprint
from syncadmin.engine.problems import Problem
from tests.couplings.acting import card, conflicting, markup_of, text_of
from tests.runs.work import coupled_pair, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
PROBLEMS = "/problems/causes/"


def problems(mapping, number, code="value_refused", start=0, **facts):
    """That many records with the same problem."""
    now = timezone.now()
    known = {"mapping": mapping, "code": code, "facts": facts, "first_seen_at": now, "last_seen_at": now}
    known["cause"] = fingerprint(Problem(code, facts))
    places = range(start, start + number)
    rows = [
        RecordProblem(bc_key=f"00000000-0000-0000-0000-{one:012}", title=f"Customer {one}", **known) for one in places
    ]
    RecordProblem.objects.bulk_create(rows)


def told(page):
    """Each cause that a page lists, with the number of its records."""
    table = page.context["table"]
    return [(row.record["code"], row.record["records"]) for row in table.paginated_rows]


def test_records_of_one_cause_are_one_line_without_what_differs(as_bob, mapping):
    problems(mapping, 3, "value_too_long", system="Dataverse", field="Name", value="x", length="101", limit="100")
    page = as_bob.get(PROBLEMS)
    assert told(page) == [("value_too_long", 3)]
    assert "Name is too long for Dataverse: “…” has … characters, 100 fit. CUSTOMER Needs a person 3" in text_of(page)


def test_a_single_record_is_told_in_full_and_leads_to_its_card(as_charlie, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    page = as_charlie.get(PROBLEMS)
    assert "City changed on both sides to different values. Adatum CUSTOMER Needs a person 1" in text_of(page)
    assert card(pair[0]) in page.content.decode()


def test_messages_that_differ_in_values_only_are_one_cause(sandbox, mapping, as_bob):
    for number in ("call me", "ring twice"):
        sandbox.change("account", coupled_pair(sandbox, mapping)[1]["accountid"], telephone1=number)
    synchronize(mapping)
    assert told(as_bob.get(PROBLEMS)) == [("value_refused", 2)]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["value_refused", "throttled"]),
        ({"family": "retry"}, ["throttled"]),
        ({"code": "value_refused"}, ["value_refused"]),
        ({"state": "snoozed"}, ["bad_answer"]),
        ({"state": "all"}, ["value_refused", "bad_answer", "throttled"]),
        ({"search": "customer 9"}, ["throttled"]),
        ({"mapping": "0"}, ["value_refused", "throttled"]),
    ],
)
def test_it_is_narrowed(as_bob, mapping, query, shown):
    problems(mapping, 3, system="Dataverse", message="No")
    problems(mapping, 2, "bad_answer", start=5, system="Dataverse", message="No")
    snooze(RecordProblem.objects.filter(code="bad_answer"), reason="Later")
    problems(mapping, 1, "throttled", start=9, system="Dataverse")
    assert [code for code, _number in told(as_bob.get(PROBLEMS, query))] == shown


@pytest.mark.parametrize("sort", ["problem", "mapping", "records", "first_seen", "last_seen", "next_try"])
def test_it_is_sorted_by_any_column(as_bob, mapping, sort):
    problems(mapping, 2, system="Dataverse", message="No")
    problems(mapping, 1, "bad_answer", start=5, system="Dataverse", message="No")
    RecordProblem.objects.filter(code="value_refused").update(retry_at=timezone.now())
    for one in (sort, f"-{sort}"):
        assert sorted(told(as_bob.get(PROBLEMS, {"sort": one}))) == [("bad_answer", 1), ("value_refused", 2)]


def test_ten_thousand_problems_cost_the_queries_of_ten(as_bob, mapping):
    def cost(*addresses):
        with CaptureQueriesContext(database) as queries:
            for one in addresses:
                assert as_bob.get(one).status_code == 200
        return len(queries)

    problems(mapping, 10, system="Dataverse", message="Number 1")
    known = RecordProblem.objects.first()
    pages = (PROBLEMS, records_url(mapping.pk, known.code, known.cause))
    cost(*pages)
    few = cost(*pages)
    problems(mapping, 9_950, start=10, system="Dataverse", message="Number 2")
    for one in range(40):
        problems(mapping, 1, start=9_960 + one, system="Dataverse", message=f"Reason {chr(65 + one)}")
    assert cost(*pages) <= few + 1  # beyond a thousand rows, counting them is a query of its own
    assert told(as_bob.get(PROBLEMS))[0] == ("value_refused", 9_960)


def test_the_page_of_a_cause_lists_its_records_and_no_others(as_bob, mapping):
    problems(mapping, 2, system="Dataverse", message="No")
    problems(mapping, 1, start=5, system="Dataverse", message="Never")
    known = RecordProblem.objects.filter(facts__message="No").first()
    page = as_bob.get(records_url(mapping.pk, known.code, known.cause))
    assert {row.record.title for row in page.context["table"].paginated_rows} == {"Customer 0", "Customer 1"}
    assert "Dataverse refused the value of the record: No" in text_of(page)
    assert page.context["pills"] == []


def test_the_card_of_a_record_leads_to_its_cause(as_charlie, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    known = RecordProblem.objects.get()
    assert records_url(mapping.pk, known.code, known.cause).replace("&", "&amp;") in markup_of(
        as_charlie.get(card(pair[0]))
    )


def test_the_page_of_a_cause_that_was_solved_says_so(as_bob, mapping):
    page = as_bob.get(records_url(mapping.pk, "value_refused", "value_refused.0123456789abcdef"))
    assert "No record has this problem any more." in text_of(page)


@pytest.mark.parametrize("query", ["mapping=x&cause=y", "mapping=9999999999999999999&cause=y", "cause=y", ""])
def test_an_address_that_names_no_cause_lists_records(as_bob, mapping, query):
    assert as_bob.get(f"/problems/records/?{query}").context["panel"] is None


def test_a_viewer_sees_causes_and_no_buttons(as_charlie, mapping):
    problems(mapping, 2, system="Dataverse", message="No")
    known = RecordProblem.objects.first()
    for one in (PROBLEMS, records_url(mapping.pk, known.code, known.cause)):
        page = markup_of(as_charlie.get(one))
        assert [one for one in ("/problems/retry/", "/problems/snooze/") if one in page] == []


def test_without_problems_it_says_so(as_bob, mapping):
    assert "No problems" in text_of(as_bob.get(PROBLEMS))


def test_problems_from_before_causes_were_told_apart_are_listed_by_their_code(as_bob, mapping):
    problems(mapping, 2, system="Dataverse", message="No")
    RecordProblem.objects.update(cause="")
    assert told(as_bob.get(PROBLEMS)) == [("value_refused", 2)]
    page = as_bob.get(records_url(mapping.pk, "value_refused", ""))
    assert len(page.context["table"].paginated_rows) == 2
