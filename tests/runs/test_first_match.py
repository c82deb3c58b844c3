"""Look for a Match Before Creating: a run that would create a record first looks whether its counterpart is there."""

import pytest

from tests.runs.matching import accounts, coupled, customers, match_on
from tests.runs.work import ask_for, endings, synchronize


@pytest.fixture
def searching(creating):
    """The CUSTOMER mapping, which creates records unless there is an account of the same name."""
    match_on(creating, "Name")
    creating.match_first = True
    creating.save()
    return creating


def test_what_matches_is_coupled_and_synchronized_and_the_rest_is_created(sandbox, searching):
    adatum, contoso = customers(sandbox, {"displayName": "Adatum", "city": "Oslo"}, "Contoso")
    (there,) = accounts(sandbox, "Adatum")
    job = synchronize(searching)
    assert sorted(endings(job)) == [("coupled",), ("created", "dataverse"), ("updated", "dataverse")]
    assert coupled(searching)[adatum["id"]] == there["accountid"]
    assert sandbox.row("account", there["accountid"])["address1_city"] == "Oslo"
    assert len(sandbox.rows("account")) == 2


def test_without_the_setting_it_is_created_again(sandbox, searching):
    searching.match_first = False
    searching.save()
    customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum")
    synchronize(searching)
    assert len(sandbox.rows("account")) == len(sandbox.rows("customers")) == 2


def test_accounts_find_their_customers_as_well(sandbox, searching):
    (adatum,) = customers(sandbox, "Adatum")
    sandbox.change("customers", adatum["id"], blocked="All")
    synchronize(searching)
    sandbox.change("customers", adatum["id"], blocked="_x0020_")
    (there,) = accounts(sandbox, "Adatum")
    synchronize(searching)
    assert coupled(searching) == {adatum["id"]: there["accountid"]}


def test_a_doubtful_match_is_left_to_a_person_who_may_insist(sandbox, searching):
    (adatum,) = customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum", "Adatum")
    searching.direction = "to_dataverse"
    searching.save()
    job = synchronize(searching)
    assert ("waiting", "doubtful_match") in endings(job)
    assert len(searching.problems.get(bc_key=adatum["id"]).candidates) == 2
    ask_for(searching, adatum, create=True)
    assert len(sandbox.rows("account")) == 3
    assert not searching.problems.exists()


def test_a_preview_says_that_it_would_couple_and_couples_nothing(sandbox, searching):
    (adatum,) = customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum")
    job = ask_for(searching, adatum, create=True, preview=True)
    assert [one.action for one in job.operations.order_by("position")][0] == "couple"
    assert coupled(searching) == {}
