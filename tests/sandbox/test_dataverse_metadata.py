"""How Dataverse describes its tables."""

ACCOUNT = "/EntityDefinitions(LogicalName='account')"
CRM = "Microsoft.Dynamics.CRM."


def by_name(answer):
    return {row["LogicalName"]: row for row in answer.json()["value"]}


def test_tables_are_listed_with_their_sets(dataverse):
    found = by_name(dataverse.get("/EntityDefinitions", select="LogicalName,EntitySetName,PrimaryIdAttribute"))
    assert found["account"]["EntitySetName"] == "accounts"
    assert found["transactioncurrency"]["PrimaryIdAttribute"] == "transactioncurrencyid"


def test_tables_can_be_filtered_by_name(dataverse):
    text = "LogicalName eq 'account' or LogicalName eq 'team'"
    assert set(by_name(dataverse.get("/EntityDefinitions", filter=text))) == {"account", "team"}


def test_attributes_say_what_may_be_written(dataverse):
    found = by_name(dataverse.get(f"{ACCOUNT}/Attributes", select="LogicalName,AttributeType,IsValidForUpdate"))
    assert found["name"]["IsValidForUpdate"] is True
    assert found["creditlimit_base"]["IsValidForUpdate"] is False
    assert found["ownerid"]["AttributeType"] == "Owner"
    assert found["transactioncurrencyid"]["AttributeType"] == "Lookup"


def test_texts_have_their_lengths(dataverse):
    found = by_name(dataverse.get(f"{ACCOUNT}/Attributes/{CRM}StringAttributeMetadata", select="LogicalName,MaxLength"))
    assert (found["name"]["MaxLength"], found["telephone1"]["MaxLength"]) == (160, 50)
    assert "creditlimit" not in found


def test_choices_have_labels_when_expanded(dataverse):
    path = f"{ACCOUNT}/Attributes/{CRM}PicklistAttributeMetadata"
    found = by_name(dataverse.get(path, select="LogicalName", expand="OptionSet($select=Options)"))
    options = found["paymenttermscode"]["OptionSet"]["Options"]
    assert (options[0]["Value"], options[0]["Label"]["UserLocalizedLabel"]["Label"]) == (1, "Net 30")


def test_states_are_of_their_own_kind(dataverse):
    path = f"{ACCOUNT}/Attributes/{CRM}StatusAttributeMetadata"
    found = by_name(dataverse.get(path, expand="OptionSet"))
    assert [option["State"] for option in found["statuscode"]["OptionSet"]["Options"]] == [0, 1]


def test_one_attribute_by_name(dataverse):
    body = dataverse.get(f"{ACCOUNT}/Attributes(LogicalName='name')/{CRM}StringAttributeMetadata").json()
    assert body["MaxLength"] == 160
    assert dataverse.get(f"{ACCOUNT}/Attributes(LogicalName='nobody')").status_code == 404
    assert dataverse.get("/EntityDefinitions(LogicalName='nobody')").status_code == 404


def test_the_alternate_key_shows_where_there_is_one(dataverse, sandbox):
    assert dataverse.get(f"{ACCOUNT}/Keys").json()["value"] == []
    sandbox.options.alternate_key = True
    assert dataverse.get(f"{ACCOUNT}/Keys").json()["value"][0]["EntityKeyIndexStatus"] == "Active"


def test_the_whole_document_is_xml(dataverse):
    assert '<EntityType Name="account"' in dataverse.get("/$metadata").text
