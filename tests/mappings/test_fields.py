"""Integration Field Mapping: all rows with their obstacles, switching them, and what the systems say of columns."""

import pytest

from tests.mappings.pages import HTMX, MOMENT, field, record, switch, words


def page_of(client, mapping, more=""):
    return client.get(f"/mappings/{mapping.pk}/fields/{more}")


@pytest.fixture
def read(mapping):
    """A mapping whose sides were read already."""
    mapping.bc_read_at = mapping.dataverse_read_at = MOMENT
    mapping.save()
    record(mapping, 1)
    return mapping


def state(mapping):
    mapping.refresh_from_db()
    return mapping.bc_read_at, mapping.dataverse_read_at, list(mapping.records.values_list("version", flat=True))


def test_all_rows_are_shown(administrator, mapping):
    response = page_of(administrator, mapping)
    page = words(response)
    assert response.content.decode().count('<tr id="field-') == 21
    for text in ("City city", "Clear Value on Failed Sync", "To Integration Table"):
        assert text in page
    assert "Related mapping: PAYMENT TERMS" in page
    assert "12 of 21 field mappings take part" in page


def test_a_row_that_cannot_take_part_says_why(administrator, mapping):
    mapping.fields.filter(caption="Contact").update(status="enabled")
    reason = "Only the syncadmin extension of Business Central offers this field."
    assert f"Not active yet Disable {reason}" in words(page_of(administrator, mapping))


def test_enabling_a_row_reads_everything_anew_and_says_so(administrator, read):
    switch(administrator, read, "Phone No.", "disabled")
    assert state(read) == (MOMENT, MOMENT, ["1"])
    page = words(switch(administrator, read, "Phone No.", "enabled", follow=True))
    assert state(read) == (None, None, [""])
    assert "The next run reads all records of both sides." in page


def test_enabling_a_row_that_cannot_take_part_reads_nothing_anew(administrator, read):
    page = words(switch(administrator, read, "Mobile Phone No.", "enabled", follow=True))
    assert field(read, "Mobile Phone No.").status == "enabled"
    assert state(read) == (MOMENT, MOMENT, ["1"])
    assert "Only the syncadmin extension of Business Central offers this field." in page


def test_the_same_status_again_changes_nothing(administrator, read):
    switch(administrator, read, "Phone No.", "enabled")
    assert state(read) == (MOMENT, MOMENT, ["1"])


def test_htmx_gets_the_cell_and_the_summary(administrator, mapping):
    text = switch(administrator, mapping, "City", "disabled", headers=HTMX).content.decode()
    assert text.lstrip().startswith(f'<td id="field-status-{field(mapping, "City").pk}"')
    assert "11 of 21" in text
    assert "<html" not in text


def test_disabling_the_last_active_row_warns(administrator, mapping):
    mapping.fields.exclude(caption="Name").update(status="disabled")
    response = switch(administrator, mapping, "Name", "disabled", headers=HTMX)
    assert "The mapping has no field mapping that is enabled for this direction." in response["HX-Trigger"]
    assert "Enable at least one row in Integration Field Mapping." in words(page_of(administrator, mapping))


def test_a_status_that_does_not_exist_is_refused(administrator, mapping):
    assert switch(administrator, mapping, "City", "gone").status_code == 400


def test_a_row_of_another_mapping_is_not_found(administrator, mapping):
    row = field(mapping, "City")
    assert administrator.post(f"/mappings/999/fields/{row.pk}/switch/", {"status": "disabled"}).status_code == 404


def test_types_and_lengths_come_live_from_both_systems(administrator, mapping, sandbox):
    text = page_of(administrator, mapping, "columns/")
    assert "Phone No. phoneNumber Text[30]" in words(text)
    assert "name Text[160]" in words(text)
    fragment = administrator.get(f"/mappings/{mapping.pk}/fields/columns/", headers=HTMX).content.decode()
    assert fragment.lstrip().startswith('<section id="field-table"')
    assert "hx-trigger" not in fragment


def test_a_column_that_is_not_there_is_marked(administrator, mapping):
    mapping.fields.filter(caption="City").update(dataverse_column="address1_town")
    page = words(page_of(administrator, mapping, "columns/"))
    assert "No such field Dataverse has no field address1_town in the table account." in page


def test_rows_are_shown_though_a_system_cannot_be_reached(administrator, mapping):
    mapping.connection.bc_address = "https://nowhere.invalid"
    mapping.connection.save()
    response = page_of(administrator, mapping, "columns/")
    assert response.content.decode().count('<tr id="field-') == 21
    assert "telephone1 Text[50]" in words(response)
    assert "The name nowhere.invalid cannot be found on the network." in words(response)


def test_rows_are_shown_though_the_connection_is_not_set_up(administrator, mapping, sandbox):
    mapping.connection.bc_tenant = mapping.connection.dataverse_address = ""
    mapping.connection.save()
    page = words(page_of(administrator, mapping, "columns/"))
    assert "Tenant is not filled in for Business Central." in page
    assert "Address is not filled in for Dataverse." in page


def test_the_page_takes_few_queries(administrator, mapping, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page_of(administrator, mapping)
