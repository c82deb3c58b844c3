"""Match-Based Coupling: what is coupled, left to a person or left alone, and that repeating it adds nothing."""

import pytest

from couplings.models import Coupling
from jobs import matching, observe
from jobs.claim import claim_job
from jobs.context import open_run
from jobs.models import Job
from jobs.run import run_job
from tests.runs.matching import accounts, asked, coupled, customers, match_on, matched
from tests.runs.work import coupled_pair, endings, pending, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("here", "there", "result"),
    [
        pytest.param(["Adatum"], ["Adatum"], [("coupled",)], id="exactly one"),
        pytest.param(["Adatum"], ["ADATUM"], [("coupled",)], id="whatever the case"),
        pytest.param(["Adatum"], ["Adatum", "Adatum"], [("waiting", "doubtful_match")], id="several there"),
        pytest.param(["Adatum"] * 2, ["Adatum"], [("waiting", "doubtful_match")] * 2, id="several here"),
        pytest.param(["Adatum"], ["Contoso"], [("excluded", "no_match")], id="none"),
        pytest.param([""], [""], [("excluded", "no_match")], id="blanks are nobody's"),
    ],
)
def test_records_are_coupled_only_where_exactly_one_agrees(sandbox, mapping, here, there, result):
    customers(sandbox, *here), accounts(sandbox, *there)
    assert endings(matched(match_on(mapping, "Name"))) == result
    assert Coupling.objects.count() == [one[0] for one in result].count("coupled")


def test_capitals_count_where_they_are_to(sandbox, mapping):
    customers(sandbox, "Adatum", "Contoso"), accounts(sandbox, "ADATUM", "Contoso")
    assert matched(match_on(mapping, "Name", case=True)).counts == {"coupled": 1, "excluded": 1}


def test_a_later_priority_decides_what_an_earlier_one_left_in_doubt(sandbox, mapping):
    (customer,) = customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    _bergen, oslo = accounts(
        sandbox, {"name": "Adatum", "address1_city": "Bergen"}, {"name": "x", "address1_city": "Oslo"}
    )
    matched(match_on(mapping, Name=1, City=0))
    assert coupled(mapping) == {customer["id"]: oslo["accountid"]}


def test_all_fields_of_a_priority_have_to_agree(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    accounts(sandbox, {"name": "Adatum", "address1_city": "Bergen"})
    assert endings(matched(match_on(mapping, "Name", "City"))) == [("excluded", "no_match")]


def test_what_the_filters_leave_out_takes_no_part(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "blocked": "All"}, "Contoso")
    accounts(sandbox, "Adatum")
    sandbox.add("account", name="Contoso", customertypecode=1)
    assert endings(matched(match_on(mapping, "Name"))) == [("excluded", "no_match")]


def test_what_is_coupled_already_is_not_touched(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    customers(sandbox, "Adatum")
    job = matched(match_on(mapping, "Name"))
    assert endings(job) == [("excluded", "no_match")]
    assert coupled(mapping) == {customer["id"]: account["accountid"]}


def test_selected_records_alone_are_coupled_and_the_only_match_of_another_is_not_taken(sandbox, mapping):
    first, second, third = customers(sandbox, "Adatum", "Adatum", "Contoso")
    accounts(sandbox, "Adatum", "Contoso")
    assert endings(matched(match_on(mapping, "Name"), first)) == [("waiting", "doubtful_match")]
    assert endings(matched(mapping, third)) == [("coupled",)]


def test_the_candidates_are_kept_in_the_order_of_their_likeness_with_the_reasons(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo", "phoneNumber": "555-0100"})
    near = {"name": "Adatum", "address1_city": "Oslo", "telephone1": "555-0100"}
    _far, best = accounts(sandbox, "Adatum", near)
    matched(match_on(mapping, "Name"))
    problem = mapping.problems.get()
    expected = {"key": best["accountid"], "title": "Adatum", "agreeing": ["Name", "City", "Phone No."]}
    assert problem.candidates[0] == expected
    assert [one["agreeing"] for one in problem.candidates[1:]] == [["Name"]]
    assert (problem.facts["number"], problem.retry_at, len(problem.candidates)) == ("2", None, 2)


def test_synchronizing_after_coupling_merges_by_the_policy(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    (account,) = accounts(sandbox, {"name": "Adatum", "telephone1": "555-0100"})
    job = matched(match_on(mapping, "Name"), synchronize=True)
    assert endings(job) == [("coupled",), ("updated", "bc"), ("updated", "dataverse")]
    assert sandbox.row("account", account["accountid"])["address1_city"] == "Oslo"
    assert sandbox.rows("customers")[0]["phoneNumber"] == "555-0100"


def test_two_different_values_after_coupling_are_a_conflict_for_a_person(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    accounts(sandbox, {"name": "Adatum", "address1_city": "Bergen"})
    job = matched(match_on(mapping, "Name"), synchronize=True)
    assert endings(job) == [("coupled",), ("conflict", "conflict")]


def test_without_synchronizing_nothing_is_written(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    (account,) = accounts(sandbox, "Adatum")
    matched(match_on(mapping, "Name"))
    assert not sandbox.row("account", account["accountid"])["address1_city"]


def test_who_has_no_match_is_created_where_asked_and_the_doubtful_are_not(sandbox, mapping):
    customers(sandbox, "Adatum", "Contoso"), accounts(sandbox, "Adatum", "Adatum")
    job = matched(match_on(mapping, "Name"), create=True)
    assert job.counts == {"waiting": 1, "created": 1}
    assert sorted(one["name"] for one in sandbox.rows("account")) == ["Adatum", "Adatum", "Contoso"]


def test_who_has_no_match_is_left_to_the_next_run_of_a_mapping_that_creates(sandbox, creating):
    customers(sandbox, "Adatum", "Contoso"), accounts(sandbox, "Contoso", "Contoso")
    matched(match_on(creating, "Name"))
    assert [one.title for one in creating.records.filter(side="bc", pending=True)] == ["Adatum"]


@pytest.mark.parametrize("options", [{}, {"synchronize": True, "create": True}])
def test_a_preview_says_the_same_and_changes_nothing(sandbox, mapping, options):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"}, "Contoso", "Trey")
    accounts(sandbox, "Adatum", "Trey", "Trey")
    before = sandbox.rows("account")
    job = matched(match_on(mapping, "Name"), preview=True, **options)
    planned = list(job.operations.order_by("position").values_list("action", "ending"))
    rest = [("create", "")] if options else [("nothing", "excluded")]
    written = [("couple", ""), ("update", "")] if options else [("couple", "")]
    assert planned == [*written, ("nothing", "waiting"), *rest]
    assert (Coupling.objects.count(), mapping.problems.count(), sandbox.rows("account")) == (0, 0, before)


def test_a_second_run_finds_nothing_more_to_couple(sandbox, mapping):
    customers(sandbox, "Adatum", "Contoso"), accounts(sandbox, "Adatum")
    assert matched(match_on(mapping, "Name")).counts == {"coupled": 1, "excluded": 1}
    assert matched(mapping).counts == {"excluded": 1}
    assert Coupling.objects.count() == 1


class Killed(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("pages", range(4))
def test_a_job_that_is_taken_over_ends_as_if_nobody_had_been_killed(sandbox, mapping, monkeypatch, pages):
    customers(sandbox, "Adatum", "Contoso", {"displayName": "Trey", "city": "Oslo"}, "Trey", "Nobody")
    accounts(sandbox, "Adatum", "Contoso", "Trey", {"name": "Other", "address1_city": "Oslo"})
    job = claim_job(asked(match_on(mapping, Name=0, City=1)).pk)
    monkeypatch.setattr("jobs.planning.PAGE", 1)
    kill_after(monkeypatch, pages)
    from contextlib import ExitStack

    with ExitStack() as stack:
        run = open_run(job, stack)
        observe.observe(run)
        with pytest.raises(Killed):
            matching.plan_matches(run)
    monkeypatch.undo()
    Job.objects.update(lease_until="2000-01-01T00:00Z", phase="planning")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.counts == {"coupled": 3, "waiting": 1, "excluded": 1}
    assert Coupling.objects.count() == 3


def kill_after(monkeypatch, pages):
    """Have the worker die when it is about to plan another page than these."""
    planned = []

    def hold(run):
        planned.append(run)
        if len(planned) > pages:
            raise Killed

    monkeypatch.setattr("jobs.matching.hold", hold)


def test_criteria_of_fields_that_were_switched_off_meanwhile_stop_the_job(sandbox, mapping):
    job = asked(match_on(mapping, "City"))
    mapping.fields.filter(caption="City").update(status="disabled")
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.code) == (Job.Status.FAILED, "no_criteria")


def test_a_thousand_are_matched_with_a_thousand_in_a_few_queries_each(sandbox, mapping, django_assert_max_num_queries):
    sandbox.add_many("customers", ({"number": f"T{one}", "displayName": f"Customer {one}"} for one in range(1000)))
    sandbox.add_many("account", ({"name": f"CUSTOMER {one}", "customertypecode": 3} for one in range(1000)))
    job = asked(match_on(mapping, "Name"))
    with django_assert_max_num_queries(200):
        run_job(job.pk)
    job.refresh_from_db()
    assert job.counts == {"coupled": 1000}


def test_a_doubtful_record_stays_listed_when_it_changes(sandbox, mapping):
    (customer,) = customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum", "Adatum")
    matched(match_on(mapping, "Name"))
    sandbox.change("customers", customer["id"], city="Bergen")
    assert endings(synchronize(mapping)) == [("excluded", "not_coupled")] * 3
    assert mapping.problems.get().code == "doubtful_match"
    assert pending(mapping) == 0
