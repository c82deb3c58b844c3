"""Customers, vendors, contacts and opportunities of Business Central: names, companies, links, renaming, deleting."""

import pytest

from tests.sandbox.callers import error_of

NOBODY = "11111111-1111-1111-1111-111111111111"
RELATION, DIALOG = "Internal_InvalidTableRelation", "Application_DialogException"
NAMES = [
    ("Ada", ("Ada", "", "")),
    ("Ada Borg", ("Ada", "", "Borg")),
    ("Ada Maria Borg", ("Ada", "Maria", "Borg")),
    ("Ada Maria van Borg", ("Ada Maria", "van", "Borg")),
    (f"Ada {'B' * 40}", ("Ada", "", "B" * 30)),
]


@pytest.fixture
def adatum(sandbox):
    return sandbox.add("customers", displayName="Adatum", city="Oslo")


@pytest.fixture
def its_company(sandbox, adatum):
    return sandbox.rows("contacts")[0]


def parts(row):
    return row["firstName"], row["middleName"], row["surname"]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_persons_name_is_split(central, company, sandbox, name, expected):
    made = central("POST", f"{company}/contacts", body={"type": "Person", "displayName": name}).json()
    assert made["displayName"] == name
    assert parts(sandbox.row("contacts", made["id"])) == expected


def test_the_parts_of_a_name_make_up_the_whole(extension, company):
    body = {"type": "Person", "firstName": "Ada", "surname": "Borg"}
    made = extension("POST", f"{company}/contacts", body=body).json()
    assert made["displayName"] == "Ada Borg"
    path = f"{company}/contacts({made['id']})"
    assert (
        extension("PATCH", path, body={"middleName": "Maria"}, If_Match="*").json()["displayName"] == "Ada Maria Borg"
    )
    assert parts(extension("PATCH", path, body={"displayName": "Eve"}, If_Match="*").json()) == ("Eve", "", "")


def test_a_contact_needs_a_name_and_a_number_comes_from_the_series(central, company):
    assert error_of(central("POST", f"{company}/contacts", body={})) == (400, DIALOG)
    made = [central("POST", f"{company}/contacts", body={"displayName": name}).json() for name in "AB"]
    assert made[0]["number"] < made[1]["number"]
    assert made[0]["companyNumber"] == made[0]["number"]


@pytest.mark.parametrize(("table", "relation"), [("customers", "Customer"), ("vendors", "Vendor")])
def test_a_customer_or_vendor_has_a_company_contact(central, company, sandbox, table, relation):
    made = central("POST", f"{company}/{table}", body={"displayName": "Adatum", "city": "Oslo"}).json()
    (contact,) = sandbox.rows("contacts")
    assert (contact["type"], contact["city"], contact["contactBusinessRelation"]) == ("Company", "Oslo", relation)
    (link,) = sandbox.rows("contactsInformation")
    assert (link["contactId"], link["relatedId"], link["relatedType"]) == (contact["id"], made["id"], relation)


def test_the_setup_switches_these_contacts_off(central, company, sandbox):
    sandbox.change("integrationSetup", sandbox.rows("integrationSetup")[0]["id"], customerRelationCode="")
    central("POST", f"{company}/customers", body={"displayName": "Adatum"})
    assert sandbox.count("contacts") == 0


def test_the_company_contact_follows_the_customer(central, customers, sandbox, adatum, its_company):
    central("PATCH", f"{customers}({adatum['id']})", body={"displayName": "Adatum AS", "city": "Bergen"}, If_Match="*")
    after = sandbox.row("contacts", its_company["id"])
    assert (after["displayName"], after["city"]) == ("Adatum AS", "Bergen")


def test_persons_are_read_below_the_customer_of_their_company(central, company, customers, adatum, its_company):
    body = {"type": "Person", "displayName": "Ada Borg", "companyNumber": its_company["number"]}
    made = central("POST", f"{company}/contacts", body=body).json()
    assert (made["companyName"], made["contactBusinessRelation"]) == ("Adatum", "Customer")
    links = central.get(f"{customers}({adatum['id']})/contactsInformation").json()["value"]
    assert {(link["contactName"], link["contactType"]) for link in links} == {
        ("Adatum", "Company"),
        ("Ada Borg", "Person"),
    }


def test_a_vendors_contacts_are_read_below_it_too(central, company, sandbox):
    vendor = sandbox.add("vendors", displayName="Fabrikam")
    (link,) = central.get(f"{company}/vendors({vendor['id']})/contactsInformation").json()["value"]
    assert (link["contactName"], link["relatedType"]) == ("Fabrikam", "Vendor")


def test_a_person_who_leaves_the_company_is_no_longer_linked(central, company, sandbox, its_company):
    person = sandbox.add("contacts", type="Person", displayName="Ada", companyNumber=its_company["number"])
    path = f"{company}/contacts({person['id']})"
    assert central("PATCH", path, body={"companyNumber": ""}, If_Match="*").json()["companyName"] == ""
    assert [link["contactType"] for link in sandbox.rows("contactsInformation")] == ["Company"]


def test_a_company_that_is_not_there_is_refused(central, company):
    body = {"type": "Person", "displayName": "Ada", "companyNumber": "NOBODY"}
    assert error_of(central("POST", f"{company}/contacts", body=body)) == (400, RELATION)


def test_the_links_cannot_be_written(central, customers, adatum):
    answer = central("POST", f"{customers}({adatum['id']})/contactsInformation", body={})
    assert error_of(answer) == (405, "BadRequest_MethodNotAllowed")


CODES = [
    ("salespersonCode", "NOBODY", RELATION),
    ("paymentTermsCode", "NOBODY", RELATION),
    ("shippingAgentCode", "NOBODY", RELATION),
    ("primaryContactNumber", "NOBODY", RELATION),
    ("customerPriceGroup", "NOBODY", RELATION),
    ("paymentMethodId", NOBODY, DIALOG),
]


@pytest.mark.parametrize(("name", "value", "code"), CODES)
def test_what_a_customer_names_must_exist(extension, company, name, value, code):
    assert error_of(extension("POST", f"{company}/customers", body={name: value})) == (400, code)


def test_a_code_brings_its_id_and_an_id_its_code(extension, company, sandbox):
    first, second = sandbox.rows("paymentTerms")[:2]
    made = extension("POST", f"{company}/customers", body={"paymentTermsCode": first["code"]}).json()
    assert made["paymentTermsId"] == first["id"]
    path = f"{company}/customers({made['id']})"
    assert (
        extension("PATCH", path, body={"paymentTermsId": second["id"]}, If_Match="*").json()["paymentTermsCode"]
        == second["code"]
    )
    body = {"paymentTermsId": first["id"], "paymentTermsCode": second["code"]}
    assert error_of(extension("PATCH", path, body=body, If_Match="*")) == (400, DIALOG)


def test_a_new_number_is_taken_over_everywhere(central, customers, sandbox, adatum):
    order = sandbox.add("salesOrders", customerNumber=adatum["number"])
    central("PATCH", f"{customers}({adatum['id']})", body={"number": "RENAMED"}, If_Match="*")
    after = sandbox.row("salesOrders", order["id"])
    assert (after["customerNumber"], after["billToCustomerNumber"], after["customerId"]) == (
        "RENAMED",
        "RENAMED",
        adatum["id"],
    )


def test_a_customer_with_documents_stays(central, customers, sandbox, adatum):
    order = sandbox.add("salesOrders", customerNumber=adatum["number"])
    assert error_of(central("DELETE", f"{customers}({adatum['id']})")) == (400, DIALOG)
    sandbox.remove("salesOrders", order["id"])
    assert central("DELETE", f"{customers}({adatum['id']})").status_code == 204
    assert (sandbox.count("contacts"), sandbox.count("contactsInformation")) == (1, 0)


def test_an_integration_id_finds_what_was_created_and_is_there_once(extension, company):
    body = {"displayName": "Adatum", "integrationId": NOBODY}
    made = extension("POST", f"{company}/vendors", body=body).json()
    found = extension.get(f"{company}/vendors", filter=f"integrationId eq {NOBODY}").json()["value"]
    assert [row["id"] for row in found] == [made["id"]]
    assert error_of(extension("POST", f"{company}/vendors", body=body)) == (400, "Internal_EntityWithSameKeyExists")
    assert extension("POST", f"{company}/vendors", body={"displayName": "Other"}).status_code == 201


@pytest.fixture
def opportunity(sandbox, its_company):
    person = sandbox.add("contacts", type="Person", displayName="Ada Borg", companyNumber=its_company["number"])
    return sandbox.add("opportunities", description="Lamps", contactNumber=person["number"])


def test_an_opportunity_shows_its_contact_and_company(opportunity, its_company):
    assert opportunity["contactName"] == "Ada Borg"
    assert (opportunity["contactCompanyName"], opportunity["contactCompanyNumber"]) == ("Adatum", its_company["number"])


READ_ONLY = {"estimatedValue": 5, "estimatedClosingDate": "2026-01-31", "status": "Won", "closed": True}


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_the_sales_cycle_works_out_is_read_only(central, company, opportunity, name):
    path = f"{company}/opportunities({opportunity['id']})"
    answer = central("PATCH", path, body={name: READ_ONLY[name]}, If_Match="*")
    assert error_of(answer) == (400, "BadRequest_InvalidOperation")


def test_a_closed_opportunity_keeps_its_salesperson(central, company, sandbox, opportunity):
    sandbox.change("opportunities", opportunity["id"], status="Won")
    code = sandbox.rows("salespeoplePurchasers")[0]["code"]
    path = f"{company}/opportunities({opportunity['id']})"
    answer = central("PATCH", path, body={"salespersonCode": code}, If_Match="*")
    assert error_of(answer) == (400, DIALOG)


def test_a_contact_with_an_open_opportunity_stays(central, company, sandbox, opportunity):
    person = next(row for row in sandbox.rows("contacts") if row["type"] == "Person")
    assert error_of(central("DELETE", f"{company}/contacts({person['id']})")) == (400, DIALOG)
    sandbox.change("opportunities", opportunity["id"], status="Lost")
    assert central("DELETE", f"{company}/contacts({person['id']})").status_code == 204
