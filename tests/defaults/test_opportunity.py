"""OPPORTUNITY: open opportunities of Business Central with their contact and account; only the name comes back."""

import pytest

from jobs.models import Job, JobOperation
from syncadmin.ui.sentences import title
from tests.defaults.test_contact import person
from tests.runs.work import finished

NAMES = ("SALESPEOPLE", "CURRENCY", "CUSTOMER", "VENDOR", "CONTACT", "OPPORTUNITY")


@pytest.fixture
def stage(play):
    """Opportunities and all that they lead to; new records are created."""
    return _creating(play(*NAMES))


def _creating(stage):
    stage.connection.mappings.filter(name__in=("CUSTOMER", "VENDOR", "CONTACT")).update(only_coupled=False)
    return stage


@pytest.fixture
def ada(stage):
    """A person of a customer, both coupled."""
    customer = stage.add("customers", displayName="Adatum")
    stage.full("CUSTOMER")
    found = person(stage, customer)
    stage.full("CONTACT")
    return found


def opportunity(stage, contact, **values):
    """An opportunity of a contact."""
    return stage.add("opportunities", **{"description": "Lamps", "contactNumber": contact["number"], **values})


def reasons(job, row):
    """What a job says of an opportunity, as people read it."""
    return [str(title(one.reason)) for one in JobOperation.objects.filter(job=job, bc_key=row["id"]) if one.reason]


def test_an_opportunity_goes_with_its_contact_and_the_account_behind_it(stage, ada):
    lamps = opportunity(stage, ada, estimatedValue=1200, estimatedClosingDate="2027-03-01")
    assert stage.endings(stage.modified("OPPORTUNITY")) == [("created", "dataverse")]
    there = stage.partner("OPPORTUNITY", lamps)
    contact = stage.partner("CONTACT", ada)
    assert there["_parentcontactid_value"] == contact["contactid"]
    assert there["_parentaccountid_value"] == contact["_parentcustomerid_value"]
    assert (there["name"], there["estimatedvalue"], there["estimatedclosedate"]) == ("Lamps", 1200, "2027-03-01")


def test_the_name_flows_both_ways_and_everything_else_to_dataverse_only(stage, ada):
    lamps = opportunity(stage, ada, estimatedValue=1200)
    stage.modified("OPPORTUNITY")
    there = stage.partner("OPPORTUNITY", lamps)
    stage.change("opportunity", there, name="Many lamps", estimatedvalue=1)
    stage.modified("OPPORTUNITY")
    here = stage.row("opportunities", lamps)
    assert (here["description"], here["estimatedValue"]) == ("Many lamps", 1200)
    stage.change("opportunities", lamps, description="Few lamps", estimatedValue=300)
    stage.modified("OPPORTUNITY")
    there = stage.row("opportunity", there)
    assert (there["name"], there["estimatedvalue"]) == ("Few lamps", 300)
    stage.change("opportunities", lamps, description="No lamps")
    stage.change("opportunity", there, name="All lamps")
    assert stage.endings(stage.modified("OPPORTUNITY")) == [("conflict", "conflict")]


def test_only_open_ones_take_part(stage, ada):
    started, won = (opportunity(stage, ada, status=status) for status in ("In_x0020_Progress", "Won"))
    job = stage.modified("OPPORTUNITY")
    assert reasons(job, won) == ["Status is Won, which the mapping's filter on Business Central leaves out."]
    assert list(stage.coupled("OPPORTUNITY")) == [started["id"]]


def test_those_without_a_person_of_a_customer_or_vendor_are_left_out_with_the_reason(stage, ada):
    company = stage.row("contacts", type="Company")
    lead = stage.add("contacts", type="Person", displayName="Bo Lead")
    of_company, of_lead = opportunity(stage, company), opportunity(stage, lead)
    job = stage.modified("OPPORTUNITY")
    out = "which the mapping's filter on Business Central leaves out."
    assert reasons(job, of_company) == [f"Contact Type is Company, {out}"]
    assert reasons(job, of_lead) == [f"Customer or Vendor is –, {out}"]


def test_one_of_a_vendor_has_no_account(stage):
    vendor = stage.add("vendors", displayName="Litware")
    stage.full("VENDOR")
    bo = person(stage, vendor)
    stage.full("CONTACT")
    lamps = opportunity(stage, bo)
    stage.modified("OPPORTUNITY")
    there = stage.partner("OPPORTUNITY", lamps)
    assert (there["_parentcontactid_value"], there["_parentaccountid_value"]) == (
        stage.partner("CONTACT", bo)["contactid"],
        None,
    )


def test_one_whose_contact_is_not_coupled_waits_names_it_and_follows(stage):
    customer = stage.add("customers", displayName="Adatum")
    stage.full("CUSTOMER")
    ada = person(stage, customer)
    lamps = opportunity(stage, ada)
    said = f"Contact No. is {ada['number']} in Business Central, which is not coupled in CONTACT."
    assert reasons(stage.modified("OPPORTUNITY"), lamps) == [said]
    stage.full("CONTACT")
    finished(Job.objects.get(mapping__name="OPPORTUNITY", status="queued"))
    assert stage.partner("OPPORTUNITY", lamps)["name"] == "Lamps"


def test_a_salesperson_has_to_be_coupled_or_blank_where_persons_own(play):
    stage = _creating(play(*NAMES, ownership="person"))
    customer = stage.add("customers", displayName="Adatum")
    stage.full("CUSTOMER")
    ada = person(stage, customer)
    stage.full("CONTACT")
    sold, unsold = opportunity(stage, ada, salespersonCode="JK"), opportunity(stage, ada)
    job = stage.modified("OPPORTUNITY")
    assert reasons(job, sold) == ["Salesperson Code is JK in Business Central, which is not coupled in SALESPEOPLE."]
    assert stage.partner("OPPORTUNITY", unsold)["name"] == "Lamps"
