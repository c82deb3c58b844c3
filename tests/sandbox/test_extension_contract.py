"""docs/business-central-extension.md says what the sandbox serves: the same pages, properties, types and lengths."""

import re
from pathlib import Path

import pytest

from syncadmin.sandbox.business_central.rules import ACTIONS
from syncadmin.sandbox.business_central.tables import TABLES
from syncadmin.sandbox.columns import Kind, Writable

DOCUMENT = Path(__file__).parents[2] / "docs" / "business-central-extension.md"
SECTION = re.compile(r"^### `(\w+)`\n\nEntity `(\w+)`(.*?)\n\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (\d*) \| (\w+) \| (.+?) \|$", re.MULTILINE)
TYPES = {
    Kind.TEXT: "Text",
    Kind.CODE: "Code",
    Kind.GUID: "Guid",
    Kind.INTEGER: "Integer",
    Kind.BIG: "BigInteger",
    Kind.DECIMAL: "Decimal",
    Kind.BOOLEAN: "Boolean",
    Kind.DATE: "Date",
    Kind.TIME: "DateTime",
}
WRITTEN = {Writable.ALWAYS: "yes", Writable.BY_EXTENSION: "yes", Writable.ON_CREATE: "create", Writable.NEVER: "no"}
SERVED = {table.entity_set: table for table in TABLES if table.extension and table.in_companies}
WITHOUT_A_PAGE = {
    "resources",
    "shippingAgents",
    "unitGroups",
    "itemUnitsOfMeasure",
    "resourceUnitsOfMeasure",
    "customerPriceGroups",
    "salesPrices",
    "priceListHeaders",
    "priceListLines",
}


def told():
    return {name: (entity, head, rows) for name, entity, head, rows in SECTION.findall(DOCUMENT.read_text())}


def of_table(table):
    for column in table.columns:
        members = ", ".join(f"`{option.name}`" for option in column.options)
        kind = f"Enum: {members}" if column.kind is Kind.ENUM else TYPES[column.kind]
        written = "no" if table.read_only else WRITTEN[column.writable]
        yield column.name, kind, str(column.length or ""), written


def test_the_document_tells_of_every_page_and_of_no_other():
    assert {name: entity for name, (entity, _, _) in told().items()} == {
        name: table.entity for name, table in SERVED.items()
    }


@pytest.mark.parametrize("name", SERVED)
def test_a_page_has_the_properties_it_is_told_to_have(name):
    _, head, rows = told()[name]
    assert [row[:4] for row in ROW.findall(rows)] == list(of_table(SERVED[name]))
    assert ("Read only." in head) == SERVED[name].read_only


def test_the_tables_without_a_standard_page_are_on_the_extension_alone():
    assert {name for name, table in SERVED.items() if not table.standard} >= WITHOUT_A_PAGE
    assert {name for name in WITHOUT_A_PAGE if SERVED[name].standard} == set()


@pytest.mark.parametrize("name", SERVED)
def test_a_page_has_id_stamp_row_version_and_where_rows_can_be_made_a_key_of_ours(name):
    table = SERVED[name]
    assert {"id", "lastModifiedDateTime", "systemRowVersion"} <= table.by_name.keys()
    assert ("integrationId" in table.by_name) != table.read_only


def test_the_actions_it_tells_of_are_those_there_are():
    found = set(re.findall(r"^\| `(\w+)` \| `Microsoft\.NAV\.(\w+)` \|", DOCUMENT.read_text(), re.MULTILINE))
    assert found == {(action.table, action.name) for action in ACTIONS if action.extension}


@pytest.mark.parametrize("name", [name for name, table in SERVED.items() if table.standard])
def test_a_page_shows_everything_the_standard_page_shows(central, name):
    answer = central.get("/$metadata")
    entity = re.search(rf'<EntityType Name="{SERVED[name].entity}".*?</EntityType>', answer.text, re.DOTALL)
    assert set(re.findall(r'<Property Name="(\w+)"', entity.group())) < SERVED[name].by_name.keys()
