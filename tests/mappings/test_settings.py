"""Changing the settings of a mapping: what is refused or asked, and which records are looked at again."""

from tests.mappings.pages import HTMX, conflict, record, save, words


def numbers(mapping):
    """Side and key of the records that the next run looks at."""
    rows = mapping.records.filter(pending=True).values_list("side", "key")
    return sorted((side, found.int) for side, found in rows)


def test_the_page_shows_the_mapping(administrator, mapping):
    page = words(administrator.get(f"/mappings/{mapping.pk}/"))
    assert "12 of 21 take part" in page
    assert "Blocked is blank" in page
    assert "Synch. Only Coupled Records" in page


def test_a_direction_that_a_field_row_has_is_accepted(administrator, mapping):
    page = words(save(administrator, mapping, direction="to_dataverse"))
    mapping.refresh_from_db()
    assert mapping.direction == "to_dataverse"
    assert "Saved." in page


def test_a_direction_that_no_enabled_field_row_has_is_refused(administrator, mapping):
    mapping.fields.filter(direction="to_bc").delete()
    page = save(administrator, mapping, direction="to_bc")
    mapping.refresh_from_db()
    assert page.status_code == 422
    assert mapping.direction == "bidirectional"
    assert "No enabled field mapping has exactly the direction “From Integration Table”." in words(page)


def test_disabled_rows_do_not_count_for_the_direction(administrator, mapping):
    mapping.fields.filter(direction="to_dataverse").update(status="disabled")
    assert save(administrator, mapping, direction="to_dataverse").status_code == 422


def test_nothing_is_asked_of_the_direction_where_no_row_is_enabled(administrator, mapping):
    mapping.fields.update(status="disabled")
    save(administrator, mapping, direction="to_bc")
    mapping.refresh_from_db()
    assert mapping.direction == "to_bc"


def test_a_wider_direction_looks_at_all_records_again(administrator, mapping):
    mapping.direction = "to_dataverse"
    mapping.save()
    record(mapping, 1)
    record(mapping, 2, "dataverse")
    page = words(save(administrator, mapping, direction="bidirectional"))
    assert numbers(mapping) == [("bc", 1), ("dataverse", 2)]
    assert "The next run looks at 2 records again." in page


def test_a_narrower_direction_looks_at_none(administrator, mapping):
    record(mapping, 1)
    save(administrator, mapping, direction="to_dataverse")
    assert numbers(mapping) == []


def test_turning_only_coupled_off_has_to_be_confirmed(administrator, mapping):
    page = save(administrator, mapping, only_coupled=False)
    mapping.refresh_from_db()
    assert page.status_code == 422
    assert mapping.only_coupled
    assert "Modified runs will then create a record in the other system" in words(page)


def test_once_confirmed_all_records_are_looked_at_again(administrator, mapping):
    record(mapping, 1)
    page = words(save(administrator, mapping, only_coupled=False, confirmed="on"))
    mapping.refresh_from_db()
    assert not mapping.only_coupled
    assert numbers(mapping) == [("bc", 1)]
    assert "The next run looks at 1 record again." in page


def test_turning_it_on_asks_nothing_and_looks_at_none(administrator, mapping):
    mapping.only_coupled = False
    mapping.save()
    record(mapping, 1)
    assert save(administrator, mapping, only_coupled="on").status_code == 200
    assert numbers(mapping) == []


def test_another_policy_looks_at_the_conflicts_again_and_at_nothing_else(administrator, mapping):
    for number in (1, 3, 5):
        record(mapping, number)
        record(mapping, number + 1, "dataverse")
    conflict(mapping, 1, 2)
    conflict(mapping, 3, 4, code="value_refused")
    page = words(save(administrator, mapping, policy="send"))
    assert numbers(mapping) == [("bc", 1), ("dataverse", 2)]
    assert "The next run settles 1 conflict as set here." in page


def test_htmx_gets_the_form_alone_when_it_is_refused(administrator, mapping):
    page = administrator.post(f"/mappings/{mapping.pk}/", {"direction": "sideways", "policy": "ask"}, headers=HTMX)
    assert page.status_code == 422
    assert page.content.decode().lstrip().startswith('<form id="mapping-form"')


def test_new_records_may_wait_unnoticed(administrator, mapping):
    save(administrator, mapping, waits_quietly="on")
    mapping.refresh_from_db()
    assert mapping.waits_quietly
    save(administrator, mapping)
    mapping.refresh_from_db()
    assert not mapping.waits_quietly
