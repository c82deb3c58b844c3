"""Batches overlap: while one is on its way, the one before is remembered and the next one is journalled."""

import pytest

from couplings.models import Coupling
from jobs import writing
from jobs.models import JobOperation
from tests.runs.work import endings, many_customers, pending, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 7


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 2)


@pytest.fixture
def created(sandbox, creating):
    """So many customers whose accounts were created, each coupled once."""
    sandbox.add_many("customers", many_customers(NUMBER))
    assert synchronize(creating).counts == {"created": NUMBER}
    return [Coupling.objects.get(bc_key=row["id"]) for row in sandbox.rows("customers")]


def edit(sandbox, couplings, **values):
    for one in couplings:
        sandbox.change("customers", str(one.bc_key), **values)


def cities(sandbox):
    return sorted(row["address1_city"] for row in sandbox.rows("account"))


def test_every_record_of_every_batch_arrives_once(sandbox, creating, created):
    edit(sandbox, created, city="Bergen")
    assert endings(synchronize(creating)) == [("updated", "dataverse")] * NUMBER
    assert cities(sandbox) == ["Bergen"] * NUMBER
    assert sandbox.count("account") == NUMBER
    assert pending(creating) == 0


def test_a_record_that_is_refused_holds_up_no_batch(sandbox, creating, created):
    edit(sandbox, created, city="Bergen")
    sandbox.misbehave("PATCH", f"accounts\\({created[3].dataverse_key}", status=400, inside=True, times=1)
    assert synchronize(creating).counts == {"updated": NUMBER - 1, "failed": 1}
    assert cities(sandbox) == ["Bergen"] * (NUMBER - 1) + ["Oslo"]


def test_stale_records_of_two_batches_are_merged(sandbox, creating, created, halfway):
    edit(sandbox, created, city="Bergen")
    go_on = halfway()
    for one in (created[0], created[3]):
        sandbox.change("account", str(one.dataverse_key), telephone1="5")
    go_on()
    assert cities(sandbox) == ["Bergen"] * NUMBER
    assert [row["phoneNumber"] for row in sandbox.rows("customers")].count("5") == 2


@pytest.mark.parametrize("call", range(4))
def test_a_batch_whose_answer_is_lost_is_found_out_about(sandbox, creating, call):
    sandbox.add_many("customers", many_customers(NUMBER))
    sandbox.misbehave("POST", "batch", kind="lose_answer", skip=call, times=1)
    assert synchronize(creating).counts == {"created": NUMBER}
    assert sandbox.count("account") == Coupling.objects.count() == NUMBER


@pytest.mark.parametrize("call", range(4))
def test_when_the_system_goes_away_nothing_is_lost_or_doubled_by_the_next_run(sandbox, creating, call):
    sandbox.add_many("customers", many_customers(NUMBER))
    sandbox.misbehave("POST", "batch", status=401, skip=call)
    synchronize(creating)
    sandbox.behave()
    synchronize(creating)
    assert sandbox.count("account") == Coupling.objects.filter(state=Coupling.State.COUPLED).count() == NUMBER
    assert not JobOperation.objects.filter(state=JobOperation.State.SENT).exists()
    assert pending(creating) == 0
