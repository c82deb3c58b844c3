"""The roots of Business Central: the standard API, that of the extension, and both on-premises."""

from xml.etree.ElementTree import fromstring

import pytest
import requests

from tests.sandbox.callers import error_of

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def sets(caller):
    return {one["name"] for one in caller.get().json()["value"]}


def described(caller):
    """The properties of each set with their attributes, and what the set leads to."""
    document = fromstring(caller.get("/$metadata").content)  # noqa: S314 - our own document
    types = {one.get("Name"): one for one in document.iter(f"{EDM}EntityType")}
    return {
        one.get("Name"): types[one.get("EntityType").rpartition(".")[2]] for one in document.iter(f"{EDM}EntitySet")
    }


def properties(entity):
    return {one.get("Name"): one.attrib for one in entity.iter(f"{EDM}Property")}


def ways(entity):
    return {one.get("Name"): one.get("Type") for one in entity.iter(f"{EDM}NavigationProperty")}


def test_the_tenant_may_be_left_out(central, sandbox):
    root = central.root.replace(f"/{sandbox.tenant}/", "/")
    assert central("GET", f"{root}/companies").status_code == 200


def test_each_api_lists_its_own_sets(central, extension):
    assert {"companies", "customers", "salesOrders", "subscriptions"} <= sets(central)
    assert "resources" not in sets(central)
    assert {"companies", "customers", "resources", "priceListLines"} <= sets(extension)


def test_every_set_that_is_listed_answers_and_is_described(central, extension, company):
    for caller in (central, extension):
        assert described(caller).keys() == sets(caller)
        for name in sets(caller) - {"companies", "subscriptions"}:
            assert caller.get(f"{company}/{name}", top=1).status_code in (200, 400)


def test_the_extension_shows_every_property_and_the_standard_its_own(central, extension, company, sandbox):
    sandbox.add("customers", displayName="A")
    (plain,) = central.get(f"{company}/customers").json()["value"]
    (full,) = extension.get(f"{company}/customers").json()["value"]
    assert plain.keys() < full.keys()
    assert plain["@odata.etag"] == full["@odata.etag"]
    extra = min(full.keys() - plain.keys())
    assert error_of(central.get(f"{company}/customers", select=extra)) == (400, "BadRequest")
    assert properties(described(central)["customers"]).keys() == plain.keys() - {"@odata.etag"}
    assert properties(described(extension)["customers"]).keys() == full.keys() - {"@odata.etag"}


def test_both_write_the_same_row(central, extension, company):
    row = central("POST", f"{company}/customers", body={"displayName": "A"}).json()
    path = f"{company}/customers({row['id']})"
    changed = extension("PATCH", path, body={"city": "Oslo"}, If_Match=row["@odata.etag"])
    assert changed.status_code == 200
    assert central("PATCH", path, body={"city": "B"}, If_Match=row["@odata.etag"]).status_code == 409
    assert central.get(path).json()["city"] == "Oslo"


def test_without_the_extension_its_api_is_not_found(extension, sandbox):
    sandbox.options.extension = False
    assert error_of(extension.get("/companies"))[0] == 404
    assert error_of(extension.get())[0] == 404


@pytest.mark.parametrize("path", ["v1.0", "", "v2.0x/companies", "somebody/else/v1.0/companies", "../x"])
def test_another_api_is_not_found(central, sandbox, path):
    assert central("GET", sandbox.business_central_url.replace("api/v2.0", f"api/{path}")).status_code == 404


def test_batches_stay_within_their_api(extension, company):
    part = {"id": "1", "method": "GET", "url": f"{company[1:]}/resources", "headers": {}}
    answer = extension("POST", "/$batch", body={"requests": [part]})
    assert [one["status"] for one in answer.json()["responses"]] == [200]


def test_properties_are_described_with_type_and_length(central):
    found = properties(described(central)["customers"])
    assert found["displayName"] == {"Name": "displayName", "Type": "Edm.String", "MaxLength": "100"}
    assert found["id"] == {"Name": "id", "Type": "Edm.Guid", "Nullable": "false"}
    assert found["creditLimit"] == {"Name": "creditLimit", "Type": "Edm.Decimal", "Scale": "Variable"}
    assert found["blocked"]["Type"] == "Microsoft.NAV.customerBlocked"


def test_where_a_set_leads_to_is_described(central):
    found = described(central)
    assert ways(found["customers"])["currency"] == "Microsoft.NAV.currency"
    assert ways(found["salesOrders"])["salesOrderLines"] == "Collection(Microsoft.NAV.salesOrderLine)"
    assert "customers" in ways(found["companies"])
    assert "salesOrderLines" not in ways(found["companies"])


def test_a_table_that_changes_is_described_as_it_is_then(central, sandbox):
    sandbox.reshape("customers", rename={"website": "homePage"}, alter={"city": {"length": 12}})
    found = properties(described(central)["customers"])
    assert "homePage" in found
    assert "website" not in found
    assert found["city"]["MaxLength"] == "12"


@pytest.mark.parametrize(
    ("language", "code", "caption"),
    [
        ("en-US", 1033, "Customer"),
        ("nb-NO", 1044, "Kunde"),
        ("no", 1044, "Kunde"),
        ("fi;q=0.9, sv-SE;q=0.8", 1053, "Kund"),
        ("de", 1031, "Debitor"),
        ("tlh", 1033, "Customer"),
        (";;,=", 1033, "Customer"),
    ],
)
def test_captions_come_in_the_language_asked_for(central, language, code, caption):
    answer = central("GET", "/entityDefinitions", Accept_Language=language)
    found = {row["entitySetName"]: row for row in answer.json()["value"]}
    assert found["customers"]["entityCaptions"] == [{"languageCode": code, "caption": caption}]


def on_premises(sandbox, path="/companies", user="ADMIN", password="key", **more):  # noqa: S107
    return requests.get(f"{sandbox.on_premises_url}{path}", auth=(user, password), timeout=10, **more)


def test_on_premises_takes_name_and_password_and_no_token(sandbox, central):
    sandbox.options.basic_user, sandbox.options.basic_password = "ADMIN", "key"
    assert on_premises(sandbox).status_code == 200
    assert error_of(on_premises(sandbox, password="other")) == (401, "Authentication_InvalidCredentials")  # noqa: S106
    assert central("GET", f"{sandbox.on_premises_url}/companies").status_code == 401
    assert requests.get(f"{central.root}/companies", auth=("ADMIN", "key"), timeout=10).status_code == 401


def test_on_premises_nobody_is_let_in_where_nobody_is_known(sandbox):
    assert on_premises(sandbox, user="", password="").status_code == 401


def test_on_premises_shows_the_same_rows_at_its_own_address(sandbox, company):
    sandbox.options.basic_user, sandbox.options.basic_password = "ADMIN", "key"
    sandbox.add_many("customers", ({"displayName": str(number)} for number in range(3)))
    page = on_premises(sandbox, f"{company}/customers", headers={"Prefer": "odata.maxpagesize=2"}).json()
    assert page["@odata.nextLink"].startswith(f"{sandbox.on_premises_url}{company}")
    assert len(page["value"]) == 2
    root = sandbox.on_premises_url.replace("v2.0", "syncadmin/integration/v1.0")
    answer = requests.get(f"{root}{company}/resources", auth=("ADMIN", "key"), timeout=10)
    assert answer.status_code == 200


def test_on_premises_the_api_may_be_switched_off(sandbox):
    sandbox.options.basic_user, sandbox.options.basic_password = "ADMIN", "key"
    sandbox.options.api_services = False
    assert on_premises(sandbox).status_code == 405


@pytest.mark.parametrize("installed", [True, False])
def test_the_standard_api_tells_where_the_others_are(central, sandbox, installed):
    sandbox.options.extension = installed
    told = {one["route"]: one for one in central.get("/apicategoryroutes").json()["value"]}
    assert told.keys() == {"contoso/projects/v1.0", *(["syncadmin/integration/v1.0"] if installed else [])}
    one = told["contoso/projects/v1.0"]
    assert (one["publisher"], one["group"], one["version"]) == ("contoso", "projects", "v1.0")


def test_a_table_of_a_further_api_is_there_and_nowhere_else(central, extension, sandbox):
    sandbox.add("customerProjects", code="HALL")
    root = f"{sandbox.business_central_url.removesuffix('v2.0')}contoso/projects/v1.0"
    found = central("GET", f"{root}/companies({sandbox.company_id})/customerProjects").json()["value"]
    assert [one["code"] for one in found] == ["HALL"]
    assert "customerProjects" not in sets(central) | sets(extension)
