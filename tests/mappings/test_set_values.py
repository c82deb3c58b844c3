"""Templates and archive values on their pages: chosen from live columns, checked, and never saved unseen."""

import pytest

from tests.mappings.forms import HTMX, Form
from tests.mappings.pages import record, save, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(administrator, mapping):
    """The page of the default template."""
    return Form(administrator, f"/mappings/{mapping.pk}/templates/0/", "template")


@pytest.fixture
def archive(administrator, mapping):
    """The page of archived records."""
    return Form(administrator, f"/mappings/{mapping.pk}/archive/", "archive")


def kept(mapping):
    mapping.refresh_from_db()
    return mapping.templates


def test_a_template_is_shown_with_the_captions_of_its_options(template):
    assert "Relationship Type (customertypecode)" in words(template.page)
    assert (template.values["values-0-column"], template.values["values-0-value"]) == ("customertypecode", "3")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("paymenttermscode", "Net 45", 3),
        ("telephone2", " 12 ", "12"),
        ("creditlimit", "10.5", {"decimal": "10.5"}),
        ("donotemail", "true", True),
        ("numberofemployees", "7", 7),
    ],
)
def test_a_value_is_kept_in_the_type_of_its_field(mapping, template, column, text, value):
    template.press("add:values")
    template.press("save", **{"values-1-column": column, "values-1-value": text})
    assert kept(mapping)[0]["values"] == {"customertypecode": 3, column: value}


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("paymenttermscode", "99", "there is no such option"),
        ("telephone2", "5" * 51, "it has 51 characters, 50 fit"),
        ("numberofemployees", "-1", "the least is 0"),
        ("", "1", "This field is required"),
        ("nothing", "1", "nothing cannot be chosen here"),
        ("creditlimit_base", "1", "creditlimit_base cannot be chosen here"),
        ("customertypecode", "3", "gets a value in another line already"),
    ],
)
def test_a_value_that_does_not_fit_is_named_at_its_line(mapping, template, column, text, why):
    template.press("add:values")
    answer = template.press("save", **{"values-1-column": column, "values-1-value": text})
    assert answer.status_code == 422
    assert why in words(answer)
    assert kept(mapping)[0]["values"] == {"customertypecode": 3}


def test_a_template_sets_at_least_one_field(mapping, template):
    template.press("remove:values:0")
    assert "sets at least one field" in words(template.press("save"))
    assert kept(mapping)[0]["values"] == {"customertypecode": 3}


def test_conditions_are_kept_with_several_values_and_shown_in_words(administrator, mapping, template):
    template.press("add:conditions")
    template.values |= {"conditions-0-column": "city", "conditions-0-operator": "not"}
    template.press("save", **{"conditions-0-value": "Oslo | Bergen"})
    (one,) = kept(mapping)[0]["conditions"]
    assert (one["side"], one["property"], one["values"], one["negated"]) == ("bc", "city", ["Oslo", "Bergen"], True)
    assert "is not Oslo or Bergen" in words(administrator.get(f"/mappings/{mapping.pk}/"))


def test_a_condition_on_a_field_nobody_read_has_everything_read(mapping, template):
    mapping.bc_mark = "kept"
    mapping.save()
    template.press("add:conditions")
    template.press("save", **{"conditions-0-column": "taxLiable", "conditions-0-value": "true"})
    mapping.refresh_from_db()
    assert mapping.bc_mark == ""


def test_other_values_of_a_template_mean_nothing_for_records_that_are_there(mapping, template):
    record(mapping, 1)
    assert "The next run" not in words(template.press("save", **{"values-0-value": "5"}))
    assert not mapping.records.get().pending


def test_a_template_that_changed_meanwhile_is_not_overwritten(mapping, template):
    mapping.templates = [{"side": "dataverse", "values": {"customertypecode": 5}}]
    mapping.save()
    assert "Somebody else changed this meanwhile." in words(template.press("save"))
    assert kept(mapping)[0]["values"] == {"customertypecode": 5}


def test_a_template_is_removed_once_and_only_the_one_that_was_shown(administrator, mapping):
    path = f"/mappings/{mapping.pk}/templates/0/remove/"
    administrator.post(path, {"seen": "something else"})
    assert len(kept(mapping)) == 1
    html = administrator.get(f"/mappings/{mapping.pk}/").content.decode()
    seen = html.split(f'action="{path}"')[1].split('name="seen" value="')[1].split('"')[0]
    administrator.post(path, {"seen": seen})
    assert kept(mapping) == []


def test_choosing_a_field_offers_its_options_before_anything_is_saved(mapping, template, administrator):
    posted = template.values | {"values-0-column": "paymenttermscode", "values-0-value": "", "do": "refresh"}
    page = administrator.post(template.path, posted, headers=HTMX).content.decode()
    assert "Net 45" in page
    assert page.lstrip().startswith('<form id="template"')


def test_to_archive_needs_a_value_first(administrator, mapping):
    assert "Choose first what archived records get" in words(save(administrator, mapping, deletion="archive"))
    mapping.refresh_from_db()
    assert mapping.deletion == "ask"


def test_archive_values_are_checked_and_kept_by_side(administrator, mapping, archive):
    archive.press("add:dataverse")
    assert archive.press("save", **{"dataverse-0-column": "statecode", "dataverse-0-value": "7"}).status_code == 422
    archive.press("save", **{"dataverse-0-column": "statecode", "dataverse-0-value": "Inactive"})
    mapping.refresh_from_db()
    assert mapping.archive == {"dataverse": {"statecode": 1}}
    save(administrator, mapping, deletion="archive")
    mapping.refresh_from_db()
    assert mapping.deletion == "archive"


def test_without_values_nothing_is_archived_any_more(administrator, mapping, archive):
    mapping.archive, mapping.deletion = {"bc": {"blocked": "All"}}, "archive"
    mapping.save()
    form = Form(administrator, archive.path, "archive")
    form.press("remove:bc:0")
    form.press("save")
    mapping.refresh_from_db()
    assert (mapping.archive, mapping.deletion) == ({}, "ask")


def test_nothing_is_saved_that_could_not_be_checked(mapping, archive, sandbox):
    archive.press("add:bc")
    mapping.connection.bc_address = "http://127.0.0.1:9"
    mapping.connection.save()
    answer = archive.press("save", **{"bc-0-column": "blocked", "bc-0-value": "All"})
    assert "could not be checked against both systems" in words(answer)
    assert "cannot be reached" in words(answer)
    mapping.refresh_from_db()
    assert mapping.archive == {}


@pytest.mark.parametrize("path", ["templates/9/", "templates/new/nowhere/"])
def test_what_is_not_there_is_not_found(administrator, mapping, path):
    assert administrator.get(f"/mappings/{mapping.pk}/{path}").status_code == 404
