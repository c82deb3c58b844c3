"""Synchronize Now with a winner that may not win, because the mapping flows the other way, does not swallow edits."""

import pytest

from jobs.models import Job
from jobs.requests import FullRun
from jobs.services import start
from syncadmin.engine.values import Side
from tests.runs.work import coupled_pair, finished, partner, synchronize, synchronize_now

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_edit_that_was_kept_by_the_direction_is_carried_over_by_the_next_run(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    mapping.direction = "to_dataverse"
    mapping.save()
    sandbox.change("customers", customer["id"], city="Bergen")
    synchronize_now(mapping, customer, winner=Side.DATAVERSE)
    synchronize(mapping)
    assert partner(sandbox, mapping, customer)["address1_city"] == "Bergen"


@pytest.mark.parametrize("full", [True, False])
def test_a_new_record_that_the_winner_has_nothing_for_is_created_by_the_next_run(sandbox, creating, full):
    customer = sandbox.add("customers", displayName="Adatum")
    if full:
        finished(start(creating, Job.Kind.FULL, FullRun(Side.DATAVERSE, unconditional=True)))
    else:
        synchronize_now(creating, customer, winner=Side.DATAVERSE)
    assert sandbox.rows("account") == []
    synchronize(creating)
    assert partner(sandbox, creating, customer)["name"] == "Adatum"
