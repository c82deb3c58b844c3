"""Options of choices that are added, renamed and deleted while Dataverse runs."""

import pytest

from syncadmin.sandbox.columns import Option
from syncadmin.sandbox.dataverse.option_changes import change, option_set
from syncadmin.sandbox.server import Sandbox
from tests.sandbox.callers import error_of

COLUMN = {"EntityLogicalName": "account", "AttributeLogicalName": "paymenttermscode"}
SHARED = {"OptionSetName": "new_priority"}
PUBLISH = "<importexportxml><{0}s><{0}>{1}</{0}></{0}s></importexportxml>"


def label(**texts):
    codes = {"en": 1033, "nb": 1044, "sv": 1053, "fi": 1035}
    return {"Label": {"LocalizedLabels": [{"Label": t, "LanguageCode": codes[code]} for code, t in texts.items()]}}


def act(dataverse, name, **body):
    return dataverse("POST", f"/{name}", body=body)


def options(dataverse, table="account", column="paymenttermscode", links="OptionSet"):
    """The options of a column as value and labels by language."""
    path = f"/EntityDefinitions(LogicalName='{table}')/Attributes(LogicalName='{column}')"
    path += f"/Microsoft.Dynamics.CRM.{'Status' if column == 'statuscode' else 'Picklist'}AttributeMetadata"
    found = dataverse.get(path, select="LogicalName", expand=links).json()[links]["Options"]
    return {
        one["Value"]: {each["LanguageCode"]: each["Label"] for each in one["Label"]["LocalizedLabels"]} for one in found
    }


def test_a_new_option_gets_the_next_value_and_can_be_used_at_once(dataverse):
    answer = act(dataverse, "InsertOptionValue", **COLUMN, **label(en="Net 90", nb="90 dager"))
    value = answer.json()["NewOptionValue"]
    assert value == 100_000_000
    assert options(dataverse)[value] == {1033: "Net 90", 1044: "90 dager"}
    assert dataverse("POST", "/accounts", body={"name": "A", "paymenttermscode": value}).status_code == 204
    assert act(dataverse, "InsertOptionValue", **COLUMN, **label(en="Net 91")).json()["NewOptionValue"] == value + 1


def test_a_new_option_can_have_a_value_of_its_own_but_not_a_taken_one(dataverse):
    assert act(dataverse, "InsertOptionValue", **COLUMN, Value=5, **label(en="A")).json()["NewOptionValue"] == 5
    again = act(dataverse, "InsertOptionValue", **COLUMN, Value=5, **label(en="B"))
    assert error_of(again) == (400, "0x80040203")


@pytest.mark.parametrize("merge", [True, False])
def test_a_renamed_option_keeps_the_labels_of_other_languages_if_they_are_merged(dataverse, merge):
    assert options(dataverse)[1][1053] == "30 dagar netto"
    act(dataverse, "UpdateOptionValue", **COLUMN, Value=1, MergeLabels=merge, **label(en="30 days", nb="30 dager"))
    found = options(dataverse)[1]
    assert (found[1033], found[1044]) == ("30 days", "30 dager")
    assert found.get(1053) == ("30 dagar netto" if merge else None)


def test_a_deleted_option_is_gone(dataverse):
    assert act(dataverse, "DeleteOptionValue", **COLUMN, Value=4).status_code == 204
    assert 4 not in options(dataverse)
    body = {"name": "A", "paymenttermscode": 4}
    assert error_of(dataverse("POST", "/accounts", body=body)) == (400, "0x80040203")


def test_a_shared_set_changes_wherever_it_is_used(dataverse):
    value = act(dataverse, "InsertOptionValue", **SHARED, **label(en="Urgent")).json()["NewOptionValue"]
    assert options(dataverse, "new_project", "new_priority", "GlobalOptionSet")[value] == {1033: "Urgent"}
    found = dataverse.get("/GlobalOptionSetDefinitions(Name='new_priority')").json()["Options"]
    assert value in [one["Value"] for one in found]


def test_a_new_status_belongs_to_a_state(dataverse, sandbox):
    value = act(dataverse, "InsertStatusValue", EntityLogicalName="account", StateCode=1, **label(en="Merged")).json()[
        "NewOptionValue"
    ]
    key = sandbox.add("account", name="A")["accountid"]
    path = f"/accounts({key})"
    assert error_of(dataverse("PATCH", path, body={"statuscode": value})) == (400, "0x80048408")
    assert dataverse("PATCH", path, body={"statecode": 1, "statuscode": value}).status_code == 204


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("InsertOptionValue", {**COLUMN}),
        ("InsertOptionValue", {**COLUMN, "Label": {"LocalizedLabels": []}}),
        ("InsertOptionValue", {**COLUMN, **label(fi="A")}),
        ("InsertOptionValue", {**COLUMN, **label(en="x" * 201)}),
        ("InsertOptionValue", {**COLUMN, "Value": "5", **label(en="A")}),
        ("InsertOptionValue", {"EntityLogicalName": "account", "AttributeLogicalName": "name", **label(en="A")}),
        ("InsertOptionValue", {"OptionSetName": "nobody", **label(en="A")}),
        ("InsertOptionValue", {**COLUMN, "AttributeLogicalName": "statuscode", **label(en="A")}),
        ("InsertOptionValue", label(en="A")),
        ("InsertStatusValue", {"EntityLogicalName": "account", "StateCode": 7, **label(en="A")}),
        ("UpdateOptionValue", {**COLUMN, "Value": 99, **label(en="A")}),
        ("DeleteOptionValue", {**COLUMN, "Value": 99}),
        ("DeleteOptionValue", {**COLUMN}),
        ("PublishXml", {"ParameterXml": "account"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(dataverse, name, body):
    before = options(dataverse)
    assert act(dataverse, name, **body).status_code in (400, 404)
    assert options(dataverse) == before


def test_where_changes_are_published_they_show_only_then(dataverse, sandbox):
    sandbox.options.publish_options = True
    act(dataverse, "InsertOptionValue", **COLUMN, **label(en="Net 90"))
    act(dataverse, "InsertOptionValue", **SHARED, **label(en="Urgent"))
    assert 100_000_000 not in options(dataverse)
    act(dataverse, "PublishXml", ParameterXml=PUBLISH.format("entity", "contact"))
    assert 100_000_000 not in options(dataverse)
    act(dataverse, "PublishXml", ParameterXml=PUBLISH.format("entity", "account"))
    assert options(dataverse)[100_000_000] == {1033: "Net 90"}
    assert act(dataverse, "PublishAllXml").status_code == 204
    assert 100_000_003 in options(dataverse, "new_project", "new_priority", "GlobalOptionSet")


def test_a_reset_brings_the_options_back(dataverse, sandbox):
    act(dataverse, "InsertOptionValue", **COLUMN, **label(en="Net 90"))
    sandbox.reset()
    assert 100_000_000 not in options(dataverse)


def test_new_options_are_kept_in_the_data_file(tmp_path):
    path = tmp_path / "sandbox.sqlite3"
    for expected in (4, 5):
        own = Sandbox(path=path)
        known = own.store.tables["account"].by_name["paymenttermscode"].options
        assert len(known) == expected
        found = option_set(own.store, "", "account", "paymenttermscode")
        change(own.store, found, (*known, Option(9, "Net 90")), at_once=True)
        own.store.database.close()
