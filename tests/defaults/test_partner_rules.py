"""What CUSTOMER, VENDOR and CONTACT do besides carrying fields over: companies left out, inactive accounts, the own
company, and contacts that were there before their customer was."""

import pytest

from tests.defaults.test_contact import NAMES, company_of, person, reasons
from tests.runs.several import work


@pytest.fixture
def stage(play):
    """All that contacts depend on; new records are created in both systems."""
    stage = play(*NAMES)
    stage.connection.mappings.exclude(name="CURRENCY").update(only_coupled=False)
    return stage


def without_filter(stage, name, caption):
    """The mapping takes records whatever this property says."""
    kept = [one for one in stage.mapping(name).filters if one["caption"] != caption]
    stage.set(name, filters=kept)


def contact_of(stage, account, **values):
    return stage.add("contact", firstname="Cy", lastname="Ek", parentcustomerid_account=account["accountid"], **values)


def test_a_contact_of_an_account_outside_the_filters_has_no_company_until_the_account_is_let_in(stage):
    rival = stage.add("account", name="Rival", customertypecode=1)
    contact = contact_of(stage, rival)
    stage.modified("CUSTOMER", "VENDOR")
    assert ("created", "bc") in stage.endings(stage.modified("CONTACT"))
    here = stage.bc_partner("CONTACT", contact)
    assert (here["displayName"], here["companyNumber"]) == ("Cy Ek", "")
    stage.modified("CONTACT")
    assert ("updated", "dataverse") not in stage.endings(stage.modified("CONTACT"))
    stage.change("contact", contact, telephone1="555")
    assert stage.endings(stage.modified("CONTACT")) == [("updated", "bc")]
    assert stage.row("contact", contact)["_parentcustomerid_value"] == rival["accountid"]
    stage.change("account", rival, customertypecode=3)
    stage.modified("CUSTOMER")
    work()
    assert stage.row("contacts", here)["companyName"] == "Rival"


def test_a_contact_that_waits_goes_on_without_a_company_once_the_filters_are_known_to_leave_its_account_out(stage):
    contact = contact_of(stage, stage.add("account", name="Rival", customertypecode=1))
    assert ("waiting", "waiting_for") in stage.endings(stage.modified("CONTACT"))
    stage.modified("CUSTOMER", "VENDOR")
    work()
    assert stage.bc_partner("CONTACT", contact)["displayName"] == "Cy Ek"


def test_the_account_of_a_contact_is_tried_first(stage):
    account = stage.add("account", name="Adatum", customertypecode=3)
    contact = contact_of(stage, account)
    stage.modified("CONTACT")
    assert work()[:2] == ["CUSTOMER", "CONTACT"]
    assert stage.bc_partner("CONTACT", contact)["companyName"] == "Adatum"


def test_an_account_that_cannot_be_tried_is_said_and_not_tried_for_ever(stage):
    account = stage.add("account", name="A" * 150, customertypecode=3)
    contact = contact_of(stage, account)
    job = stage.modified("CONTACT")
    assert work() == ["CUSTOMER"]
    assert reasons(job, contact)[0].endswith("which is not coupled in CUSTOMER, VENDOR.")
    assert stage.coupled("CONTACT") == {}


def test_an_inactive_account_blocks_its_customer_and_an_active_one_does_not_unblock_it(stage):
    without_filter(stage, "CUSTOMER", "Status")
    without_filter(stage, "CUSTOMER", "Blocked")
    customers = [stage.add("customers", displayName=name) for name in ("Adatum", "Bishop")]
    stage.modified("CUSTOMER")
    stage.change("customers", customers[1], blocked="Ship")
    for one in customers:
        stage.change("account", stage.partner("CUSTOMER", one), statecode=1, statuscode=2)
    stage.modified("CUSTOMER")
    assert [stage.row("customers", one)["blocked"] for one in customers] == ["All", "Ship"]
    assert stage.endings(stage.modified("CUSTOMER")) == []
    stage.change("account", stage.partner("CUSTOMER", customers[0]), statecode=0, statuscode=1)
    stage.modified("CUSTOMER")
    assert stage.row("customers", customers[0])["blocked"] == "All"


def test_persons_who_were_there_before_their_customer_was_created_follow_without_a_full_run(stage):
    customer = stage.add("customers", displayName="Adatum")
    ada = person(stage, customer)
    stage.set("CUSTOMER", only_coupled=True)
    assert ("waiting", "waiting_for") in stage.endings(stage.modified("CONTACT"))
    stage.couple("CUSTOMER", customer)
    assert "CONTACT" in work()
    parent = stage.partner("CONTACT", ada)["_parentcustomerid_value"]
    assert parent == stage.partner("CUSTOMER", customer)["accountid"]


def test_another_company_of_a_row_that_is_coupled_is_corrected(stage):
    customer = stage.add("customers", displayName="Adatum")
    stage.modified("CUSTOMER")
    account = stage.partner("CUSTOMER", customer)
    own = account["_bcbi_companyid_value"]
    other = stage.add("bcbi_company", bcbi_name="Another")
    for company in (other["bcbi_companyid"], None):
        stage.change("account", account, bcbi_companyid=company)
        assert stage.endings(stage.modified("CUSTOMER")) == [("updated", "dataverse")]
        assert stage.row("account", account)["_bcbi_companyid_value"] == own


def test_a_person_without_a_company_stays_in_step(stage):
    customer = stage.add("customers", displayName="Adatum")
    stage.modified("CUSTOMER")
    ada = person(stage, customer)
    stage.modified("CONTACT")
    assert company_of(stage, customer)
    stage.change("contacts", ada, companyNumber="", city="Moss")
    assert stage.endings(stage.modified("CONTACT")) == [("updated", "dataverse")]
    assert stage.partner("CONTACT", ada)["address1_city"] == "Moss"
