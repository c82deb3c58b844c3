"""A mapping that does not fit the tables is red, says why, and is green again by itself."""

import pytest

from jobs.models import Job
from jobs.services import start
from mappings.checking import check_mappings
from mappings.defaults import restore_defaults
from tests.mappings.pages import HTMX, field, switch, words
from tests.runs.work import finished

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = "Dataverse has no field address1_town in the table account."


def rename(mapping, column="address1_town"):
    mapping.fields.filter(caption="City").update(dataverse_column=column)


def test_a_mapping_that_fits_is_not_red(mapping):
    assert check_mappings(mapping.connection) == []
    mapping.refresh_from_db()
    assert mapping.checked_at is not None
    assert not mapping.is_red


def test_a_red_mapping_says_why_on_every_page_before_a_run_fails(administrator, mapping):
    rename(mapping)
    assert check_mappings(mapping.connection) == [mapping]
    for path in ("/", "/mappings/", f"/mappings/{mapping.pk}/", f"/mappings/{mapping.pk}/fields/"):
        page = words(administrator.get(path))
        assert TOLD in page, path
        assert "refused" in page or "Cannot run" in page, path
    assert not Job.objects.exists()


def test_a_run_of_a_mapping_that_does_not_fit_is_refused_with_the_reason(mapping, sandbox):
    rename(mapping)
    job = finished(start(mapping, Job.Kind.MODIFIED))
    mapping.refresh_from_db()
    assert (job.status, job.problem.code) == ("failed", "column_missing")
    assert mapping.red_problem == job.problem
    assert not any("customers" in one.path for one in sandbox.requests)


def test_a_mapping_is_green_again_by_itself_when_the_column_is_back(mapping):
    rename(mapping)
    check_mappings(mapping.connection)
    rename(mapping, "address1_city")
    finished(start(mapping, Job.Kind.MODIFIED))
    mapping.refresh_from_db()
    assert not mapping.is_red


def test_disabling_the_row_that_does_not_fit_makes_it_green(administrator, mapping):
    rename(mapping)
    check_mappings(mapping.connection)
    switch(administrator, mapping, "City", "disabled")
    assert TOLD not in words(administrator.get("/mappings/"))


def test_a_table_that_is_missing_makes_the_mapping_red(mapping):
    mapping.dataverse_table = "custaccount"
    mapping.save()
    mapping.filters = []
    assert [one.red_problem.code for one in check_mappings(mapping.connection)] == ["table_unreadable"]


def test_a_system_that_does_not_answer_leaves_the_mapping_as_it_was(mapping):
    mapping.connection.dataverse_address = "http://127.0.0.1:9"
    mapping.connection.save()
    assert check_mappings(mapping.connection) == []
    mapping.refresh_from_db()
    assert mapping.checked_at is None


def test_longer_values_are_noted_beside_the_row_and_stop_nothing(administrator, mapping):
    check_mappings(mapping.connection)
    page = words(administrator.get(f"/mappings/{mapping.pk}/fields/"))
    assert "name holds up to 160 characters, displayName only 100." in page
    assert "refused" not in page
    assert field(mapping, "Name").active


def test_a_column_that_is_removed_makes_the_mapping_red_and_its_return_makes_it_green(mapping, sandbox):
    sandbox.reshape("account", remove=["telephone1"])
    (red,) = check_mappings(mapping.connection)
    assert red.red_problem.facts["field"] == "telephone1"
    sandbox.reshape("account", add=[{"name": "telephone1", "kind": "text", "length": 50}])
    assert check_mappings(mapping.connection) == []


@pytest.mark.parametrize(("table", "column"), [("customers", "phoneNumber"), ("account", "telephone1")])
def test_a_column_that_is_removed_behind_the_back_of_a_process_stops_its_run_with_the_reason(
    mapping, sandbox, table, column
):
    finished(start(mapping, Job.Kind.MODIFIED))
    sandbox.reshape(table, remove=[column])
    job = finished(start(mapping, Job.Kind.MODIFIED))
    mapping.refresh_from_db()
    assert (job.problem.code, job.problem.facts["field"]) == ("column_missing", column)
    assert mapping.red_problem == job.problem


def test_a_length_that_shrinks_is_noted_and_a_value_that_no_longer_fits_is_named(mapping, sandbox):
    sandbox.reshape("customers", alter={"displayName": {"length": 10}})
    check_mappings(mapping.connection)
    mapping.refresh_from_db()
    limits = {one["facts"]["target"]: one["facts"]["limit"] for one in mapping.findings if not one["red"]}
    assert limits["displayName"] == "10"


def test_a_new_option_mends_a_mapping_that_named_it(mapping, sandbox):
    mapping.templates = [{"side": "dataverse", "values": {"customertypecode": 77}}]
    mapping.save()
    assert [one.red_problem.code for one in check_mappings(mapping.connection)] == ["option_unknown"]
    sandbox.reshape("account", options={"customertypecode": [{"value": 77, "name": "Friend"}]})
    finished(start(mapping, Job.Kind.MODIFIED))
    mapping.refresh_from_db()
    assert not mapping.is_red


def test_a_field_of_the_extension_is_held_up_without_it_and_comes_back_by_itself(administrator, mapping, sandbox):
    sandbox.options.extension = False
    mapping.fields.filter(caption="Contact").update(status="enabled", obstacle="")
    assert check_mappings(mapping.connection) == []
    assert field(mapping, "Contact").obstacle == "no_property"
    assert "1 field waits for the extension." in words(administrator.get("/mappings/"))
    assert "Wait for the extension Contact" in words(administrator.get(f"/mappings/{mapping.pk}/"))
    sandbox.options.extension = True
    assert check_mappings(mapping.connection) == []
    assert field(mapping, "Contact").active


def test_a_table_of_the_extension_is_said_to_be_one(administrator, connection):
    (mapping,) = restore_defaults(connection, ["RESOURCE-PRODUCT"])
    for path in ("/mappings/", f"/mappings/{mapping.pk}/"):
        assert "Only the extension of Business Central offers this table." in words(administrator.get(path))


def test_without_the_extension_a_filter_that_needs_it_is_red(mapping, sandbox):
    mapping.filters = [{"side": "bc", "property": "faxNumber", "caption": "Fax No.", "values": [""]}]
    mapping.save()
    assert check_mappings(mapping.connection) == []
    sandbox.options.extension = False
    assert [one.red_problem.code for one in check_mappings(mapping.connection)] == ["extension_needed"]


def test_testing_a_connection_checks_its_mappings_too(administrator, mapping):
    rename(mapping)
    key = mapping.connection_id
    tested = administrator.post(f"/connections/{key}/test/", {"now": "1"}, headers=HTMX).content.decode()
    assert f'hx-post="/mappings/check/{key}/"' in tested
    assert TOLD in words(administrator.post(f"/mappings/check/{key}/", headers=HTMX))
    rename(mapping, "address1_city")
    assert "The mapping fits the tables" in words(administrator.post(f"/mappings/check/{key}/", headers=HTMX))
    assert administrator.post(f"/mappings/check/{key}/").status_code == 302
