"""A database set back to an older backup: records that were made from each other are coupled again, never doubled."""

import pytest

from couplings.models import Coupling
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import start
from tests.runs.work import couple, endings, finished, partner, set_back, synchronize, uncouple

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both_ways(creating):
    """The CUSTOMER mapping, whose runs create on either side."""
    return creating


def numbers(sandbox):
    """How many customers and accounts there are."""
    return len(sandbox.rows("customers")), len(sandbox.rows("account"))


def test_an_account_is_created_with_the_key_of_its_customer(sandbox, both_ways):
    customer = sandbox.add("customers", displayName="Adatum")
    synchronize(both_ways)
    assert [one["accountid"] for one in sandbox.rows("account")] == [customer["id"]]


def test_a_customer_keeps_the_key_of_its_account(sandbox, both_ways):
    account = sandbox.add("account", name="Adatum", customertypecode=3)
    synchronize(both_ways)
    assert [one["integrationId"] for one in sandbox.rows("customers")] == [account["accountid"]]


@pytest.mark.parametrize(("table", "values"), [("customers", {"displayName": "A"}), ("account", {"name": "A"})])
def test_what_was_created_after_the_backup_is_coupled_again(sandbox, both_ways, table, values):
    sandbox.add(table, **values, **({"customertypecode": 3} if table == "account" else {}))
    synchronize(both_ways)
    before = numbers(sandbox)
    job = synchronize(set_back(both_ways))
    assert (numbers(sandbox), before) == ((1, 1), (1, 1))
    assert endings(job)[0] == ("coupled", "coupled_again")
    assert endings(synchronize(both_ways)) == []


def test_an_edit_of_the_meantime_is_not_lost(sandbox, both_ways):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    synchronize(both_ways)
    sandbox.change("account", customer["id"], address1_city="Bergen")
    job = synchronize(set_back(both_ways))
    assert endings(job)[-1] == ("conflict", "conflict")
    assert partner(sandbox, both_ways, customer)["address1_city"] == "Bergen"


def test_a_preview_says_so_and_couples_nothing(sandbox, both_ways):
    sandbox.add("customers", displayName="Adatum")
    synchronize(both_ways)
    mapping = set_back(both_ways)
    job = synchronize(mapping, preview=True)
    assert [one.action for one in job.operations.order_by("position")] == ["couple", "nothing"]
    assert not Coupling.objects.exists()


def test_what_a_person_uncoupled_stays_apart(sandbox, mapping):
    customer = sandbox.add("customers", displayName="Adatum")
    couple(mapping, customer)
    uncouple(mapping, customer)
    sandbox.change("customers", customer["id"], city="Bergen")
    synchronize(mapping)
    assert not Coupling.objects.exists()


def test_a_record_that_is_created_anew_gets_a_new_key(sandbox, mapping):
    customer = sandbox.add("customers", displayName="Adatum")
    couple(mapping, customer)
    uncouple(mapping, customer)
    couple(mapping, customer)
    assert numbers(sandbox) == (1, 2)
    assert str(Coupling.objects.get().dataverse_key) != customer["id"]


def test_a_customer_that_is_created_anew_gets_a_new_key(sandbox, mapping):
    account = sandbox.add("account", name="Adatum", customertypecode=3)
    create = SynchronizeRecords(dataverse_keys=(account["accountid"],), create=True)
    finished(start(mapping, Job.Kind.RECORDS, create))
    uncouple(mapping, sandbox.rows("customers")[0])
    finished(start(mapping, Job.Kind.RECORDS, create))
    assert numbers(sandbox) == (2, 1)
    assert len({one["integrationId"] for one in sandbox.rows("customers")}) == 2
