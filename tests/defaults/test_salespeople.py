"""SALESPEOPLE: users of Dataverse become salespeople of Business Central, and owners of what these look after."""

import pytest

from tests.runs.undoing import undo
from tests.runs.work import carry_out, endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(play):
    """The mapping alone, with nobody there yet but who is added."""
    stage = play("SALESPEOPLE", ownership="person")
    for row in stage.rows("salespeoplePurchasers"):
        stage.sandbox.remove("salespeoplePurchasers", row["id"])
    return stage


def user(stage, name, **values):
    """A user as the mapping wants one."""
    fine = {"isdisabled": False, "islicensed": True, "isintegrationuser": False}
    first, last = name.split()
    address = f"{first}@contoso.com".lower()
    names = {"firstname": first, "lastname": last, "internalemailaddress": address, "domainname": address}
    return stage.add("systemuser", **{**names, **fine, **values})


def codes(stage):
    return sorted(one["code"] for one in stage.rows("salespeoplePurchasers"))


def test_users_become_salespeople_with_a_code_of_their_own(stage):
    ann, ben = user(stage, "Ann Beck", mobilephone="555-0100"), user(stage, "Ben Cole")
    stage.records("SALESPEOPLE", ann, ben, create=True)
    assert codes(stage) == ["SP NO. 00001", "SP NO. 00002"]
    made = stage.bc_partner("SALESPEOPLE", ann)
    shown = (made["displayName"], made["email"], made["phoneNo"])
    assert shown == ("Ann Beck", "ann@contoso.com", "555-0100")


def test_a_code_is_one_more_than_the_highest(stage):
    for code in ("SP NO. 00007", "SP NO. 0X", "ZZ"):
        stage.add("salespeoplePurchasers", code=code)
    ann = user(stage, "Ann Beck")
    stage.records("SALESPEOPLE", ann, create=True)
    assert stage.bc_partner("SALESPEOPLE", ann)["code"] == "SP NO. 00008"


def test_a_preview_takes_no_number_and_is_carried_out_and_undone(stage):
    ann, ben = user(stage, "Ann Beck"), user(stage, "Ben Cole")
    preview = stage.records("SALESPEOPLE", ann, ben, create=True, preview=True)
    assert {one.values["code"] for one in preview.operations.all()} == {"SP NO. 0####"}
    assert codes(stage) == []
    job = carry_out(preview)
    assert codes(stage) == ["SP NO. 00001", "SP NO. 00002"]
    assert sorted(one.values["code"] for one in job.operations.all()) == codes(stage)
    assert endings(undo(job)) == [("deleted", "bc")] * 2
    assert codes(stage) == []


@pytest.mark.parametrize("kind", ["lose_answer", "reset"])
def test_a_create_whose_answer_was_lost_keeps_its_code(stage, kind):
    ann = user(stage, "Ann Beck")
    stage.sandbox.misbehave("POST", "batch", kind=kind, times=1)
    stage.records("SALESPEOPLE", ann, create=True)
    stage.modified("SALESPEOPLE")
    assert codes(stage) == ["SP NO. 00001"]
    assert stage.bc_partner("SALESPEOPLE", ann)["code"] == "SP NO. 00001"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"isdisabled": True}, "Status"),
        ({"islicensed": False}, "User Licensed"),
        ({"isintegrationuser": True}, "Integration user mode"),
    ],
)
def test_a_user_who_is_left_out_is_told_why(stage, values, field):
    job = stage.records("SALESPEOPLE", user(stage, "Ann Beck", **values), create=True)
    assert endings(job) == [("excluded", "filtered_out")]
    assert job.operations.get().facts["field"] == field
    assert codes(stage) == []


def test_what_changes_flows_to_business_central_only(stage):
    ann = user(stage, "Ann Beck")
    stage.records("SALESPEOPLE", ann, create=True)
    stage.change("systemuser", ann, mobilephone="555-0199")
    stage.modified("SALESPEOPLE")
    made = stage.bc_partner("SALESPEOPLE", ann)
    assert made["phoneNo"] == "555-0199"
    stage.change("salespeoplePurchasers", made, phoneNo="1")
    stage.modified("SALESPEOPLE")
    assert stage.row("systemuser", ann)["mobilephone"] == "555-0199"


def test_nothing_is_created_in_dataverse(stage):
    person = stage.add("salespeoplePurchasers", code="AB", displayName="Ann Beck")
    job = stage.couple("SALESPEOPLE", person)
    assert endings(job)[-1] == ("excluded", "wrong_direction")


def test_a_salesperson_who_is_deleted_is_told_of(stage):
    ann = user(stage, "Ann Beck")
    stage.records("SALESPEOPLE", ann, create=True)
    stage.sandbox.remove("salespeoplePurchasers", stage.bc_partner("SALESPEOPLE", ann)["id"])
    stage.change("systemuser", ann, mobilephone="555-0199")
    assert ("failed", "partner_deleted") in endings(stage.modified("SALESPEOPLE"))
