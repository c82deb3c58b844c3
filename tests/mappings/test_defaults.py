"""Use Default Synchronization Setup creates mappings, or puts changed ones back, and keeps couplings and marks."""

import pytest

from couplings.models import Coupling
from jobs.schedule_models import Schedule
from mappings.default_data import default_mappings, defaults_of
from mappings.default_setup import outlook, use_default_setup
from mappings.defaults import restore_defaults
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.mappings.pages import MOMENT, key, record, words

RESTORE = "/mappings/restore-defaults/"
SETTINGS = {"ownership": "team", "unit_groups": True, "pricing": "extended", "orders": "off"}


@pytest.fixture
def whole(connection):
    """CUSTOMER as the default setup has it."""
    return restore_defaults(connection, ["CUSTOMER"])[0]


def names(**settings):
    return {one.name: one for one in defaults_of(SETTINGS | settings)}


def test_the_mappings_of_a_new_connection_are_created(administrator, connection):
    page = words(administrator.get(RESTORE))
    assert "New mappings" in page
    page = words(administrator.post(RESTORE, {"connection": connection.pk}, follow=True))
    assert set(connection.mappings.values_list("name", flat=True)) == names().keys()
    assert "The default synchronization setup is in use." in page


def test_which_there_are_depends_on_the_settings_of_the_connection():
    assert names().keys() >= {"CUSTOMER", "UNIT GROUP", "ITEM UOM", "PLLINE-PRODPRICE", "SALESPEOPLE"}
    assert "UNIT OF MEASURE" not in names()
    assert names(unit_groups=False).keys() - names().keys() == {"UNIT OF MEASURE"}
    assert names(pricing="older").keys() - names().keys() == {"CUSTPRCGRP-PRICE", "SALESPRC-PRODPRICE"}
    assert "SALESORDER-ORDER" not in names()
    assert names(orders="legacy")["SALESORDER-ORDER"].variant == "legacy"
    assert names(orders="bidirectional")["SALESORDER-ORDER"].variant == "bidirectional"


def test_salespeople_own_records_with_the_ownership_of_persons_only():
    team, person = names()["CUSTOMER"], names(ownership="person")["CUSTOMER"]
    assert person.dependencies[0] == "SALESPEOPLE"
    assert "SALESPEOPLE" not in team.dependencies
    assert [one.caption for one in person.fields if one not in team.fields] == ["Salesperson Code"]
    assert not names()["SALESPEOPLE"].scheduled


def test_only_those_of_the_connection_that_is_named(administrator, connection):
    other = Connection.objects.create(name="Another")
    administrator.post(RESTORE, {"connection": other.pk})
    assert set(TableMapping.objects.values_list("connection", flat=True)) == {other.pk}


def test_couplings_and_marks_stay_when_nothing_new_takes_part(administrator, whole):
    whole.bc_read_at = MOMENT
    whole.save()
    Coupling.objects.create(mapping=whole, bc_key=key(1))
    administrator.post(RESTORE)
    whole.refresh_from_db()
    assert whole.bc_read_at == MOMENT
    assert Coupling.objects.count() == 1


def test_what_would_change_is_said_before_and_the_rest_of_the_mapping_stays(administrator, whole):
    whole.bc_read_at = MOMENT
    whole.most_changes, whole.policy = 7, "send"
    whole.save()
    record(whole, 1)
    whole.fields.filter(caption="City").update(status="disabled")
    path = f"/mappings/{whole.pk}/restore-default/"
    page = words(administrator.get(path))
    assert "Field mapping City – address1_city: Status: Disabled → Enabled" in page
    assert "Resolve Update Conflicts: Send data update to integration table → Ask a person" in page
    page = words(administrator.post(path, follow=True))
    assert "The next run reads all records of both sides." in page
    whole.refresh_from_db()
    assert (whole.bc_read_at, whole.most_changes, whole.policy) == (None, 7, "ask")
    assert whole.records.get().version == ""
    assert "Nothing would change" in words(administrator.get(path))


def test_mappings_of_other_settings_go_unless_something_is_coupled_in_them(administrator, connection):
    restore_defaults(connection)
    Coupling.objects.create(mapping=connection.mappings.get(name="PLHEADER-PRICE"), bc_key=key(1))
    Connection.objects.update(pricing="older")
    page = words(administrator.get(RESTORE))
    assert "are deleted PLLINE-PRODPRICE" in page
    assert "PLHEADER-PRICE : 1 record is coupled." in page
    page = words(administrator.post(RESTORE, follow=True))
    assert "Gone: PLLINE-PRODPRICE." in page
    assert "Kept, although they do not belong to these settings: PLHEADER-PRICE." in page
    found = set(connection.mappings.values_list("name", flat=True))
    assert found == {*names(pricing="older"), "PLHEADER-PRICE"}


def test_a_mapping_that_is_about_other_tables_with_other_settings_is_replaced_unless_coupled(connection):
    restore_defaults(connection)
    Coupling.objects.create(mapping=connection.mappings.get(name="RESOURCE-PRICE"), bc_key=key(1))
    connection.unit_groups = False
    connection.save()
    found = outlook(connection)
    assert "ITEM-PRICE" in found.new
    assert "ITEM-PRICE" in {one.name for one in found.gone}
    done = use_default_setup(connection)
    assert "ITEM-PRICE" in done.gone
    assert done.held[0] == "RESOURCE-PRICE"
    tables = dict(connection.mappings.values_list("name", "bc_table"))
    assert (tables["ITEM-PRICE"], tables["RESOURCE-PRICE"]) == ("items", "resourceUnitsOfMeasure")


def test_a_mapping_of_other_tables_is_left_alone(administrator, connection):
    other = TableMapping.objects.create(connection=connection, name="VENDOR", bc_table="items", dataverse_table="x")
    assert "It is about other tables than the default of this name." in words(administrator.get(RESTORE))
    administrator.post(RESTORE)
    other.refresh_from_db()
    assert other.bc_table == "items"
    page = words(administrator.post(f"/mappings/{other.pk}/restore-default/", follow=True))
    assert "It is about other tables than the default of this name." in page


def test_a_mapping_made_by_hand_has_no_default(administrator, connection):
    own = TableMapping.objects.create(connection=connection, name="OWN", bc_table="items", dataverse_table="x")
    assert administrator.get(f"/mappings/{own.pk}/restore-default/").status_code == 404
    administrator.post(RESTORE)
    assert connection.mappings.filter(pk=own.pk).exists()


def test_rows_of_the_own_company_or_of_none_where_dataverse_knows_it(connection):
    connection.facts = {"company_row": str(key(7))}
    (mapping,) = restore_defaults(connection, ["VENDOR"])
    (condition,) = [one for one in mapping.filters if one["property"] == "_bcbi_companyid_value"]
    assert condition["values"] == [str(key(7)), ""]
    assert mapping.fields.get(caption="Company").constant == str(key(7))


def test_there_is_a_job_queue_entry_on_hold_that_becomes_idle_when_nothing_happens(connection):
    restore_defaults(connection)
    entries = {one.mapping.name: one for one in Schedule.objects.select_related("mapping")}
    assert all(one.on_hold for one in entries.values())
    assert (entries["CUSTOMER"].idle_after, entries["ITEM-PRODUCT"].idle_after) == (720, 1440)
    assert not entries.keys() & {"OPPORTUNITY", "POSTEDSALESLINE-INV", "SALESPEOPLE"}


def test_the_file_says_nothing_that_nobody_understands():
    known = {"name", "variant", "when", "bc_table", "dataverse_table", "direction", "only_coupled", "policy", "fields"}
    known |= {"deletion", "archive", "match_first", "create_unmatched", "synchronize_matched", "filters", "templates"}
    known |= {"waits_quietly", "dependencies", "lines", "own_company", "idle_after", "scheduled"}
    rows = {"validate", "not_null", "clear_on_failure", "disabled", "constant", "related", "default", "mode", "owner"}
    rows |= {"match", "rules", "when"}
    for one in default_mappings():
        assert one.keys() <= known
        assert {name for row in one["fields"] for name in row[4]} <= rows


def test_a_connection_that_does_not_exist_is_not_found(administrator, db):
    assert administrator.post(RESTORE).status_code == 404
    assert administrator.post(RESTORE, {"connection": "999"}).status_code == 404
    assert administrator.post(RESTORE, {"connection": "x"}).status_code == 404
