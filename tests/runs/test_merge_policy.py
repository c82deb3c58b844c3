"""The policy *Merge*: what is not contested is written, and the contested fields wait for a person."""

import pytest

from jobs.approval import carry_out
from jobs.checksum import checksum_of
from jobs.models import Job
from syncadmin.sandbox.faults import Faults
from tests.runs.work import coupled_pair, endings, finished, partner, pending, settle, synchronize

pytestmark = pytest.mark.django_db(transaction=True)

CITY, PHONE = "city/address1_city", "phoneNumber/telephone1"


@pytest.fixture
def merging(mapping):
    """The CUSTOMER mapping with the policy *Merge*."""
    mapping.policy = "merge"
    mapping.save()
    return mapping


@pytest.fixture
def contested(sandbox, merging):
    """A pair whose city was changed on both sides, the phone number in Business Central and the street in Dataverse."""
    customer, account = coupled_pair(sandbox, merging)
    sandbox.change("customers", customer["id"], city="Bergen", phoneNumber="555-0199")
    sandbox.change("account", account["accountid"], address1_city="Trondheim", address1_line1="Storgata 1")
    return customer


BOTH_WRITTEN = [("updated", "bc"), ("updated", "dataverse"), ("conflict", "conflict")]


def _both(sandbox, mapping, customer):
    """Phone number and street on both sides, and the two cities."""
    here, there = sandbox.row("customers", customer["id"]), partner(sandbox, mapping, customer)
    assert (there["telephone1"], here["addressLine1"]) == ("555-0199", "Storgata 1")
    return here["city"], there["address1_city"]


def test_everything_else_is_written_and_the_conflict_stays(sandbox, merging, contested):
    assert endings(synchronize(merging)) == BOTH_WRITTEN
    assert _both(sandbox, merging, contested) == ("Bergen", "Trondheim")
    assert merging.problems.get().facts == {"fields": "City"}
    assert (endings(synchronize(merging)), pending(merging)) == ([], 0)
    assert merging.problems.get().code == "conflict"


def test_settling_it_writes_the_contested_field(sandbox, merging, contested):
    synchronize(merging)
    assert endings(settle(merging, contested, {CITY: "bc"})) == [("updated", "dataverse")]
    assert _both(sandbox, merging, contested) == ("Bergen", "Bergen")
    assert not merging.problems.exists()


def test_a_preview_that_is_carried_out_leaves_the_conflict_as_well(sandbox, merging, contested):
    plan = synchronize(merging, preview=True)
    assert not merging.problems.exists()
    job = finished(carry_out(Job.objects.select_related("mapping__connection").get(pk=plan.pk), checksum_of(plan)))
    assert endings(job) == BOTH_WRITTEN
    assert _both(sandbox, merging, contested) == ("Bergen", "Trondheim")
    assert merging.problems.get().facts == {"fields": "City"}


class EditBefore(Faults):
    """Somebody edits the account right before it is written, once."""

    def __init__(self, edit):
        super().__init__()
        self.edit = edit

    def strike(self, asked, now):
        """Edit, then go on."""
        if asked.method in ("POST", "PATCH") and asked.service == "dataverse" and self.edit:
            edit, self.edit = self.edit, None
            edit()
        return super().strike(asked, now)


def test_a_record_that_is_planned_again_has_its_conflict_once(sandbox, merging, contested):
    account = partner(sandbox, merging, contested)["accountid"]
    sandbox.faults = EditBefore(lambda: sandbox.change("account", account, websiteurl="https://adatum.example"))
    job = synchronize(merging)
    assert endings(job).count(("conflict", "conflict")) == 1
    assert sandbox.row("customers", contested["id"])["website"] == "https://adatum.example"
    assert job.counts["conflict"] == 1
