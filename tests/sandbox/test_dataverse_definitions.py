"""Everything a client may ask of Dataverse's metadata."""

from xml.etree.ElementTree import fromstring

import pytest

from tests.sandbox.callers import error_of

CRM = "Microsoft.Dynamics.CRM."
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def entity(name):
    return f"/EntityDefinitions(LogicalName='{name}')"


def names(answer, member="LogicalName"):
    return {row[member] for row in answer.json()["value"]}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("LogicalName eq 'uom'", {"uom"}),
        ("IsCustomEntity eq true", {"bcbi_company", "new_project"}),
        ("IsCustomEntity eq true and OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'", None),
        ("ObjectTypeCode eq 1 or ObjectTypeCode eq 2", {"account", "contact"}),
        ("ObjectTypeCode ge 1088 and ObjectTypeCode lt 1090", {"salesorder", "salesorderdetail"}),
        ("not (ObjectTypeCode gt 2)", {"account", "contact"}),
        ("EntitySetName in ('uoms','teams')", {"uom", "team"}),
        ("startswith(LogicalName,'uom')", {"uom", "uomschedule"}),
        ("IsAuditEnabled/Value eq true", set()),
        ("DisplayName/UserLocalizedLabel/Label eq 'Unit'", {"uom"}),
        ("DataProviderId ne null", set()),
    ],
)
def test_tables_are_filtered(dataverse, condition, found):
    answer = dataverse.get("/EntityDefinitions", select="LogicalName", filter=condition)
    assert names(answer) == ({"bcbi_company", "new_project"} if found is None else found)


@pytest.mark.parametrize(
    "query",
    [
        {"select": "Nobody"},
        {"filter": "Nobody eq 1"},
        {"filter": "LogicalName eq"},
        {"filter": "LogicalName gt 5"},
        {"filter": "year(LogicalName) eq 5"},
        {"expand": "Nobody"},
        {"expand": "Attributes($select=Nobody)"},
        {"expand": "Attributes(" * 40 + ")" * 40},
        {"top": "1"},
        {"orderby": "LogicalName"},
    ],
)
def test_what_metadata_does_not_know_is_refused(dataverse, query):
    assert dataverse.get("/EntityDefinitions", **query).status_code == 400


def test_a_table_is_found_by_name_or_id(dataverse):
    one = dataverse.get(entity("new_project")).json()
    assert (one["SchemaName"], one["EntitySetName"], one["IsCustomEntity"]) == ("new_Project", "new_projects", True)
    for key in (one["MetadataId"], f"MetadataId={one['MetadataId'].upper()}"):
        assert dataverse.get(f"/EntityDefinitions({key})").json()["LogicalName"] == "new_project"


def test_a_table_says_how_it_can_be_used(dataverse):
    facts = "ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled,OwnershipType,LogicalCollectionName"
    account, unit = (dataverse.get(entity(name), select=facts).json() for name in ("account", "uom"))
    assert (account["ChangeTrackingEnabled"], account["OwnershipType"]) == (True, "UserOwned")
    assert (unit["ChangeTrackingEnabled"], unit["OwnershipType"]) == (False, "OrganizationOwned")
    assert account["IsOptimisticConcurrencyEnabled"] is True
    assert account["LogicalCollectionName"] == "accounts"


def test_the_privileges_of_a_table_have_names(dataverse):
    found = dataverse.get(entity("account"), select="Privileges").json()["Privileges"]
    assert {one["Name"] for one in found} >= {
        "prvCreateAccount",
        "prvReadAccount",
        "prvWriteAccount",
        "prvDeleteAccount",
    }


def test_everything_behind_a_table_is_expanded_and_narrowed(dataverse):
    text = "Attributes($select=LogicalName;$filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Money'),"
    text += (
        "Keys($select=KeyAttributes),ManyToOneRelationships($select=ReferencedEntity;$filter=ReferencedEntity eq 'uom')"
    )
    found = dataverse.get(entity("product"), select="LogicalName", expand=text).json()
    assert {one["LogicalName"] for one in found["Attributes"]} >= {"price", "price_base", "standardcost"}
    assert (found["Keys"], len(found["ManyToOneRelationships"])) == ([], 1)


@pytest.mark.parametrize(
    ("table", "column", "facts"),
    [
        ("account", "name", {"MaxLength": 160, "AttributeType": "String", "RequiredLevel": "ApplicationRequired"}),
        ("account", "description", {"MaxLength": 2000, "AttributeType": "Memo"}),
        ("account", "emailaddress1", {"Format": "Email"}),
        ("account", "accountid", {"IsPrimaryId": True, "AttributeType": "Uniqueidentifier"}),
        ("account", "creditlimit", {"Precision": 2, "PrecisionSource": 2, "MinValue": 0, "CalculationOf": None}),
        ("account", "creditlimit_base", {"CalculationOf": "creditlimit", "IsValidForUpdate": False}),
        ("product", "price", {"PrecisionSource": 1}),
        ("product", "productnumber", {"RequiredLevel": "SystemRequired"}),
        ("opportunity", "closeprobability", {"MinValue": 0, "MaxValue": 100, "AttributeType": "Integer"}),
        ("opportunity", "estimatedclosedate", {"Format": "DateOnly", "DateTimeBehavior": "DateOnly"}),
        ("account", "modifiedon", {"Format": "DateAndTime", "DateTimeBehavior": "UserLocal"}),
        ("new_project", "new_kickoff", {"DateTimeBehavior": "TimeZoneIndependent", "IsCustomAttribute": True}),
        ("new_project", "new_score", {"AttributeType": "Double", "Precision": 5, "MinValue": -100}),
        ("new_project", "new_tags", {"AttributeType": "Virtual", "AttributeTypeName": "MultiSelectPicklistType"}),
        ("contact", "parentcustomerid", {"AttributeType": "Customer", "Targets": ["account", "contact"]}),
        ("account", "ownerid", {"AttributeType": "Owner", "Targets": ["systemuser", "team"]}),
        ("salesorder", "ordernumber", {"IsValidForCreate": True, "IsValidForUpdate": False}),
        ("salesorder", "totalamount", {"IsValidForCreate": False, "IsValidForUpdate": True}),
        ("account", "owneridtype", {"AttributeType": "EntityName", "IsValidODataAttribute": False}),
        ("account", "primarycontactidname", {"AttributeOf": "primarycontactid", "IsValidODataAttribute": False}),
    ],
)
def test_a_column_is_described(dataverse, table, column, facts):
    found = dataverse.get(f"{entity(table)}/Attributes(LogicalName='{column}')").json()
    plain = {name: found[name]["Value"] if isinstance(found[name], dict) else found[name] for name in facts}
    assert plain == facts


@pytest.mark.parametrize(
    ("table", "cast", "column", "values"),
    [
        ("account", "Picklist", "paymenttermscode", [1, 2, 3, 4]),
        ("product", "State", "statecode", [0, 1, 2, 3]),
        ("salesorder", "Status", "statuscode", [1, 2, 3, 4, 100001, 100002, 100003]),
        ("new_project", "MultiSelectPicklist", "new_tags", [100000000, 100000001, 100000002]),
        ("account", "Enum", "statecode", [0, 1]),
    ],
)
def test_options_come_with_the_type_of_their_column(dataverse, table, cast, column, values):
    path = f"{entity(table)}/Attributes/{CRM}{cast}AttributeMetadata"
    text = "OptionSet($select=Options),GlobalOptionSet($select=Options)"
    answer = dataverse.get(path, select="LogicalName", filter=f"LogicalName eq '{column}'", expand=text)
    (found,) = answer.json()["value"]
    assert [one["Value"] for one in found["OptionSet"]["Options"]] == values
    assert found["GlobalOptionSet"] is None


def test_two_options_have_their_labels(dataverse):
    path = f"{entity('account')}/Attributes(LogicalName='donotemail')/{CRM}BooleanAttributeMetadata/OptionSet"
    found = dataverse.get(path).json()
    texts = [found[name]["Label"]["UserLocalizedLabel"]["Label"] for name in ("TrueOption", "FalseOption")]
    assert texts == ["Do Not Allow", "Allow"]


def test_a_shared_set_of_options_stands_by_itself(dataverse):
    path = f"{entity('new_project')}/Attributes(LogicalName='new_priority')/{CRM}PicklistAttributeMetadata"
    found = dataverse.get(path, expand="OptionSet,GlobalOptionSet($select=Name,IsGlobal)").json()
    assert (found["OptionSet"], found["GlobalOptionSet"]["Name"]) == (None, "new_priority")
    assert names(dataverse.get("/GlobalOptionSetDefinitions"), "Name") == {"new_priority"}
    one = dataverse.get(f"/GlobalOptionSetDefinitions(Name='new_priority')/{CRM}OptionSetMetadata").json()
    assert [option["Value"] for option in one["Options"]] == [100000000, 100000001, 100000002]
    assert error_of(dataverse.get("/GlobalOptionSetDefinitions(Name='nobody')")) == (404, "0x80040217")


def test_labels_are_in_the_languages_of_the_organisation(dataverse):
    label = dataverse.get(f"{entity('opportunity')}/DisplayName").json()
    found = {one["LanguageCode"]: one["Label"] for one in label["LocalizedLabels"]}
    assert found == {1033: "Opportunity", 1044: "Salgsmulighet", 1053: "Affärsmöjlighet", 1031: "Verkaufschance"}
    assert label["UserLocalizedLabel"]["LanguageCode"] == 1033


@pytest.mark.parametrize(
    ("table", "column", "target", "navigation"),
    [
        ("salesorder", "customerid", "account", "customerid_account"),
        ("salesorder", "customerid", "contact", "customerid_contact"),
        ("contact", "parentcustomerid", "account", "parentcustomerid_account"),
        ("account", "ownerid", "team", "ownerid"),
        ("account", "primarycontactid", "contact", "primarycontactid"),
        ("new_project", "new_accountid", "account", "new_AccountId"),
    ],
)
def test_relationships_name_the_property_to_bind(dataverse, table, column, target, navigation):
    condition = f"ReferencingAttribute eq '{column}' and ReferencedEntity eq '{target}'"
    (found,) = dataverse.get(f"{entity(table)}/ManyToOneRelationships", filter=condition).json()["value"]
    assert found["ReferencingEntityNavigationPropertyName"] == navigation
    same = dataverse.get(f"/RelationshipDefinitions(SchemaName='{found['SchemaName']}')").json()
    assert same["MetadataId"] == found["MetadataId"]


def test_relationships_say_what_a_deletion_does(dataverse):
    path = f"/RelationshipDefinitions/{CRM}OneToManyRelationshipMetadata"
    answer = dataverse.get(path, filter="ReferencedEntity eq 'account'").json()["value"]
    found = {(one["ReferencingEntity"], one["CascadeConfiguration"]["Delete"]) for one in answer}
    assert found >= {("contact", "Cascade"), ("salesorder", "Restrict"), ("account", "RemoveLink")}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{entity('account')}/Attributes(LogicalName='name')/{CRM}MoneyAttributeMetadata", 404),
        (f"{entity('account')}/Attributes(LogicalName='name')/OptionSet", 404),
        (f"{entity('account')}/Nobody", 404),
        (f"{entity('account')}/Attributes/Nobody", 404),
        (f"{entity('account')}/Attributes/{CRM}Nobody", 404),
        ("/EntityDefinitions(Nobody)", 400),
        ("/EntityDefinitions(11111111-1111-1111-1111-111111111111)", 404),
    ],
)
def test_what_is_not_there_is_not_found(dataverse, path, status):
    assert dataverse.get(path).status_code == status


def test_metadata_cannot_be_written_here(dataverse):
    assert dataverse("POST", "/EntityDefinitions", body={}).status_code == 405


def test_messages_say_which_tables_take_many_rows_at_once(dataverse):
    answer = dataverse.get("/sdkmessagefilters", filter="sdkmessageid/name eq 'CreateMultiple'")
    found = names(answer, "primaryobjecttypecode")
    assert found >= {"account", "contact", "product", "new_project"}
    assert not found & {"salesorder", "uom", "systemuser", "organization"}


def types(document):
    return {one.get("Name"): one for one in fromstring(document.content).iter(f"{EDM}EntityType")}  # noqa: S314 - our own


def test_the_document_has_keys_properties_and_navigation(dataverse):
    order = types(dataverse.get("/$metadata"))["salesorder"]
    assert order.find(f"{EDM}Key/{EDM}PropertyRef").get("Name") == "salesorderid"
    kinds = {one.get("Name"): one.get("Type") for one in order.iter(f"{EDM}Property")}
    wanted = {"totalamount": "Edm.Decimal", "requestdeliveryby": "Edm.Date", "_customerid_value": "Edm.Guid"}
    assert wanted.items() <= kinds.items()
    links = {one.get("Name"): one.get("Type") for one in order.iter(f"{EDM}NavigationProperty")}
    assert links["customerid_account"] == "mscrm.account"
    assert links["order_details"] == "Collection(mscrm.salesorderdetail)"
    assert len(links) == len(list(order.iter(f"{EDM}NavigationProperty")))


def test_the_document_marks_what_cannot_be_written_on_request(dataverse):
    def marked(query):
        account = types(dataverse("GET", "/$metadata", query))["account"]
        return {one.get("Name") for one in account.iter(f"{EDM}Property") if one.find(f"{EDM}Annotation") is not None}

    assert marked({}) == set()
    found = marked({"annotations": "true"})
    assert found >= {"creditlimit_base", "createdon", "_ownerid_value", "_primarycontactid_value"}
    assert not found & {"name", "creditlimit"}


def test_metadata_follows_the_tables_as_they_are(dataverse, sandbox):
    sandbox.reshape("account", remove=["fax"], alter={"name": {"length": 40}})
    found = dataverse.get(f"{entity('account')}/Attributes/{CRM}StringAttributeMetadata").json()["value"]
    lengths = {one["LogicalName"]: one["MaxLength"] for one in found}
    assert lengths["name"] == 40
    assert "fax" not in lengths
    assert 'Name="fax"' not in dataverse.get("/$metadata").text.partition('Name="contact"')[0]
