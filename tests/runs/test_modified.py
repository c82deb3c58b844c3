"""Synchronize Modified Records: both edits arrive on both sides, nothing is written twice, all is accounted for."""

from contextlib import suppress

import pytest

from jobs.models import Job
from syncadmin.sandbox.faults import Faults
from tests.runs.work import coupled_pair, endings, partner, pending, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


def test_different_fields_edited_on_both_sides_arrive_on_both_sides(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="555-0199")
    sandbox.change("account", account["accountid"], address1_city="Bergen")
    job = synchronize(mapping)
    assert endings(job) == [("updated", "bc"), ("updated", "dataverse")]
    assert sandbox.row("customers", customer["id"])["city"] == "Bergen"
    assert partner(sandbox, mapping, customer)["telephone1"] == "555-0199"


def test_a_second_run_writes_nothing(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="555-0199")
    synchronize(mapping)
    sandbox.requests.clear()
    job = synchronize(mapping)
    assert endings(job) == []
    assert {one.method for one in sandbox.requests} <= {"GET"}


def test_the_same_field_edited_differently_is_a_conflict_and_nothing_is_written(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1", city="Bodø")
    sandbox.change("account", account["accountid"], telephone1="2")
    job = synchronize(mapping)
    assert job.status == Job.Status.ERRORS
    assert endings(job) == [("conflict", "conflict")]
    assert partner(sandbox, mapping, customer)["address1_city"] == "Oslo"
    assert mapping.problems.get().facts == {"fields": "Phone No."}


def test_the_same_edit_on_both_sides_is_agreed(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], telephone1="1")
    assert endings(synchronize(mapping)) == [("unchanged",)]


def test_uncoupled_records_are_left_out_with_the_reason(sandbox, mapping):
    sandbox.add("customers", displayName="Adatum")
    sandbox.add("customers", displayName="Contoso", blocked="All")
    sandbox.add("account", name="Supplier", customertypecode=11)
    job = synchronize(mapping)
    codes = {tuple(one) for one in job.operations.values_list("title", "code")}
    assert codes == {("Adatum", "not_coupled"), ("Contoso", "filtered_out"), ("Supplier", "filtered_out")}
    assert job.counts == {"excluded": 3}


def test_with_only_coupled_off_both_sides_get_what_they_miss(sandbox, creating):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    sandbox.add("account", name="Contoso", address1_city="Bergen", customertypecode=3)
    job = synchronize(creating)
    assert sorted(endings(job)) == [("created", "bc"), ("created", "dataverse")]
    assert partner(sandbox, creating, customer)["customertypecode"] == 3
    assert {one["displayName"] for one in sandbox.rows("customers")} == {"Adatum", "Contoso"}


def test_a_value_too_long_for_the_other_side_is_named_and_never_cut(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], name="x" * 130)
    job = synchronize(mapping)
    assert endings(job) == [("failed", "value_too_long")]
    facts = job.operations.get().facts
    assert (facts["field"], facts["length"], facts["limit"]) == ("Name", "130", "100")
    assert sandbox.row("customers", customer["id"])["displayName"] == "Adatum"


def test_what_a_system_refuses_fails_alone_and_is_tried_again(sandbox, mapping):
    first, account = coupled_pair(sandbox, mapping)
    second, other = coupled_pair(sandbox, mapping, displayName="Contoso")
    sandbox.change("account", account["accountid"], telephone1="call me")
    sandbox.change("account", other["accountid"], telephone1="555-0123")
    assert sorted(endings(synchronize(mapping))) == [("failed", "bc", "value_refused"), ("updated", "bc")]
    sandbox.change("account", account["accountid"], telephone1="555-0124")
    assert endings(synchronize(mapping)) == [("updated", "bc")]
    assert not mapping.problems.exists()


def test_an_edit_made_between_reading_and_writing_is_merged_not_overwritten(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="555-0199")
    job = synchronize(mapping, preview=True)
    assert endings(job) == [("dataverse",)]
    assert pending(mapping) == 1
    sandbox.change("account", account["accountid"], address1_city="Bergen")
    synchronize(mapping)
    assert partner(sandbox, mapping, customer)["telephone1"] == "555-0199"
    assert sandbox.row("customers", customer["id"])["city"] == "Bergen"


def test_a_deleted_partner_is_found_by_the_write_and_named(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.remove("account", account["accountid"])
    sandbox.change("customers", customer["id"], phoneNumber="555-0199")
    assert endings(synchronize(mapping)) == [("failed", "partner_deleted")]
    assert sandbox.count("account") == 0


def test_a_preview_knows_that_a_customer_was_deleted_which_nobody_told(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], address1_city="Bergen")
    sandbox.remove("customers", customer["id"])
    assert (
        endings(synchronize(mapping, preview=True)) == endings(synchronize(mapping)) == [("failed", "partner_deleted")]
    )


def test_a_value_that_a_new_record_does_not_show_is_written_once_more(sandbox, creating):
    customers = [sandbox.add("customers", displayName=f"C{one}", email=f"{one}@adatum.example") for one in range(20)]
    first = customers[0]["id"]
    sandbox.faults = AfterCreate(lambda: sandbox.change("account", first, emailaddress1=None))
    synchronize(creating)
    assert sandbox.row("account", first)["emailaddress1"] is None
    synchronize(creating)
    assert sandbox.row("account", first)["emailaddress1"] == "0@adatum.example"
    assert sandbox.row("customers", first)["email"] == "0@adatum.example"


class AfterCreate(Faults):
    """Something happens once, right after the first account was created and before it is read."""

    def __init__(self, happen):
        super().__init__()
        self.happen = happen

    def strike(self, asked, now):
        """Let it happen before the first request that finds an account."""
        if self.happen:
            with suppress(KeyError, TypeError, LookupError):
                self.happen()
                self.happen = None
        return super().strike(asked, now)
