"""CONTACT: persons in the company of a customer or vendor, and contacts of accounts."""

import pytest

from jobs.models import Job, JobOperation
from syncadmin.ui.sentences import title
from tests.runs.several import work
from tests.runs.undoing import undo
from tests.runs.work import carry_out, finished

NAMES = ("CURRENCY", "CUSTOMER", "VENDOR", "CONTACT")


@pytest.fixture
def stage(play):
    """All that contacts depend on; new records are created in both systems."""
    stage = play(*NAMES)
    stage.connection.mappings.exclude(name="CURRENCY").update(only_coupled=False)
    return stage


def company_of(stage, partner):
    """The number of the contact that stands for a customer or vendor."""
    links = stage.rows("contactsInformation", relatedId=partner["id"], contactType="Company")
    return links[0]["contactNumber"]


def person(stage, partner, **values):
    """A person in the company of a customer or vendor."""
    given = {"firstName": "Ada", "surname": "Lund", "companyNumber": company_of(stage, partner), **values}
    return stage.add("contacts", type="Person", **given)


def reasons(job, row):
    """What a job says of a record, as people read it."""
    keys = {"bc_key": row["id"]} if "id" in row else {"dataverse_key": row["contactid"]}
    found = JobOperation.objects.filter(job=job, **keys)
    return [str(title(one.reason)) for one in found if one.reason]


def test_persons_and_contacts_are_created_in_both_systems_below_their_company(stage):
    customer, vendor = stage.add("customers", displayName="Adatum"), stage.add("vendors", displayName="Litware")
    stage.full("CUSTOMER", "VENDOR")
    ada, bo = person(stage, customer, city="Oslo"), person(stage, vendor, firstName="Bo")
    stage.full("CONTACT")
    account = stage.partner("CUSTOMER", customer)["accountid"]
    there = stage.partner("CONTACT", ada)
    assert (there["firstname"], there["lastname"], there["address1_city"]) == ("Ada", "Lund", "Oslo")
    assert there["_parentcustomerid_value"] == account
    assert stage.partner("CONTACT", bo)["_parentcustomerid_value"] == stage.partner("VENDOR", vendor)["accountid"]
    new = stage.add("contact", firstname="Cy", lastname="Ek", parentcustomerid_account=account)
    assert ("created", "bc") in stage.endings(stage.modified("CONTACT"))
    here = stage.bc_partner("CONTACT", new)
    assert (here["displayName"], here["companyName"], here["type"]) == ("Cy Ek", "Adatum", "Person")
    assert stage.endings(stage.modified("CONTACT")) == [("updated", "dataverse")]  # the own company is written back
    assert stage.endings(stage.modified("CONTACT")) == []


@pytest.fixture
def pair(stage):
    """A customer, a person in its company and the contact she is coupled to."""
    customer = stage.add("customers", displayName="Adatum")
    stage.full("CUSTOMER")
    ada = person(stage, customer, city="Oslo", phoneNumber="555-0100")
    stage.full("CONTACT")
    work()  # she becomes the primary contact of the account
    return customer, ada, stage.partner("CONTACT", ada)


def test_changes_of_both_sides_flow_and_the_same_field_is_a_conflict(stage, pair):
    _customer, ada, contact = pair
    stage.change("contacts", ada, city="Bergen")
    stage.change("contact", contact, lastname="Byron")
    stage.modified("CONTACT")
    assert stage.row("contacts", ada)["displayName"] == "Ada Byron"
    assert stage.row("contact", contact)["address1_city"] == "Bergen"
    stage.change("contacts", ada, city="Moss")
    stage.change("contact", contact, address1_city="Bodø")
    assert stage.endings(stage.modified("CONTACT")) == [("conflict", "conflict")]


def test_a_person_who_moves_to_another_company_moves_on_the_other_side(stage, pair):
    _customer, ada, contact = pair
    other, vendor = stage.add("customers", displayName="Contoso"), stage.add("vendors", displayName="Litware")
    stage.modified("CUSTOMER", "VENDOR")
    stage.change("contacts", ada, companyNumber=company_of(stage, other))
    stage.modified("CONTACT")
    parent = stage.partner("CUSTOMER", other)["accountid"]
    assert stage.row("contact", contact)["_parentcustomerid_value"] == parent
    stage.change("contact", contact, parentcustomerid_account=stage.partner("VENDOR", vendor)["accountid"])
    stage.modified("CONTACT")
    assert stage.row("contacts", ada)["companyName"] == "Litware"


def test_a_contact_that_lost_its_company_gets_it_back_and_nothing_is_lost_in_business_central(stage, pair):
    customer, ada, contact = pair
    stage.change("contact", contact, parentcustomerid_account=None, address1_city="Bergen")
    stage.modified("CONTACT")
    account = stage.partner("CUSTOMER", customer)["accountid"]
    assert stage.row("contact", contact)["_parentcustomerid_value"] == account
    here = stage.row("contacts", ada)
    assert (here["companyName"], here["city"]) == ("Adatum", "Bergen")
    stage.modified("CONTACT")
    assert {ending for ending, *_ in stage.endings(stage.full("CONTACT"))} == {"unchanged", "excluded"}


def test_a_contact_that_belongs_to_another_contact_stays_with_it(stage, pair):
    _customer, ada, contact = pair
    boss = stage.add("contact", firstname="Di", lastname="Boss")
    stage.change("contact", contact, parentcustomerid_contact=boss["contactid"])
    stage.modified("CONTACT")
    assert stage.row("contact", contact)["_parentcustomerid_value"] == boss["contactid"]
    assert stage.row("contacts", ada)["companyName"] == "Adatum"


def test_a_deleted_person_is_a_problem_of_the_contact(stage, pair):
    _customer, ada, contact = pair
    stage.sandbox.remove("contact", contact["contactid"])
    assert stage.endings(stage.modified("CONTACT")) == [("failed", "partner_deleted")]
    assert stage.row("contacts", ada)["displayName"] == "Ada Lund"


def test_who_belongs_to_no_customer_or_vendor_is_left_out_with_the_reason(stage):
    company = stage.add("contacts", type="Company", displayName="Just a lead")
    lead = stage.add("contacts", type="Person", displayName="Bo Ek", companyNumber=company["number"])
    lone = stage.add("contacts", type="Person", displayName="Cy Nobody")
    boss = stage.add("contact", firstname="Di", lastname="Boss")
    report = stage.add("contact", firstname="Ed", lastname="Staff", parentcustomerid_contact=boss["contactid"])
    job = stage.full("CONTACT")
    out = "which the mapping's filter on %s leaves out."
    assert reasons(job, company) == ["Type is Company, " + out % "Business Central"]
    assert reasons(job, lead) == ["Customer or Vendor is –, " + out % "Business Central"]
    assert reasons(job, lone) == ["Company No. is –, " + out % "Business Central"]
    for one in (boss, report):
        assert reasons(job, one) == ["Company Name is –, " + out % "Dataverse"]
    assert stage.coupled("CONTACT") == {}


def test_a_contact_of_an_account_that_is_not_coupled_waits_names_it_and_follows(stage):
    stage.set("CUSTOMER", only_coupled=True)
    account = stage.add("account", name="Adatum", customertypecode=3)
    contact = stage.add("contact", firstname="Cy", lastname="Ek", parentcustomerid_account=account["accountid"])
    stage.modified("CUSTOMER")
    said = "Company No. is Adatum in Dataverse, which is not coupled in CUSTOMER, VENDOR."
    assert reasons(stage.full("CONTACT"), contact) == [said]
    stage.full("CUSTOMER")
    finished(Job.objects.get(mapping__name="CONTACT", status="queued"))
    assert stage.bc_partner("CONTACT", contact)["companyName"] == "Adatum"


def test_a_person_of_a_customer_that_is_not_coupled_waits(stage):
    ada = person(stage, stage.add("customers", displayName="Adatum"))
    job = stage.full("CONTACT")
    (said,) = reasons(job, ada)
    assert said.endswith("in Business Central, which is not coupled in CUSTOMER, VENDOR.")


def test_a_customer_without_a_contact_of_its_own_takes_no_persons(stage):
    (setup,) = stage.rows("integrationSetup")
    stage.change("integrationSetup", setup["id"], customerRelationCode="")
    customer = stage.add("customers", displayName="Adatum")
    stage.full("CUSTOMER")
    account = stage.partner("CUSTOMER", customer)
    contact = stage.add("contact", firstname="Cy", lastname="Ek", parentcustomerid_account=account["accountid"])
    said = reasons(stage.full("CONTACT"), contact)
    assert said == ["Adatum has no contact of its own in Business Central, so no person can belong to it."]


def test_names_go_both_ways_without_the_extension(play):
    stage = play(*NAMES, extension=False)
    stage.connection.mappings.exclude(name="CURRENCY").update(only_coupled=False)
    customer = stage.add("customers", displayName="Adatum")
    stage.full("CUSTOMER")
    ada = stage.add("contacts", type="Person", displayName="Ada King Lund", companyNumber=company_of(stage, customer))
    stage.full("CONTACT")
    there = stage.partner("CONTACT", ada)
    assert (there["firstname"], there["middlename"], there["lastname"]) == ("Ada", "King", "Lund")
    stage.change("contact", there, lastname="Byron")
    stage.modified("CONTACT")
    assert stage.row("contacts", ada)["displayName"] == "Ada King Byron"


def test_a_primary_contact_follows_by_itself_once_it_is_coupled(stage):
    customer = stage.add("customers", displayName="Adatum")
    ada = person(stage, customer)
    stage.change("customers", customer, primaryContactNumber=ada["number"])
    stage.full("CUSTOMER", "CONTACT")
    assert work() == ["CUSTOMER"]
    contact = stage.partner("CONTACT", ada)["contactid"]
    assert stage.partner("CUSTOMER", customer)["_primarycontactid_value"] == contact
    assert {ending for ending, *_ in stage.endings(stage.full("CUSTOMER"))} == {"unchanged"}


def test_a_blank_of_dataverse_leaves_a_primary_contact_alone_that_is_not_coupled(stage, pair):
    customer, _ada, contact = pair
    other = person(stage, customer, firstName="Bo")
    account = stage.partner("CUSTOMER", customer)
    assert account["_primarycontactid_value"] == contact["contactid"]
    stage.change("customers", customer, primaryContactNumber=other["number"])
    stage.modified("CUSTOMER")
    assert stage.row("account", account)["_primarycontactid_value"] is None
    stage.change("account", account, address1_city="Bergen")
    stage.modified("CUSTOMER")
    assert stage.row("customers", customer)["primaryContactNumber"] == other["number"]


def test_a_move_to_another_company_can_be_previewed_and_undone(stage, pair):
    _customer, ada, contact = pair
    other = stage.add("customers", displayName="Contoso")
    stage.modified("CUSTOMER")
    stage.change("contact", contact, parentcustomerid_account=stage.partner("CUSTOMER", other)["accountid"])
    preview = stage.records("CONTACT", ada, preview=True)
    assert stage.row("contacts", ada)["companyName"] == "Adatum"
    job = carry_out(preview)
    assert stage.row("contacts", ada)["companyName"] == "Contoso"
    undo(job)
    assert stage.row("contacts", ada)["companyName"] == "Adatum"
