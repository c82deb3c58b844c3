"""VENDOR shares accounts with CUSTOMER: an account has one partner in both (what is the same is in test_customer)."""

import pytest

from tests.awaiting import tried_again
from tests.couplings.acting import card
from tests.defaults.partners import NAMES, added, coupled
from tests.jobs.conftest import signed_in
from tests.mappings.pages import words
from tests.runs.work import endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(play):
    """CUSTOMER and VENDOR, and the mappings their rows lead through."""
    return play(*NAMES, ownership="team")


def test_an_account_that_is_coupled_to_a_customer_is_not_coupled_to_a_vendor(stage):
    _customer, account = coupled(stage, "CUSTOMER", displayName="Adatum")
    vendor = added(stage, "VENDOR", displayName="Contoso")
    stage.change("account", account, customertypecode=11)
    stage.modified("CUSTOMER")
    job = stage.couple("VENDOR", vendor, account)
    assert endings(job) == [("failed", "already_coupled")]
    assert job.operations.get().facts["partner"] == "Adatum (CUSTOMER)"
    assert stage.coupled("VENDOR") == {}


def test_matching_refuses_it_as_well(stage):
    _customer, account = coupled(stage, "CUSTOMER", displayName="Adatum")
    added(stage, "VENDOR", displayName="Adatum")
    stage.change("account", account, customertypecode=11)
    stage.mapping("VENDOR").fields.filter(caption="Name").update(match_on=True)
    assert ("failed", "already_coupled") in endings(stage.match("VENDOR"))
    assert stage.coupled("VENDOR") == {}


def test_no_vendor_is_created_for_it_before_it_is_free(stage):
    customer, account = coupled(stage, "CUSTOMER", displayName="Adatum")
    stage.change("account", account, customertypecode=11)
    stage.set("VENDOR", only_coupled=False)
    job = stage.modified("VENDOR")
    told = job.operations.get(dataverse_key=account["accountid"])
    assert (told.ending, told.code) == ("excluded", "already_coupled")
    assert not stage.rows("vendors", displayName="Adatum")
    stage.uncouple("CUSTOMER", customer)
    assert ("created", "bc") in endings(stage.modified("VENDOR"))


def test_set_up_coupling_says_whom_an_account_belongs_to(stage, alice):
    _vendor, account = coupled(stage, "VENDOR", displayName="Adatum")
    customer = added(stage, "CUSTOMER", displayName="Adatum")
    stage.change("account", account, customertypecode=3)
    stage.modified("CUSTOMER")
    page = signed_in(alice).get(f"{card(customer)}couple/?q=Adatum")
    assert "already coupled to Adatum (VENDOR)" in words(page)


def test_a_vendor_that_is_deleted_leaves_its_account_to_a_person(stage):
    vendor, account = coupled(stage, "VENDOR")
    stage.sandbox.remove("vendors", vendor["id"])
    stage.change("account", account, telephone1="555-0500")
    assert ("failed", "partner_deleted") in endings(stage.modified("VENDOR"))
    assert stage.row("account", account)["telephone1"] == "555-0500"


def test_a_purchaser_owns_the_account(play):
    stage = play("SALESPEOPLE", *NAMES, ownership="person")
    person = stage.add("salespeoplePurchasers", code="AB", displayName="Ann Beck")
    user = stage.rows("systemuser")[0]
    vendor = added(stage, "VENDOR", purchaserCode="AB")
    assert endings(stage.couple("VENDOR", vendor)) == [("waiting", "waiting_for")]
    stage.couple("SALESPEOPLE", person, user)
    assert [endings(job) for job in tried_again(stage.mapping("VENDOR"))] == [[("created", "dataverse")]]
    assert stage.partner("VENDOR", vendor)["_ownerid_value"] == user["systemuserid"]
