"""The page of a field row: what it refuses and where it says so, and what a change means for the next run."""

import pytest

from tests.mappings.forms import HTMX, Form, add_rule, field_form
from tests.mappings.pages import field, record, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(administrator, mapping):
    """The page of the city."""
    return field_form(administrator, mapping, "City")


def refused(form, text, name):
    """Whether a page refuses with a text that belongs to an input, and nothing was saved."""
    html = form.page.content.decode()
    assert form.page.status_code == 422
    assert text in words(form.page)
    if name:
        assert f'id="id_{name}_error"' in html
    return True


@pytest.mark.parametrize(
    ("changes", "name", "text"),
    [
        ({"direction": "to_bc", "owner": "bc"}, "owner", "Business Central cannot own a field that does not flow to"),
        ({"owner": "bc", "mode": "on_create"}, "owner", "written on new records only has no owner"),
        ({"owner": "bc", "mode": "if_empty"}, "owner", "only filled has no owner"),
        ({"direction": "sideways"}, "direction", "Select a valid choice"),
        ({"mode": ""}, "mode", "This field is required"),
    ],
)
def test_what_makes_no_sense_is_named_at_its_input(mapping, city, changes, name, text):
    city.press(**changes)
    assert refused(city, text, name)
    assert field(mapping, "City").direction == "bidirectional"


def test_a_row_that_would_never_flow_is_refused(mapping, administrator):
    mapping.direction = "to_dataverse"
    mapping.save()
    form = field_form(administrator, mapping, "City")
    form.press(direction="to_bc")
    assert refused(form, "would never flow", "direction")


def test_a_column_that_cannot_be_written_is_refused(mapping, administrator):
    mapping.fields.filter(caption="Credit Limit (LCY)").update(dataverse_column="creditlimit_base", direction="to_bc")
    form = field_form(administrator, mapping, "Credit Limit (LCY)")
    form.press(direction="to_dataverse")
    assert refused(form, "does not let creditlimit_base be written", "direction")


def test_a_field_another_row_writes_is_refused(mapping, administrator):
    row = mapping.fields.get(caption="Address 2")
    row.dataverse_column, row.direction = "address1_line1", "to_bc"
    row.save()
    form = field_form(administrator, mapping, "Address 2")
    form.press(direction="bidirectional")
    assert refused(form, "Several field mappings write address1_line1", "direction")


def constant_row(mapping, column="paymenttermscode", **about):
    values = {"caption": "Kind", "dataverse_column": column, "direction": "to_dataverse", "constant": "1"}
    return mapping.fields.create(mapping=mapping, position=99, **values, **about)


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("paymenttermscode", "99", "there is no such option"),
        ("paymenttermscode", "Sometime", "there is no such option"),
        ("telephone2", "5" * 51, "51 characters, 50 fit"),
        ("numberofemployees", "many", "it is not a whole number"),
        ("donotemail", "perhaps", "it is not yes or no"),
        ("telephone2", "", "A row without a source needs a constant"),
    ],
)
def test_a_constant_that_does_not_fit_is_named(mapping, administrator, column, text, why):
    constant_row(mapping, column)
    form = field_form(administrator, mapping, "Kind")
    form.press(constant=text)
    assert refused(form, why, "constant")


def test_an_option_named_by_its_caption_is_kept_by_its_number(mapping, administrator):
    constant_row(mapping)
    assert field_form(administrator, mapping, "Kind").press(constant="net 45").redirect_chain
    assert field(mapping, "Kind").constant == "3"


def test_a_constant_flows_to_where_its_column_is(mapping, administrator):
    constant_row(mapping)
    form = field_form(administrator, mapping, "Kind")
    form.press(direction="to_bc")
    assert refused(form, "The only field of this row is in Dataverse, so it must flow there.", "direction")


def test_rules_are_added_moved_and_removed_and_kept_only_when_saved(mapping, city):
    for kind in ("trim", "uppercase", "lowercase"):
        city.press("add:dataverse", **{"dataverse-new": kind})
    city.press("down:dataverse:0")
    city.press("up:dataverse:2")
    city.press("remove:dataverse:0")
    assert [city.values[f"dataverse-{place}-kind"] for place in range(2)] == ["lowercase", "trim"]
    assert field(mapping, "City").rules == []
    city.press(direction="to_dataverse")
    assert [one["kind"] for one in field(mapping, "City").rules] == ["lowercase", "trim"]


@pytest.mark.parametrize(
    ("kind", "settings", "why"),
    [
        ("regex_match", {"pattern": "("}, "is not a pattern"),
        ("regex_match", {"pattern": "(?=a)"}, "is not a pattern"),
        ("regex_replace", {"pattern": "a", "replacement": "$2"}, "is not a replacement"),
        ("replace", {"find": ""}, "This field is required"),
        ("substring", {"start": "0"}, "greater than or equal to 1"),
        ("round", {"precision": "-1"}, "the precision must be above zero"),
        ("extract_from_date", {"part": "hour"}, "Select a valid choice"),
    ],
)
def test_a_rule_that_cannot_work_is_named_at_its_setting(mapping, city, kind, settings, why):
    add_rule(city, "dataverse", kind, **settings)
    city.press()
    assert refused(city, why, f"dataverse-0-{list(settings)[-1]}")
    assert field(mapping, "City").rules == []


def test_rules_that_do_not_fit_the_columns_are_refused(mapping, city):
    add_rule(city, "dataverse", "round")
    city.press()
    assert refused(city, "they end with a number, and address1_city is none", None)


def test_a_two_way_field_whose_values_do_not_survive_is_refused_and_shows_one(mapping, city):
    add_rule(city, "dataverse", "uppercase")
    city.press()
    assert refused(city, "comes back as", None)
    city.press("save", direction="to_dataverse")
    assert field(mapping, "City").rules == [{"to": "dataverse", "kind": "uppercase", "settings": {}}]


def test_values_of_records_count_when_it_is_tried_whether_values_survive(mapping, city):
    record(mapping, 1, values={"city": "Adatum|1"}, title="Adatum")
    add_rule(city, "dataverse", "replace", find="|", replacement="||")
    city.press()
    assert refused(city, "“Adatum|1” of Business Central arrives in Dataverse as “Adatum||1”", None)


@pytest.mark.parametrize("changes", [{"owner": "bc"}, {"mode": "on_create"}, {"mode": "if_empty"}])
def test_what_never_comes_back_need_not_survive(mapping, city, changes):
    add_rule(city, "dataverse", "uppercase")
    assert city.press(**changes).redirect_chain


@pytest.mark.parametrize(
    ("side", "value", "told"),
    [
        ("bc", "Oslo", "Arrives in Dataverse OSLO Comes back to Business Central OSLO"),
        ("dataverse", "Oslo", "Arrives in Business Central Oslo Comes back to Dataverse OSLO"),
        ("bc", "5" * 29, "Stops"),
    ],
)
def test_a_value_can_be_tried_before_anything_is_saved(mapping, city, side, value, told):
    add_rule(city, "dataverse", "uppercase")
    if told == "Stops":
        add_rule(city, "dataverse", "round")
        add_rule(city, "dataverse", "decimal_formatting", decimals="10")
    assert told in words(city.press("try", try_side=side, try_value=value))
    assert field(mapping, "City").rules == []


def test_values_of_records_are_offered_with_their_names(mapping, administrator):
    record(mapping, 1, values={"city": "Bergen"}, title="Adatum")
    html = field_form(administrator, mapping, "City").page.content.decode()
    assert '<option value="Bergen">Adatum</option>' in html


def test_a_value_of_the_wrong_type_is_refused_when_it_is_tried(mapping, administrator):
    form = field_form(administrator, mapping, "Credit Limit (LCY)")
    assert "much cannot be a value there: it is not a number." in words(form.press("try", try_value="much"))


@pytest.mark.parametrize(
    "changes", [{"owner": "bc"}, {"mode": "if_empty"}, {"not_null": "on"}, {"direction": "to_dataverse"}]
)
def test_a_changed_row_is_planned_again_and_nothing_is_read_for_it(mapping, city, changes):
    record(mapping, 1)
    mapping.bc_mark = "kept"
    mapping.save()
    assert "The next run looks at 1 record again." in words(city.press(**changes))
    mapping.refresh_from_db()
    assert (mapping.bc_mark, mapping.records.get().pending) == ("kept", True)


def test_a_row_saved_as_it_was_means_nothing_for_the_next_run(mapping, city):
    record(mapping, 1)
    assert "The next run" not in words(city.press())
    assert not mapping.records.get().pending


def test_a_related_mapping_takes_no_rules(mapping, administrator, city):
    mapping.connection.option_mappings.create(name="CITIES", bc_value="Oslo", option=1)
    form = field_form(administrator, mapping, "City")
    add_rule(form, "dataverse", "trim")
    form.press(related_mapping="CITIES")
    assert refused(form, "takes no transformation rules", "related_mapping")


def test_blanks_are_either_left_out_or_cleared(mapping, administrator):
    mapping.fields.filter(caption="Currency Code").update(clear_on_failure=True)
    form = field_form(administrator, mapping, "Currency Code")
    form.press(not_null="on")
    assert refused(form, "contradict each other", "not_null")


def test_without_an_answer_settings_are_saved_and_left_to_the_next_check(mapping, administrator):
    mapping.connection.dataverse_address = "http://127.0.0.1:9"
    mapping.connection.save()
    form = field_form(administrator, mapping, "City")
    assert "nothing can be checked" in words(form.page)
    assert "the next run checks the field" in words(form.press(owner="bc"))
    assert field(mapping, "City").owner == "bc"


def test_htmx_gets_the_form_alone(administrator, mapping):
    path = f"/mappings/{mapping.pk}/fields/{field(mapping, 'City').pk}/"
    page = administrator.post(path, {"do": "add:dataverse", "dataverse-new": "trim"}, headers=HTMX)
    assert page.content.decode().lstrip().startswith('<form id="field"')


def test_a_viewer_sees_the_settings_and_cannot_change_them(client, charlie, mapping):
    client.force_login(charlie)
    path = f"/mappings/{mapping.pk}/fields/{field(mapping, 'City').pk}/"
    form = Form(client, path, "field")
    assert "fieldset" in form.page.content.decode()
    assert "save" not in form.buttons
    assert client.post(path, form.values).status_code == 403
