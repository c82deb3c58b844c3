"""*Show What Would Change*: what a form would make of the records that are kept, before anything is saved."""

import pytest

from couplings.models import Coupling
from tests.mappings.forms import HTMX, Form, add_rule, field_form
from tests.mappings.pages import key, record, words

pytestmark = pytest.mark.django_db
AGREED = {"displayName/name": "Adatum", "city/address1_city": "Oslo"}


@pytest.fixture
def pair(mapping):
    """A coupled pair whose customer moved to Bonn since, and one that is not coupled."""
    customer = {"displayName": "Adatum", "city": "Bonn"}
    account = {"name": "Adatum", "address1_city": "Oslo", "statecode": 0, "customertypecode": 3}
    record(mapping, 1, title="Adatum", values=customer)
    record(mapping, 2, "dataverse", title="Adatum", values=account)
    Coupling.objects.create(mapping=mapping, bc_key=key(1), dataverse_key=key(2), base=AGREED)
    record(mapping, 3, title="Alone", values={"displayName": "Alone", "city": "Oslo"})


def shown(form, path, **headers):
    """Press the button that shows what would change."""
    return form.client.post(path, {**form.values, "do": "outcome"}, headers=headers.get("headers", {}))


def test_a_filter_shows_which_records_would_fall_out(administrator, mapping, pair):
    form = Form(administrator, f"/mappings/{mapping.pk}/filters/", "filters")
    form.press("add:bc")
    line = f"bc-{int(form.values['bc']) - 1}"
    form.values |= {f"{line}-column": "city", f"{line}-operator": "not", f"{line}-value": "Bonn"}
    answer = shown(form, f"/mappings/{mapping.pk}/outcome/filters/", headers=HTMX)
    text = words(answer)
    assert "The outcome of 1 record would change." in text
    assert "Modified 1 0" in text
    assert "Skipped 1 2" in text
    assert "Adatum Modified Dataverse : City" in text.replace("Dataverse: ", "Dataverse : ")
    assert answer.content.decode().lstrip().startswith('<section id="outcome"')
    mapping.refresh_from_db()
    assert len([one for one in mapping.filters if one["side"] == "bc"]) == 1


def test_a_filter_on_a_field_nobody_read_is_looked_up(administrator, mapping, pair, sandbox):
    row = sandbox.add("customers", displayName="Taxed", taxLiable=True)
    mapping.records.filter(title="Alone").delete()
    mapping.records.create(side="bc", key=row["id"], title="Taxed", version="1", seen_at="2026-01-01T00:00Z")
    mapping.only_coupled = False
    mapping.save()
    form = Form(administrator, f"/mappings/{mapping.pk}/filters/", "filters")
    form.press("add:bc")
    line = f"bc-{int(form.values['bc']) - 1}"
    form.values |= {f"{line}-column": "taxLiable", f"{line}-operator": "is", f"{line}-value": "false"}
    text = words(shown(form, f"/mappings/{mapping.pk}/outcome/filters/"))
    assert "Fields that no run has read yet were looked up" in text
    assert "Taxed" in text


def test_settings_show_what_they_would_create_before_it_is_confirmed(administrator, mapping, pair):
    form = Form(administrator, f"/mappings/{mapping.pk}/", "mapping-form")
    form.values.pop("only_coupled")
    text = words(shown(form, f"/mappings/{mapping.pk}/outcome/"))
    assert "Inserted 0 1" in text
    assert "Alone" in text
    mapping.refresh_from_db()
    assert mapping.only_coupled


def test_what_only_a_run_finds_out_is_said(administrator, mapping, pair):
    mapping.only_coupled, mapping.match_first, mapping.lines = False, True, "LINES"
    mapping.save()
    form = Form(administrator, f"/mappings/{mapping.pk}/", "mapping-form")
    text = words(shown(form, f"/mappings/{mapping.pk}/outcome/"))
    assert "1 record would be created unless a run finds its match first" in text
    assert "Lines of documents are not looked at" in text


def test_another_way_with_deleted_partners_shows_which_records_it_is_for(administrator, mapping, pair):
    mapping.records.filter(side="bc", title="Adatum").update(deleted=True)
    form = Form(administrator, f"/mappings/{mapping.pk}/", "mapping-form")
    form.values["deletion"] = "uncouple"
    assert "Uncoupled 0 1" in words(shown(form, f"/mappings/{mapping.pk}/outcome/"))


def test_a_field_row_shows_which_values_would_flow(administrator, mapping, pair):
    form = field_form(administrator, mapping, "City")
    add_rule(form, "dataverse", "uppercase")
    form.values["owner"] = "bc"
    text = words(shown(form, f"{form.path.replace('/fields/', '/outcome/fields/')}"))
    assert "The outcome of 1 record would change." in text
    assert mapping.fields.get(caption="City").rules == []


def test_a_setup_that_changes_nothing_says_so(administrator, mapping, pair):
    form = Form(administrator, f"/mappings/{mapping.pk}/", "mapping-form")
    assert "The outcome of none of them would change." in words(shown(form, f"/mappings/{mapping.pk}/outcome/"))


def test_what_is_wrong_with_the_form_is_told_instead(administrator, mapping, pair):
    form = Form(administrator, f"/mappings/{mapping.pk}/filters/", "filters")
    form.press("add:bc")
    answer = shown(form, f"/mappings/{mapping.pk}/outcome/filters/")
    assert answer.status_code == 422
    assert "This field is required" in words(answer)


def test_a_system_that_is_down_is_told(administrator, mapping, pair):
    form = Form(administrator, f"/mappings/{mapping.pk}/filters/", "filters")
    mapping.connection.bc_address = "http://127.0.0.1:9"
    mapping.connection.save()
    assert "cannot be reached" in words(shown(form, f"/mappings/{mapping.pk}/outcome/filters/"))


def test_no_more_records_than_a_page_can_bear_are_looked_at(administrator, mapping, pair, monkeypatch):
    monkeypatch.setattr("jobs.outcome.MOST", 1)
    form = Form(administrator, f"/mappings/{mapping.pk}/", "mapping-form")
    assert "They are the first of 2." in words(shown(form, f"/mappings/{mapping.pk}/outcome/"))
