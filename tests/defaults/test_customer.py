"""CUSTOMER, and what VENDOR has in common with it: both ways with all rows, and who is left out."""

import pytest

from tests.defaults.partners import (
    NAMES,
    TABLES,
    TYPES,
    VALUES,
    added,
    coupled,
    expected_of,
    shown,
    values_of,
    with_relations,
)
from tests.runs.work import endings

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = pytest.mark.parametrize("name", ["CUSTOMER", "VENDOR"])


@pytest.fixture
def stage(play):
    """CUSTOMER and VENDOR, and the mappings their rows lead through."""
    return play(*NAMES, ownership="team")


@pytest.fixture
def related(stage):
    """The same, with what the rows lead to coupled."""
    return with_relations(stage)


@BOTH
def test_every_field_arrives_in_a_new_account(related, name):
    stage = related
    _row, account = coupled(stage, name, **values_of(stage, name))
    assert shown(account, expected_of(stage, name)) == expected_of(stage, name)
    assert account["_bcbi_companyid_value"] == stage.connection.facts["company_row"]
    assert ("updated", "dataverse") not in endings(stage.modified(name))


@BOTH
def test_every_field_arrives_in_a_new_record_of_business_central(related, name):
    stage = related
    account = stage.add("account", **expected_of(stage, name))
    stage.records(name, account, create=True)
    row = stage.bc_partner(name, account)
    assert shown(row, values_of(stage, name)) == values_of(stage, name)
    stage.modified(name)
    assert stage.row("account", account)["_bcbi_companyid_value"] == stage.connection.facts["company_row"]
    assert endings(stage.modified(name)).count(("updated", "dataverse")) == 0


@BOTH
def test_changes_flow_both_ways_and_contested_ones_wait(stage, name):
    row, account = coupled(stage, name, **VALUES)
    stage.change(TABLES[name], row, phoneNumber="555-0200")
    stage.change("account", account, address1_city="Bergen")
    stage.modified(name)
    row, account = stage.row(TABLES[name], row), stage.row("account", account)
    assert (
        (row["phoneNumber"], row["city"]) == (account["telephone1"], account["address1_city"]) == ("555-0200", "Bergen")
    )
    stage.change(TABLES[name], row, city="Voss")
    stage.change("account", account, address1_city="Odda")
    assert ("conflict", "conflict") in endings(stage.modified(name))
    assert stage.row("account", account)["address1_city"] == "Odda"


@BOTH
def test_a_deleted_account_is_told_of(stage, name):
    row, account = coupled(stage, name)
    stage.sandbox.remove("account", account["accountid"])
    assert ("failed", "partner_deleted") in endings(stage.modified(name))
    assert stage.row(TABLES[name], row)


@BOTH
def test_blocked_records_are_left_out_with_the_reason(stage, name):
    row = added(stage, name, blocked="All")
    job = stage.couple(name, row)
    assert endings(job) == [("excluded", "filtered_out")]
    assert job.operations.get().facts["field"] == "Blocked"


@BOTH
def test_inactive_accounts_and_those_of_another_type_are_left_out(stage, name):
    stage.set(name, only_coupled=False)
    before = len(stage.rows(TABLES[name]))
    stage.add("account", name="Inactive", customertypecode=TYPES[name], statecode=1, statuscode=2)
    stage.add("account", name="Competitor", customertypecode=1)
    codes = [one[-1] for one in endings(stage.modified(name)) if one[-1] == "filtered_out"]
    assert len(codes) >= 2
    assert len(stage.rows(TABLES[name])) >= before
    assert not stage.rows(TABLES[name], displayName="Inactive")
    assert not stage.rows(TABLES[name], displayName="Competitor")


@BOTH
def test_an_account_whose_type_changes_moves_out_with_the_reason(stage, name):
    row, account = coupled(stage, name)
    stage.change("account", account, customertypecode=1, telephone1="555-0300")
    job = stage.modified(name)
    assert ("excluded", "filtered_out") in endings(job)
    facts = job.operations.exclude(bc_key=None).get(code="filtered_out").facts
    assert (facts["field"], facts["value"]) == ("Relationship Type", "1")
    assert stage.row(TABLES[name], row)["phoneNumber"] == ""


def test_the_credit_limit_goes_to_dataverse_only(stage):
    customer, account = coupled(stage, "CUSTOMER", creditLimit=5000)
    assert account["creditlimit"] == 5000
    stage.change("account", account, creditlimit=9)
    stage.modified("CUSTOMER")
    assert stage.row("customers", customer)["creditLimit"] == 5000


def test_a_primary_contact_that_is_not_coupled_is_left_blank_and_kept_in_business_central(stage):
    person = stage.add("contacts", displayName="Ada Lund", type="Person")
    customer = added(stage, "CUSTOMER", primaryContactNumber=person["number"])
    stage.couple("CUSTOMER", customer)
    account = stage.partner("CUSTOMER", customer)
    assert account["_primarycontactid_value"] is None
    stage.change("account", account, telephone1="555-0400")
    stage.modified("CUSTOMER")
    customer = stage.row("customers", customer)
    assert (customer["phoneNumber"], customer["primaryContactNumber"]) == ("555-0400", person["number"])
