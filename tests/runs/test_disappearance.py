"""Rows that seem to be gone in suspicious numbers stop the run, until they are back or somebody accepts the loss."""

import pytest

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from mappings.models import TableMapping
from tests.jobs.conftest import signed_in
from tests.runs.work import many_customers, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
CUSTOMERS = 60


@pytest.fixture
def read(sandbox, mapping):
    """Customers that a run has read, a third of them coupled."""
    sandbox.add_many("customers", many_customers(CUSTOMERS))
    synchronize(mapping)
    Coupling.objects.bulk_create(
        Coupling(mapping=mapping, bc_key=row["id"]) for row in sandbox.rows("customers")[: CUSTOMERS // 3]
    )
    return mapping


def lose(sandbox, number):
    """Delete that many customers, those that are coupled first."""
    for row in sandbox.rows("customers")[:number]:
        sandbox.remove("customers", row["id"])


def read_all_again(mapping):
    """A run that reads the whole table."""
    TableMapping.objects.update(bc_mark="", dataverse_mark="")
    return synchronize(TableMapping.objects.get(pk=mapping.pk))


def deleted():
    """How many rows are taken for deleted."""
    return RemoteRecord.objects.filter(side="bc", deleted=True).count()


@pytest.mark.parametrize(("lost", "share", "stops"), [(9, 1, False), (12, 20, False), (13, 20, True), (13, 50, False)])
def test_a_run_stops_above_the_share_and_never_for_a_few(sandbox, read, lost, share, stops):
    TableMapping.objects.update(most_missing=share)
    lose(sandbox, lost)
    job = read_all_again(read)
    assert (job.code == "rows_disappeared") is stops
    assert deleted() == (0 if stops else lost)


def test_nothing_is_marked_uncoupled_or_forgotten_and_the_problem_has_the_numbers(sandbox, read):
    lose(sandbox, 20)
    job = read_all_again(read)
    assert job.status == Job.Status.FAILED
    assert job.problem.facts == {
        "system": "Business Central",
        "table": "customers",
        "missing": "20",
        "known": str(CUSTOMERS),
        "limit": "12",
    }
    assert Coupling.objects.count() == CUSTOMERS // 3
    assert not job.operations.exists()
    assert TableMapping.objects.get().bc_mark == ""


def test_bit_by_bit_it_is_the_same_within_a_day(sandbox, read):
    lose(sandbox, 10)
    assert read_all_again(read).code == ""
    lose(sandbox, 10)
    job = read_all_again(read)
    assert (job.code, job.problem.facts["missing"]) == ("rows_disappeared", "20")


def test_a_role_that_reads_less_deletes_nothing(sandbox, read):
    accounts = [{"name": f"Account {number}", "customertypecode": 3} for number in range(30)]
    sandbox.add_many("account", accounts)
    assert read_all_again(read).code == ""
    sandbox.options.set({"rights": {"account:read": "user"}})
    job = read_all_again(read)
    assert (job.code, job.problem.facts["system"]) == ("rows_disappeared", "Dataverse")
    assert not RemoteRecord.objects.filter(deleted=True).exists()
    sandbox.options.set({"rights": {}})
    assert read_all_again(read).code == ""
    assert TableMapping.objects.get().loss == {}


def test_an_administrator_accepts_the_loss_and_the_next_run_takes_the_rows_for_deleted(sandbox, read, alice):
    lose(sandbox, 20)
    read_all_again(read)
    browser, page = signed_in(alice), f"/mappings/{read.pk}/"
    assert "Accept the Loss" in browser.get(page).content.decode()
    browser.post(f"{page}accept-loss/")
    assert read_all_again(read).code == ""
    assert deleted() == 20
    assert "Accept the Loss" not in browser.get(page).content.decode()


def test_accepting_covers_no_more_than_was_told(sandbox, read, alice):
    lose(sandbox, 20)
    read_all_again(read)
    signed_in(alice).post(f"/mappings/{read.pk}/accept-loss/")
    lose(sandbox, 15)
    assert read_all_again(read).problem.facts["missing"] == "35"
    assert deleted() == 0
