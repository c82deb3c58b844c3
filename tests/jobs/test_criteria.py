"""Select Coupling Criteria: chosen, kept, reset, refused where nothing is chosen, and the jobs it starts."""

import pytest

from jobs.models import Job
from mappings.criteria import FieldCriterion, criteria_of
from tests.couplings.acting import text_of

NAME, CITY = "displayName/name", "city/address1_city"


@pytest.fixture
def address(contoso):
    """The page of the mapping's criteria."""
    return f"/records/match/{contoso.pk}/criteria/"


def posted(mapping, do="save", **values):
    """A form in which Name and City can be chosen: ``name="on", city_priority="1"``."""
    rows = {one.caption.casefold(): one.pk for one in mapping.fields.filter(caption__in=["Name", "City"])}
    known = {f"priority-{pk}": "0" for pk in rows.values()} | {"do": do}
    for name, value in values.items():
        field, _, kind = name.partition("_")
        known[f"{kind or 'match'}-{rows[field]}" if field in rows else name] = value
    return known


def test_what_is_chosen_is_kept_in_the_order_of_its_priority(browser, contoso, address):
    values = posted(contoso, name="on", name_priority="2", name_case="on", city="on", synchronize="on", create="on")
    assert browser.post(address, values).url == address
    contoso.refresh_from_db()
    assert criteria_of(contoso) == (FieldCriterion(CITY), FieldCriterion(NAME, 2, True))
    assert (contoso.synchronize_matched, contoso.create_unmatched) == (True, True)
    assert text_of(browser.get(address)).count("Saved.") == 1


@pytest.mark.parametrize("do", ["save", "run", "preview"])
def test_without_a_field_it_is_refused_with_words(browser, contoso, address, do):
    answer = browser.post(address, posted(contoso, do))
    assert answer.status_code == 422
    assert "Choose at least one field to match on" in text_of(answer)
    assert (Job.objects.count(), criteria_of(contoso)) == (0, ())


@pytest.mark.parametrize("priority", ["-1", "100", "x", "1.5", "9" * 30])
def test_a_priority_that_is_none_is_refused_at_its_field(browser, contoso, address, priority):
    answer = browser.post(address, posted(contoso, name="on", name_priority=priority))
    row = contoso.fields.get(caption="Name").pk
    assert answer.status_code == 422
    assert f'id="id_priority-{row}_error"' in answer.content.decode()
    assert f'value="{priority}"' in answer.content.decode()
    assert criteria_of(contoso) == ()


def test_a_blank_priority_is_the_first(browser, contoso, address):
    browser.post(address, posted(contoso, name="on", name_priority=""))
    assert criteria_of(contoso) == (FieldCriterion(NAME),)


def test_reset_criteria_chooses_nothing_whatever_else_the_form_says(browser, contoso, address):
    browser.post(address, posted(contoso, name="on", name_priority="3", synchronize="on"))
    browser.post(address, posted(contoso, "reset", name="on", name_priority="x"))
    contoso.refresh_from_db()
    assert (criteria_of(contoso), contoso.synchronize_matched) == ((), False)
    assert not contoso.fields.exclude(match_priority=0).exists()


@pytest.mark.parametrize("do", ["run", "preview"])
def test_coupling_starts_a_job_with_the_criteria_of_now(browser, contoso, address, do):
    answer = browser.post(address, posted(contoso, do, name="on", synchronize="on"))
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    assert (job.kind, job.preview) == (Job.Kind.MATCH, do == "preview")
    assert job.request["criteria"] == [{"field": NAME, "priority": 0, "case_sensitive": False}]
    assert "All records that are not coupled, matched on displayName, synchronized" in text_of(browser.get(answer.url))


def test_a_disabled_connection_says_so_and_keeps_the_criteria(browser, contoso, address):
    contoso.connection.enabled = False
    contoso.connection.save()
    browser.post(address, posted(contoso, "run", name="on"))
    assert (Job.objects.count(), len(criteria_of(contoso))) == (0, 1)
    assert "is not enabled" in text_of(browser.get(address))


def test_only_fields_that_take_part_can_be_matched_on(browser, contoso, address):
    contoso.fields.filter(caption="City").update(status="disabled", match_on=True)
    contoso.fields.filter(caption="Name").update(match_on=True)
    assert [one.field for one in criteria_of(contoso)] == [NAME]
    assert f"match-{contoso.fields.get(caption='City').pk}" not in browser.get(address).content.decode()


def test_a_mapping_from_dataverse_offers_no_creating(browser, contoso, address):
    contoso.direction = "to_bc"
    contoso.save()
    assert "Create New If" not in text_of(browser.get(address))
    browser.post(address, posted(contoso, name="on", create="on"))
    contoso.refresh_from_db()
    assert not contoso.create_unmatched


def test_the_page_of_the_mapping_leads_here_for_who_may(browser, client, bob, contoso, address):
    client.force_login(bob)
    pages = [one.get(f"/mappings/{contoso.pk}/").content.decode() for one in (browser, client)]
    assert [address in page for page in pages] == [True, False]
