"""Filters on their page: conditions on live columns, checked where they are entered, counted before they are saved."""

import pytest

from mappings.condition_lines import ConditionLine
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side
from tests.mappings.forms import HTMX, Form
from tests.mappings.pages import record, words
from tests.runs.work import synchronize

pytestmark = pytest.mark.django_db


@pytest.fixture
def filters(administrator, mapping):
    """The page of the filters."""
    return Form(administrator, f"/mappings/{mapping.pk}/filters/", "filters")


def kept(mapping, side="bc"):
    """The filters of one side."""
    mapping.refresh_from_db()
    return [one for one in mapping.filters if one["side"] == side]


def add(form, column, operator="is", value="", side="bc", **more):
    """Add a condition as a browser would: a line, its field, then the rest; it is not saved yet."""
    form.press(f"add:{side}")
    line = f"{side}-{int(form.values[side]) - 1}"
    form.values |= {f"{line}-column": column, f"{line}-operator": operator, f"{line}-value": value}
    form.values |= {f"{line}-{name}": text for name, text in more.items()}
    return line


def counted(form, side="bc"):
    """What the page says of the number of records, as it asks while somebody types."""
    return words(form.client.post(f"{form.path}count/{side}/", form.values, headers=HTMX))


@pytest.mark.parametrize(
    ("column", "operator", "value", "values"),
    [
        ("city", "is", "Oslo | Bergen", ["Oslo", "Bergen"]),
        ("city", "not", " Oslo ", ["Oslo"]),
        ("city", "contains", "os", ["os"]),
        ("city", "begins", "O | B", ["O", "B"]),
        ("creditLimit", "less", "10.50", [{"decimal": "10.5"}]),
        ("creditLimit", "between", "1 | 9", [{"decimal": "1"}, {"decimal": "9"}]),
        ("taxLiable", "is", "true", [True]),
        ("blocked", "is", ["Ship", "All"], ["Ship", "All"]),
        ("salespersonCode", "is", "jr", ["JR"]),
        ("id", "is", "{CD0F0B0A-0000-4000-8000-00000000DEAD}", ["cd0f0b0a-0000-4000-8000-00000000dead"]),
    ],
)
def test_a_condition_is_kept_in_the_type_of_its_field(mapping, filters, column, operator, value, values):
    add(filters, column, operator, value)
    filters.press("save")
    one = kept(mapping)[-1]
    assert (one["property"], one["values"], one["negated"]) == (column, values, operator == "not")
    assert one.get("operator", "is") == ("is" if operator == "not" else operator)


@pytest.mark.parametrize(
    ("column", "operator", "value", "why"),
    [
        ("city", "less", "Oslo", "Such a field cannot be compared so."),
        ("creditLimit", "contains", "1", "Such a field cannot be compared so."),
        ("blocked", "more", "All", "Such a field cannot be compared so."),
        ("creditLimit", "less", "many", "it is not a number"),
        ("creditLimit", "between", "9 | 1", "the smaller one first"),
        ("creditLimit", "less", "1 | 2", "it takes one value"),
        ("city", "contains", "", "it takes one value"),
        ("city", "is", "", "choose a value"),
        ("blocked", "is", "Sometimes", "there is no such option"),
        ("nothing", "is", "1", "nothing cannot be chosen here"),
        ("", "is", "1", "This field is required"),
    ],
)
def test_what_cannot_be_compared_is_refused_at_its_line(mapping, filters, column, operator, value, why):
    before = kept(mapping)
    add(filters, column, operator, value)
    answer = filters.press("save")
    assert answer.status_code == 422
    assert why in words(answer)
    assert kept(mapping) == before


def test_a_field_with_several_options_in_one_is_refused():
    columns = {"new_tags": Column("new_tags", ColumnKind.OPTIONS, options={1: "Old"})}
    data = {"bc-0-column": "new_tags", "bc-0-operator": "is", "bc-0-value": "1"}
    line = ConditionLine(data, prefix="bc-0", columns=columns, side=Side.DATAVERSE, initial={})
    assert not line.is_valid()
    assert "several options in one cannot be filtered on" in str(line.errors["column"])


def test_blank_is_a_value_of_its_own_and_shown_in_words(administrator, mapping, filters):
    add(filters, "creditlimit", "more", "5", side="dataverse", blank="on")
    filters.press("save")
    assert kept(mapping, "dataverse")[-1]["values"] == [{"decimal": "5"}, ""]
    page = words(administrator.get(f"/mappings/{mapping.pk}/"))
    assert "Credit Limit is more than 5 or is blank" in page
    again = Form(administrator, filters.path, "filters")
    line = f"dataverse-{int(again.values['dataverse']) - 1}"
    assert (again.values[f"{line}-operator"], again.values[f"{line}-blank"]) == ("more", "on")


def test_saved_filters_come_back_as_they_were_entered(mapping, filters):
    before = [(one["property"], one["values"]) for one in mapping.filters]
    filters.values |= {"bc-0-value": []}
    filters.press("save")
    mapping.refresh_from_db()
    assert [(one["property"], one["values"]) for one in mapping.filters] == before


def test_records_are_counted_while_somebody_types_and_the_filter_is_shown(filters, sandbox):
    for city in ("Oslo", "Oslo", "Bonn"):
        sandbox.add("customers", displayName="Adatum", city=city)
    sandbox.add("customers", displayName="Held", city="Oslo", blocked="All")
    add(filters, "city", "is", "Oslo")
    assert "2 of 4 records" in counted(filters)
    assert "$filter=(blocked ne" in counted(filters)
    assert "city eq 'Oslo'" in counted(filters)


def test_the_button_counts_both_sides_without_a_script(mapping, filters, sandbox):
    sandbox.add("account", name="Adatum", customertypecode=3)
    sandbox.add("account", name="Other", customertypecode=2)
    answer = filters.press("count")
    assert "1 of 2 records" in words(answer)
    assert answer.content.decode().startswith("<!doctype html>") or "<html" in answer.content.decode()


def test_what_the_system_compares_in_another_way_is_not_counted(filters):
    add(filters, "name", "is", "Adatum", side="dataverse")
    assert "These records cannot be counted" in counted(filters, "dataverse")


def test_what_the_system_does_not_count_is_counted_among_what_was_read(mapping, filters):
    for number, name in enumerate(("Adatum", "ADATUM", "Other")):
        values = {"name": name, "statecode": 0, "customertypecode": 3}
        record(mapping, number, "dataverse", values=values)
    add(filters, "name", "is", "Adatum", side="dataverse")
    assert "1 of 3 records as they were last read" in counted(filters, "dataverse")
    add(filters, "telephone2", "is", "1", side="dataverse")
    assert "These records cannot be counted" in counted(filters, "dataverse")


def test_lists_say_who_is_left_out_once_a_run_looked_again(mapping, filters, sandbox):
    for city in ("Oslo", "Bonn"):
        sandbox.add("customers", displayName=city, city=city)
    synchronize(mapping)
    add(filters, "city", "not", "Bonn")
    filters.press("save")
    mapping.refresh_from_db()
    synchronize(mapping)
    assert dict(mapping.records.values_list("title", "admitted")) == {"Oslo": True, "Bonn": False}


def test_a_line_that_is_not_complete_is_not_counted_yet(filters):
    add(filters, "creditLimit", "less", "")
    assert "Complete the conditions" in counted(filters)


def test_a_system_that_is_down_is_told_and_nothing_is_saved(mapping, filters):
    before = kept(mapping)
    mapping.connection.bc_address = "http://127.0.0.1:9"
    mapping.connection.save()
    assert "cannot be reached" in counted(filters)
    assert "could not be checked against both systems" in words(filters.press("save"))
    assert kept(mapping) == before


def test_choosing_a_field_offers_what_it_can_be_compared_with(filters):
    line = add(filters, "creditLimit")
    page = filters.client.post(filters.path, filters.values | {"do": "refresh"}, headers=HTMX).content.decode()
    (select,) = [one for one in page.split("<select") if f'name="{line}-operator"' in one]
    assert 'value="between"' in select
    assert 'value="contains"' not in select


def test_saving_says_how_many_records_are_looked_at_again(mapping, filters):
    record(mapping, 1)
    add(filters, "city", "contains", "O")
    assert "The next run looks at 1 record again." in words(filters.press("save"))


def test_filters_that_changed_meanwhile_are_not_overwritten(mapping, filters):
    mapping.filters = []
    mapping.save()
    assert "Somebody else changed this meanwhile." in words(filters.press("save"))
    assert kept(mapping) == []


def test_a_side_that_is_none_is_not_found(administrator, mapping):
    assert administrator.post(f"/mappings/{mapping.pk}/filters/count/nowhere/").status_code == 404
