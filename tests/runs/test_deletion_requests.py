"""What a person asks for a record whose partner was deleted: restore, delete, create anew, leave out."""

import pytest

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from jobs.services import start
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.values import Side
from tests.runs.test_deletion_policies import SIDES, delete, edit, other, policy
from tests.runs.work import (
    ask_for,
    carry_out,
    couple,
    coupled_pair,
    endings,
    finished,
    read_all_again,
    synchronize,
    uncouple,
)

pytestmark = pytest.mark.django_db(transaction=True)
RESTORE, DELETE = DeletionPolicy.RESTORE, DeletionPolicy.DELETE


@pytest.fixture(params=SIDES)
def lost(request):
    """The side on which the record is deleted."""
    return request.param


@pytest.fixture
def pair(sandbox, mapping, lost):
    """A customer and its account of which one is deleted, and a person was told."""
    both = coupled_pair(sandbox, mapping)
    synchronize(mapping)
    delete(sandbox, both, lost)
    read_all_again(mapping)
    return both


@pytest.fixture
def left(pair, lost):
    """The record that is left."""
    return pair[lost == "bc"]


@pytest.fixture
def orphan(mapping, pair, left):
    """The record that is left, after its coupling was removed, in a mapping that creates what is missing."""
    policy(mapping, "uncouple", only_coupled=False)
    assert endings(synchronize(mapping)) == [("uncoupled", "uncoupled_from_deleted")]
    policy(mapping, "ask")
    return left


def counts(sandbox):
    """How many customers and accounts there are."""
    return sandbox.count("customers"), sandbox.count("account")


def test_restore_creates_it_anew_and_the_problem_ends(sandbox, mapping, left, lost):
    assert endings(ask_for(mapping, left, deleted=RESTORE)) == [("created", lost, "restored")]
    assert counts(sandbox) == (1, 1)
    assert not mapping.problems.exists()


def test_the_deleted_record_may_be_named_as_well(sandbox, mapping, pair, lost):
    assert endings(ask_for(mapping, pair[lost == "dataverse"], deleted=RESTORE)) == [("created", lost, "restored")]


def test_delete_takes_the_other_record_the_coupling_and_the_problem(sandbox, mapping, left, lost):
    assert endings(ask_for(mapping, left, deleted=DELETE)) == [("deleted", other(lost))]
    assert counts(sandbox) == (0, 0)
    assert (Coupling.objects.count(), mapping.problems.count()) == (0, 0)
    assert endings(synchronize(mapping)) == []


@pytest.mark.parametrize("wanted", [RESTORE, DELETE])
def test_a_preview_writes_nothing_and_is_carried_out_as_it_was_shown(sandbox, mapping, left, wanted):
    plan = ask_for(mapping, left, deleted=wanted, preview=True)
    assert sum(counts(sandbox)) == 1
    assert Coupling.objects.get().state == Coupling.State.COUPLED
    (ending,) = endings(carry_out(plan))
    assert ending[0] == {RESTORE: "created", DELETE: "deleted"}[wanted]
    assert sum(counts(sandbox)) == {RESTORE: 2, DELETE: 0}[wanted]


@pytest.mark.parametrize("wanted", [RESTORE, DELETE])
def test_a_plan_whose_record_was_edited_since_is_not_carried_out(sandbox, mapping, pair, left, lost, wanted):
    plan = ask_for(mapping, left, deleted=wanted, preview=True)
    edit(sandbox, pair, other(lost), "Bergen")
    ((ending, _side, code),) = endings(carry_out(plan))
    assert (ending, code) == ("waiting", "plan_is_stale")
    assert sum(counts(sandbox)) == 1


def test_a_record_edited_at_the_last_moment_is_not_deleted(sandbox, mapping, pair, left, lost):
    city = "city" if lost == "dataverse" else "address1_city"
    sandbox.misbehave("DELETE", kind="edit", inside=True, detail={city: "Bergen"}, times=1)
    assert endings(ask_for(mapping, left, deleted=DELETE)) == [("waiting", "plan_is_stale")]
    assert sum(counts(sandbox)) == 1
    assert endings(synchronize(mapping)) == [("failed", "partner_deleted")]


def test_a_delete_that_is_refused_is_told_and_everything_stays(sandbox, mapping, left, lost):
    sandbox.withdraw(**{"account:delete" if lost == "bc" else "customers:delete": "none"})
    ((ending, side, code),) = endings(ask_for(mapping, left, deleted=DELETE))
    assert (ending, side) == ("failed", other(lost))
    assert mapping.problems.get().code == code
    assert (sum(counts(sandbox)), Coupling.objects.count()) == (1, 1)


def test_a_delete_whose_answer_was_lost_in_a_job_that_failed_is_noticed(sandbox, mapping, pair, left, lost):
    sandbox.misbehave("POST", "batch", kind="lose_answer", times=1)
    sandbox.misbehave("GET", "accounts" if lost == "bc" else "customers", status=503, skip=2)
    assert ask_for(mapping, left, deleted=DELETE).status == Job.Status.FAILED
    sandbox.behave()
    assert counts(sandbox) == (0, 0)
    policy(mapping, "restore")
    assert endings(synchronize(mapping)) == [("uncoupled", "both_deleted")]
    assert counts(sandbox) == (0, 0)


def test_a_record_that_is_gone_by_then_is_no_failure(sandbox, mapping, pair, left, lost):
    delete(sandbox, pair, other(lost))
    assert endings(ask_for(mapping, left, deleted=DELETE)) == [("uncoupled", "both_deleted")]
    assert Coupling.objects.count() == 0


@pytest.mark.parametrize("wanted", [RESTORE, DELETE])
def test_a_partner_that_came_back_is_synchronized_instead(sandbox, mapping, pair, left, lost, wanted):
    if lost == "bc":
        sandbox.add("customers", id=pair[0]["id"], displayName="Adatum", phoneNumber="555-0100", city="Bergen")
    else:
        values = {"name": "Adatum", "telephone1": "555-0100", "address1_city": "Bergen", "customertypecode": 3}
        sandbox.add("account", accountid=pair[1]["accountid"], **values)
    assert endings(ask_for(mapping, left, deleted=wanted)) == [("updated", other(lost))]
    assert counts(sandbox) == (1, 1)


def test_deletions_by_hand_are_not_braked_and_do_not_look_like_a_loss(sandbox, mapping, lost):
    policy(mapping, "ask", most_deletes=1, most_deletes_share=0, most_missing=60)
    pairs = [coupled_pair(sandbox, mapping, displayName=f"Adatum {number}") for number in range(12)]
    synchronize(mapping)
    for one in pairs[:7]:
        delete(sandbox, one, lost)
    read_all_again(mapping)
    survivors = [one[lost == "bc"] for one in pairs[:7]]
    assert set(endings(ask_for(mapping, *survivors, deleted=DELETE))) == {("deleted", other(lost))}
    for one in pairs[7:11]:
        delete(sandbox, one, other(lost))
    assert read_all_again(mapping).code == ""


def test_a_late_edit_asks_instead_of_reviving_the_partner(sandbox, mapping, pair, orphan, lost):
    edit(sandbox, pair, other(lost), "Bergen")
    assert endings(read_all_again(mapping)) == [("failed", "partner_was_deleted")]
    assert sum(counts(sandbox)) == 1


@pytest.mark.parametrize("kind", [Job.Kind.FULL, Job.Kind.MODIFIED])
def test_no_run_of_the_whole_mapping_revives_it(sandbox, mapping, orphan, kind):
    RemoteRecord.objects.update(pending=True)
    finished(start(mapping, kind))
    assert sum(counts(sandbox)) == 1


def test_it_is_created_anew_when_somebody_says_so(sandbox, mapping, pair, orphan, lost):
    edit(sandbox, pair, other(lost), "Bergen")
    read_all_again(mapping)
    assert endings(ask_for(mapping, orphan, create=True)) == [("created", lost)]
    assert (counts(sandbox), mapping.problems.count()) == ((1, 1), 0)
    assert Coupling.objects.count() == 1


def test_left_out_it_stays_so_until_it_changes(sandbox, mapping, pair, orphan, lost):
    edit(sandbox, pair, other(lost), "Bergen")
    read_all_again(mapping)
    assert endings(ask_for(mapping, orphan, leave_out=True)) == [("excluded", "partner_left_out")]
    assert not mapping.problems.exists()
    RemoteRecord.objects.update(pending=True)
    assert ("excluded", "partner_left_out") in endings(synchronize(mapping))
    edit(sandbox, pair, other(lost), "Tromsø")
    assert endings(read_all_again(mapping)) == [("failed", "partner_was_deleted")]


def test_what_was_left_out_can_still_be_coupled(sandbox, mapping, pair, orphan, lost):
    ask_for(mapping, orphan, leave_out=True)
    if lost == "bc":
        customer, account = sandbox.add("customers", displayName="New", city="Oslo"), orphan
    else:
        customer, account = orphan, sandbox.add("account", name="New", customertypecode=3)
    couple(mapping, customer, account, winner=Side.BC)
    edit(sandbox, (customer, account), other(lost), "Bergen")
    ((ending, side),) = endings(read_all_again(mapping))
    assert (ending, side) == ("updated", lost)


def test_without_the_coupling_that_a_person_deletes_it_is_the_same(sandbox, mapping, pair, left, lost):
    policy(mapping, "ask", only_coupled=False)
    uncouple(mapping, pair[0])
    edit(sandbox, pair, other(lost), "Bergen")
    assert endings(read_all_again(mapping)) == [("failed", "partner_was_deleted")]


def test_a_record_without_a_partner_on_either_side_is_created_on_the_other(sandbox, mapping, lost):
    record = (
        sandbox.add("account", name="Alone", customertypecode=3)
        if lost == "bc"
        else sandbox.add("customers", displayName="Alone")
    )
    assert endings(ask_for(mapping, record, create=True)) == [("created", lost)]
    assert counts(sandbox) == (1, 1)
