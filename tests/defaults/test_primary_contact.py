"""The first contact that a run creates below a customer, vendor or account without a primary contact becomes that."""

import pytest

from tests.defaults.test_contact import NAMES, person
from tests.runs.several import work
from tests.runs.undoing import undo

PARTNERS = [("CUSTOMER", "customers"), ("VENDOR", "vendors")]


@pytest.fixture
def stage(play):
    """All that contacts depend on; new records are created in both systems."""
    stage = play(*NAMES)
    stage.connection.mappings.exclude(name="CURRENCY").update(only_coupled=False)
    return stage


@pytest.fixture(params=PARTNERS[:1])
def partner(request, stage):
    """The mapping, a customer or vendor, and its account."""
    name, table = request.param
    row = stage.add(table, displayName="Adatum")
    stage.full(name)
    return name, table, row, stage.partner(name, row)


def cy_of(stage, account, **values):
    """A new contact of an account."""
    return stage.add("contact", lastname="Ek", parentcustomerid_account=account["accountid"], **values)


def nothing_more_happens(stage):
    """Whether the next runs of everything write nothing."""
    endings = [one for name in NAMES[1:] for one in stage.endings(stage.modified(name))]
    endings += [one for name in NAMES[1:] for one in stage.endings(stage.full(name))]
    return {ending for ending, *_ in endings} <= {"unchanged", "excluded"} and work() == []


@pytest.mark.parametrize("partner", PARTNERS, ids=["customer", "vendor"], indirect=True)
def test_a_contact_made_in_business_central_fills_a_blank_there_and_is_no_change(stage, partner):
    name, table, row, account = partner
    contact = cy_of(stage, account)
    stage.modified("CONTACT")
    assert work() == [name]
    assert stage.row(table, row)["primaryContactNumber"] == stage.bc_partner("CONTACT", contact)["number"]
    stage.modified("CONTACT")  # the own company is written back
    assert nothing_more_happens(stage)
    assert stage.row("account", account)["_primarycontactid_value"] is None


@pytest.mark.parametrize("partner", PARTNERS, ids=["customer", "vendor"], indirect=True)
def test_a_contact_made_in_dataverse_fills_a_blank_there_and_is_no_change(stage, partner):
    name, table, row, account = partner
    ada = person(stage, row)
    stage.modified("CONTACT")
    assert work() == [name]
    contact = stage.partner("CONTACT", ada)["contactid"]
    assert stage.row("account", account)["_primarycontactid_value"] == contact
    assert nothing_more_happens(stage)
    assert not stage.row(table, row)["primaryContactNumber"]


def test_of_several_the_first_counts_and_a_primary_contact_that_is_there_stays(stage, partner):
    name, table, row, account = partner
    contacts = [cy_of(stage, account, firstname=one) for one in ("Bo", "Cy")]
    stage.modified("CONTACT")
    work()
    first = stage.row(table, row)["primaryContactNumber"]
    assert first in {stage.bc_partner("CONTACT", one)["number"] for one in contacts}
    cy_of(stage, account, firstname="Di")
    stage.modified("CONTACT")
    work()
    assert stage.row(table, row)["primaryContactNumber"] == first


def test_a_change_of_a_person_still_flows_afterwards(stage, partner):
    name, table, row, account = partner
    contact = cy_of(stage, account)
    stage.change("account", account, address1_city="Moss")
    stage.modified("CONTACT")
    work()
    assert stage.row(table, row)["city"] == "Moss"
    stage.change("account", account, primarycontactid=contact["contactid"], telephone1="555")
    assert ("conflict", "conflict") not in stage.endings(stage.modified(name))
    assert stage.row(table, row)["phoneNumber"] == "555"


def test_a_row_that_flows_the_other_way_only_fills_nothing(stage, partner):
    name, table, row, account = partner
    stage.mapping(name).fields.filter(caption="Primary Contact No.").update(direction="to_dataverse")
    cy_of(stage, account)
    stage.modified("CONTACT")
    assert work() == []


def test_what_was_filled_can_be_undone(stage, partner):
    name, table, row, account = partner
    cy_of(stage, account)
    stage.modified("CONTACT")
    work()
    undo(stage.mapping(name).jobs.latest("pk"))
    assert not stage.row(table, row)["primaryContactNumber"]


def test_a_blank_of_dataverse_leaves_a_primary_contact_whose_coupling_was_deleted(stage, partner):
    name, table, row, account = partner
    ada = person(stage, row)
    stage.change(table, row, primaryContactNumber=ada["number"])
    stage.modified("CONTACT", name)
    work()
    assert stage.row("account", account)["_primarycontactid_value"]
    stage.uncouple("CONTACT", ada)
    stage.change("account", account, primarycontactid=None)
    stage.modified(name)
    assert stage.row(table, row)["primaryContactNumber"] == ada["number"]
