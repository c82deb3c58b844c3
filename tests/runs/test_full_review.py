"""The review of a full synchronization says what there is and what would come of it, and the run follows it."""

import pytest

from couplings.models import Coupling
from jobs import groups
from jobs.answering import answer, asks
from jobs.group_states import standing_of
from jobs.models import GroupLine, Job
from mappings.models import TableMapping
from syncadmin.engine.values import Side
from tests.runs.matching import accounts, customers, match_on
from tests.runs.several import contact_mapping, currency_mapping, line_of, reviewed, run_through, states, work
from tests.runs.work import coupled_pair, finished

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alone(mapping):
    """CUSTOMER as the only mapping, for which the names of records are compared."""
    mapping.dependencies = []
    mapping.save()
    return mapping


@pytest.fixture
def three(connection, mapping):
    """CURRENCY, CUSTOMER and CONTACT, each depending on the one before."""
    return currency_mapping(connection), mapping, contact_mapping(connection)


def review_of(connection, mapping=None):
    """The review, done."""
    return reviewed(groups.review(connection, mapping))


def writes(sandbox):
    """The requests that would change something; reading several rows at once is a POST as well."""
    return [one for one in sandbox.requests if one.method in ("PATCH", "DELETE")]


def test_it_counts_both_sides_and_what_would_match_before_anything_is_written(sandbox, connection, alone):
    match_on(alone, "Name")
    coupled_pair(sandbox, alone, displayName="Coupled")
    customers(sandbox, "Adatum", "Contoso", "Trey", "Nobody")
    accounts(sandbox, "Adatum", "Contoso", "Trey", "Trey", "Somebody")
    before = sandbox.count("customers"), sandbox.count("account"), Coupling.objects.count()
    line = line_of(review_of(connection), "CUSTOMER")
    assert line.census == {
        "records": {"bc": 5, "dataverse": 6},
        "free": {"bc": 4, "dataverse": 5},
        "matches": 2,
        "doubts": 1,
        "by": ["Name"],
        "chosen": True,
        "first": False,
    }
    assert (line.advised, line.why, line.task) == ("couple", "would_match", "couple")
    assert (sandbox.count("customers"), sandbox.count("account"), Coupling.objects.count()) == before
    assert writes(sandbox) == []


def test_without_criteria_it_says_what_the_names_alone_would_match_and_cannot_begin(sandbox, connection, alone):
    customers(sandbox, "Adatum", "Contoso")
    accounts(sandbox, "Adatum")
    group = review_of(connection)
    line = line_of(group, "CUSTOMER")
    assert (line.census["matches"], line.census["by"], line.census["chosen"]) == (1, ["Name"], False)
    assert (line.task, line.why) == ("couple", "no_criteria")
    assert [one.line for one in groups.hindrances(group)] == [line]


@pytest.mark.parametrize(
    ("ours", "theirs", "advised", "why"),
    [
        ([], [], "nothing", "both_empty"),
        (["Adatum"], [], "full", "one_side"),
        ([], ["Adatum"], "full", "one_side"),
        (["Adatum"], ["Contoso"], "full", "none_matches"),
        (["Adatum"], ["adatum"], "couple", "would_match"),
    ],
)
def test_it_recommends_by_what_is_there(sandbox, connection, alone, ours, theirs, advised, why):
    match_on(alone, "Name")
    customers(sandbox, *ours)
    accounts(sandbox, *theirs)
    line = line_of(review_of(connection), "CUSTOMER")
    assert (line.advised, line.why) == (advised, why)


def test_what_the_filters_leave_out_does_not_count(sandbox, connection, alone):
    sandbox.add("customers", displayName="Adatum", blocked="All")
    sandbox.add("account", name="Adatum", customertypecode=11)
    assert line_of(review_of(connection), "CUSTOMER").advised == "nothing"


def test_first_coupling_then_the_rest_leaves_no_duplicates(sandbox, connection, alone):
    match_on(alone, "Name")
    customers(sandbox, "Adatum", "Only here")
    accounts(sandbox, "Adatum", "Only there")
    group = review_of(connection)
    groups.begin(group)
    run_through(group)
    assert line_of(group, "CUSTOMER").job.kind == "match"
    again = reviewed(groups.reset(group))
    assert line_of(again, "CUSTOMER").advised == "full"
    groups.begin(again)
    run_through(again)
    assert sorted(one["displayName"] for one in sandbox.rows("customers")) == ["Adatum", "Only here", "Only there"]
    assert sorted(one["name"] for one in sandbox.rows("account")) == ["Adatum", "Only here", "Only there"]


def couple_first(group):
    """CUSTOMER couples what matches, then synchronizes the rest, carried out."""
    assert groups.choose(line_of(group, "CUSTOMER"), GroupLine.Task.COUPLE_FULL, None, unconditional=False)
    groups.begin(group)
    run_through(group)
    group.refresh_from_db()
    return line_of(group, "CUSTOMER")


def test_a_line_couples_what_matches_and_then_synchronizes_the_rest_by_itself(sandbox, connection, alone):
    match_on(alone, "Name")
    customers(sandbox, "Adatum", "Only here")
    accounts(sandbox, "Adatum", "Only there")
    group = review_of(connection)
    line = couple_first(group)
    assert (line.matched.kind, line.job.kind, line.task) == ("match", "full", "full")
    assert group.finished_at
    assert sorted(one["displayName"] for one in sandbox.rows("customers")) == ["Adatum", "Only here", "Only there"]
    assert sorted(one["name"] for one in sandbox.rows("account")) == ["Adatum", "Only here", "Only there"]


def test_nothing_is_created_while_somebody_has_to_choose_among_candidates(sandbox, connection, alone):
    match_on(alone, "Name")
    customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum", "Adatum")
    group = review_of(connection)
    line = couple_first(group)
    assert (line.job.kind, line.matched, line.task) == ("match", None, "couple+all")
    assert group.finished_at
    assert (sandbox.count("customers"), sandbox.count("account")) == (1, 2)


def test_a_review_that_fails_says_why_and_can_be_done_again(sandbox, connection, alone):
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    group = review_of(connection)
    assert states(group) == {"CUSTOMER": "not_reviewed"}
    assert line_of(group, "CUSTOMER").review.code == "service_failed"
    sandbox.behave()
    assert groups.review_again(line_of(group, "CUSTOMER"))
    work()
    assert states(group) == {"CUSTOMER": "nothing"}


def test_lines_start_in_waves_and_those_with_nothing_to_do_hold_up_nobody(sandbox, connection, three):
    customers(sandbox, "Adatum")
    sandbox.add("contacts", displayName="Ann", type="Person")
    group = without_currencies(review_of(connection))
    groups.begin(group)
    assert states(group) == {"CURRENCY": "nothing", "CUSTOMER": "queued", "CONTACT": "waits"}
    assert run_through(group) == ["CUSTOMER", "CONTACT"]
    assert "Ann" in {one["lastname"] for one in sandbox.rows("contact")}
    group.refresh_from_db()
    assert group.finished_at


def test_a_job_that_fails_holds_up_what_depends_on_it_and_nothing_else(sandbox, connection, three):
    customers(sandbox, "Adatum")
    sandbox.add("contacts", displayName="Ann", type="Person")
    group = without_currencies(review_of(connection))
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    groups.begin(group)
    run_through(group)
    assert states(group) == {"CURRENCY": "nothing", "CUSTOMER": "failed", "CONTACT": "held_up"}
    assert standing_of(group).stuck
    sandbox.behave()
    assert groups.restart(line_of(group, "CUSTOMER"))
    run_through(group)
    assert states(group) == {"CURRENCY": "nothing", "CUSTOMER": "finished", "CONTACT": "finished"}


def test_what_failed_can_be_left_out_for_those_that_wait_for_it(sandbox, connection, three):
    customers(sandbox, "Adatum")
    sandbox.add("contacts", displayName="Ann", type="Person")
    group = without_currencies(review_of(connection))
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    groups.begin(group)
    run_through(group)
    assert groups.leave_out(line_of(group, "CUSTOMER"), out=True)
    assert run_through(group) == ["CONTACT"]
    group.refresh_from_db()
    assert group.finished_at


def without_currencies(group):
    """The group as if there were no currencies on either side."""
    group.lines.filter(mapping__name="CURRENCY").update(task="nothing")
    return group


def test_a_mapping_that_is_left_out_does_not_run_and_holds_up_nobody(sandbox, connection, three):
    customers(sandbox, "Adatum")
    sandbox.add("contacts", displayName="Ann", type="Person")
    group = without_currencies(review_of(connection))
    groups.leave_out(line_of(group, "CUSTOMER"), out=True)
    groups.begin(group)
    assert run_through(group) == ["CONTACT"]
    assert sandbox.count("account") == 0


def test_a_line_that_has_begun_is_not_decided_about_any_more(sandbox, connection, alone):
    customers(sandbox, "Adatum")
    group = review_of(connection)
    groups.begin(group)
    line = line_of(group, "CUSTOMER")
    assert not groups.leave_out(line, out=True)
    assert not groups.choose(line, GroupLine.Task.COUPLE, None, unconditional=False)
    assert not groups.restart(line)
    assert groups.reset(group) is None


def test_the_chosen_direction_is_run(sandbox, connection, alone):
    customers(sandbox, "Adatum")
    accounts(sandbox, "Contoso")
    group = review_of(connection)
    groups.choose(line_of(group, "CUSTOMER"), GroupLine.Task.FULL, Side.BC, unconditional=False)
    groups.begin(group)
    run_through(group)
    assert (sandbox.count("customers"), sandbox.count("account")) == (1, 2)


def test_a_line_is_previewed_and_nothing_is_written(sandbox, connection, alone):
    customers(sandbox, "Adatum")
    group = review_of(connection)
    job = finished(groups.preview(line_of(group, "CUSTOMER")))
    assert (job.preview, job.operations.get().action, sandbox.count("account")) == (True, "create", 0)


@pytest.mark.parametrize(("creates", "only_coupled"), [(True, False), (False, True)])
def test_at_its_end_somebody_says_whether_scheduled_runs_create(sandbox, connection, alone, creates, only_coupled):
    customers(sandbox, "Adatum")
    group = review_of(connection)
    assert not asks(standing_of(group))
    groups.begin(group)
    run_through(group)
    group.refresh_from_db()
    assert asks(standing_of(group)) == [alone]
    answer(group, creates=creates)
    assert TableMapping.objects.get().only_coupled is only_coupled
    group.refresh_from_db()
    assert (asks(standing_of(group)), group.answer) == ([], creates)


def test_nothing_is_asked_where_runs_create_already_or_nothing_ran(sandbox, connection, alone):
    TableMapping.objects.update(only_coupled=False)
    customers(sandbox, "Adatum")
    group = review_of(connection)
    groups.begin(group)
    run_through(group)
    group.refresh_from_db()
    assert asks(standing_of(group)) == []
    assert answer(group, creates=True) == []


def test_one_mapping_has_a_review_of_its_own(connection, three):
    group = groups.review(connection, three[1])
    assert list(group.lines.values_list("mapping__name", flat=True)) == ["CUSTOMER"]
    assert groups.review(connection, three[1]) == group
    assert groups.review(connection) != group
    assert Job.objects.filter(mapping=three[1]).count() == 1, "one reading serves both"
    work()
    assert not GroupLine.objects.filter(task="").exists()
