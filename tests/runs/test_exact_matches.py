"""A preview of Match-Based Coupling is carried out exactly as it was shown; what is another match by now is refused."""

import pytest

from couplings.models import Coupling
from jobs.models import Job
from tests.runs.matching import accounts, coupled, customers, match_on, matched
from tests.runs.work import carry_out, endings, synchronize

pytestmark = pytest.mark.django_db(transaction=True)

OVERTAKEN = "plan_is_overtaken"


@pytest.fixture
def adatum(sandbox):
    """A customer and an account that match by name and differ in their city."""
    (customer,) = customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    (account,) = accounts(sandbox, "Adatum")
    return customer, account


def shown(mapping, **options):
    """The preview, in which nothing is coupled yet."""
    plan = matched(match_on(mapping, "Name"), preview=True, **options)
    assert not Coupling.objects.exists()
    return plan


def test_what_was_shown_is_coupled_synchronized_and_created(sandbox, mapping, adatum):
    customer, account = adatum
    customers(sandbox, "Contoso")
    job = carry_out(shown(mapping, synchronize=True, create=True))
    assert (job.status, job.counts) == ("finished", {"coupled": 1, "updated": 1, "created": 1})
    assert coupled(mapping)[customer["id"]] == account["accountid"]
    cities = {one["name"]: one["address1_city"] for one in sandbox.rows("account")}
    assert cities["Adatum"] == "Oslo"
    assert "Contoso" in cities


def another_name(sandbox, customer, account):
    sandbox.change("account", account["accountid"], name="Someone else")


def gone(sandbox, customer, account):
    sandbox.remove("account", account["accountid"])


@pytest.mark.parametrize("happens", [another_name, gone])
def test_what_does_not_match_any_more_is_not_coupled(sandbox, mapping, adatum, happens):
    plan = shown(mapping, synchronize=True)
    happens(sandbox, *adatum)
    job = carry_out(plan)
    assert {one[-1] for one in endings(job)} == {OVERTAKEN}
    assert coupled(mapping) == {}


def test_what_has_a_second_candidate_by_now_is_not_coupled(sandbox, mapping, adatum):
    plan = shown(mapping)
    accounts(sandbox, "Adatum")
    matched(mapping, preview=True)  # reads it
    assert [one[-1] for one in endings(carry_out(plan))] == [OVERTAKEN]


def test_what_was_to_be_created_and_has_a_match_by_now_is_not(sandbox, mapping):
    customers(sandbox, "Contoso")
    plan = shown(mapping, create=True)
    accounts(sandbox, "Contoso")
    matched(mapping, preview=True)  # reads it
    assert [one[-1] for one in endings(carry_out(plan))] == [OVERTAKEN]
    assert len(sandbox.rows("account")) == 1


def test_a_run_that_looks_for_matches_first_is_carried_out_as_its_preview_says(sandbox, mapping, adatum):
    mapping.only_coupled, mapping.match_first = False, True
    mapping.save()
    plan = synchronize(match_on(mapping, "Name"), preview=True)
    assert "couple" in plan.operations.values_list("action", flat=True)
    carry_out(plan)
    assert coupled(mapping) == {adatum[0]["id"]: adatum[1]["accountid"]}
    assert Job.objects.get(plan=plan).status == "finished"
