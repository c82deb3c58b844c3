"""New Table Mapping goes step by step, proposes field rows by rules one can see, and loses nothing that was entered."""

import pytest

from mappings.models import OptionMapping, TableMapping
from tests.connections.pages import words
from tests.mappings.forms import Form

PATH = "/mappings/new/"
TABLES = {"bc_table": "customerProjects", "dataverse_table": "new_project"}


class Wizard(Form):
    """The wizard in a person's browser; rows that were ticked can be ticked off."""

    def __init__(self, client):
        self.off = set()
        super().__init__(client, PATH, "wizard")

    def press(self, button="next", **changes):
        page = self.page.content.decode()
        rows = [one for one in _ticked(page) if one not in self.off]
        posted = {**self.values, **changes, "row": rows, "do": button}
        posted = {name: value for name, value in posted.items() if value is not False}
        self.read(self.client.post(self.path, posted, follow=True))
        return self.page

    def to_fields(self, name="PROJECT", **settings):
        """As far as the field rows."""
        self.press(name=name)
        self.press(**TABLES)
        return self.press(**settings)


def _ticked(page):
    """The values of ``row`` that the page would post: ticked boxes, or what is carried along."""
    found = []
    for tag in page.split("<input")[1:]:
        tag = tag.partition(">")[0]
        if 'name="row"' in tag and ("checked" in tag or 'type="hidden"' in tag):
            found.append(tag.partition('value="')[2].partition('"')[0])
    return found


@pytest.fixture
def mapping(connection):
    """CUSTOMER, without rows."""
    tables = {"bc_table": "customers", "dataverse_table": "account"}
    return TableMapping.objects.create(connection=connection, name="CUSTOMER", direction="bidirectional", **tables)


@pytest.fixture
def wizard(administrator, mapping):
    """The first step; CUSTOMER is there already."""
    return Wizard(administrator)


def made():
    return TableMapping.objects.get(name="PROJECT")


def test_a_custom_table_is_mapped_step_by_step(wizard):
    wizard.to_fields(only_coupled=False, policy="merge")
    assert "Which fields correspond?" in words(wizard.page)
    summary = words(wizard.press())
    assert "Make the mapping PROJECT?" in summary
    page = words(wizard.press("save"))
    assert "The mapping PROJECT was made. Its 7 field rows are disabled" in page
    one = made()
    assert (one.bc_table, one.dataverse_table, one.direction) == (*TABLES.values(), "bidirectional")
    assert (one.only_coupled, one.policy, one.dependencies) == (False, "merge", ["CUSTOMER"])
    assert set(one.fields.values_list("status", flat=True)) == {"disabled"}


def test_rows_are_proposed_by_caption_name_and_relation(wizard):
    wizard.to_fields()
    wizard.press()
    wizard.press("save")
    rows = {one.bc_property: (one.dataverse_column, one.related_mapping, one.obstacle) for one in made().fields.all()}
    assert rows == {
        "code": ("new_code", "", ""),
        "displayName": ("new_name", "", ""),
        "customerId": ("_new_accountid_value", "CUSTOMER", ""),
        "stage": ("new_stage", "STAGE", "option"),
        "budget": ("new_budget", "", ""),
        "startDate": ("new_startdate", "", ""),
        "billable": ("new_isbillable", "", ""),
    }


def test_a_row_that_was_ticked_off_is_left_out_also_after_going_back(wizard):
    wizard.to_fields()
    wizard.off = {"budget/new_budget"}
    assert "1 proposed row is left out." in words(wizard.press())
    wizard.press("back")
    wizard.press("back")
    wizard.press()
    assert "1 proposed row is left out." in words(wizard.press())
    wizard.press("save")
    assert not made().fields.filter(bc_property="budget").exists()


def test_an_option_mapping_gets_a_name_that_nothing_else_has(wizard, mapping):
    OptionMapping.objects.create(connection=mapping.connection, name="STAGE", bc_value="x", option=1)
    wizard.to_fields()
    wizard.press()
    wizard.press("save")
    assert made().fields.get(bc_property="stage").related_mapping == "PROJECT STAGE"


def test_one_way_rows_follow_the_direction_of_the_mapping(wizard):
    wizard.to_fields(direction="to_dataverse")
    wizard.press()
    wizard.press("save")
    assert set(made().fields.values_list("direction", flat=True)) == {"to_dataverse"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("customer", "Another mapping has this name."),
        ("A, B", "A name has no commas and no vertical lines."),
        ("X" * 21, "at most 20 characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused_at_its_input(wizard, name, said):
    page = wizard.press(name=name)
    assert page.status_code == 422
    assert said in words(page)
    assert wizard.values["step"] == "0"


def test_a_name_is_kept_in_capitals(wizard):
    wizard.press(name=" my  project ")
    wizard.press(**TABLES)
    assert wizard.values["name"].strip() == "my  project"
    wizard.press()
    assert "Make the mapping MY PROJECT?" in words(wizard.press())


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"bc_table": "nowhere"}, "There is no “nowhere” to choose."),
        ({"dataverse_table": ""}, "This field is required."),
        ({"bc_table": "customers", "dataverse_table": "account"}, "CUSTOMER maps these two tables already."),
    ],
)
def test_tables_that_cannot_be_are_refused_at_their_input(wizard, tables, said):
    wizard.press(name="PROJECT")
    page = wizard.press(**{**TABLES, **tables})
    assert page.status_code == 422
    assert said in words(page)


def test_a_table_may_be_named_by_its_caption(wizard):
    wizard.press(name="PROJECT")
    wizard.press(bc_table="customerprojects", dataverse_table="Project")
    wizard.press()
    assert "customerProjects" in words(wizard.press())


def test_tables_that_were_added_are_offered_with_the_others(wizard):
    page = wizard.press(name="PROJECT").content.decode()
    for text in ('value="new_project"', "Project, added by somebody", 'value="customerProjects"', 'value="resources"'):
        assert text in page


def test_a_system_that_does_not_answer_is_told_and_nothing_is_lost(wizard, mapping):
    wizard.press(name="PROJECT")
    address, connection = mapping.connection.bc_address, mapping.connection
    connection.bc_address = "https://nowhere.invalid"
    connection.save()
    page = wizard.press(**TABLES)
    assert page.status_code == 422
    assert "The name nowhere.invalid cannot be found on the network." in words(page)
    assert {**wizard.values}.items() >= {**TABLES, "name": "PROJECT"}.items()
    connection.bc_address = address
    connection.save()
    assert "How are they synchronized?" in words(wizard.press())


def test_a_name_that_was_taken_meanwhile_leads_back_to_it(wizard, mapping):
    wizard.to_fields()
    wizard.press()
    TableMapping.objects.create(connection=mapping.connection, name="PROJECT", direction="to_bc")
    page = wizard.press("save")
    assert page.status_code == 422
    assert "Another mapping has this name." in words(page)
    assert wizard.values["step"] == "0"


def test_other_tables_propose_other_rows(wizard):
    wizard.to_fields()
    wizard.press("back")
    wizard.press("back")
    wizard.press(bc_table="currencies", dataverse_table="transactioncurrency")
    wizard.press()
    page = words(wizard.page)
    assert "Budget" not in page
