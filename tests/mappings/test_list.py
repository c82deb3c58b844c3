"""Integration Table Mappings shows each mapping with filters in words, settings, counts and its last run."""

import pytest

from couplings.models import Coupling
from jobs.models import Job, Schedule
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.mappings.pages import MOMENT, conflict, key, words


def test_a_mapping_says_what_it_does(administrator, mapping):
    page = words(administrator.get("/mappings/"))
    for text in (
        "CUSTOMER",
        "Customer customers",
        "Blocked is blank",
        "Account account",
        "Status is Active",
        "Relationship Type is Customer",
        "Bidirectional",
        "Synch. Only Coupled Records: Yes",
        "Resolve Update Conflicts: Ask a person",
        "Dependency Filter: CURRENCY, PAYMENT TERMS",
        "Synch. Modified On Filter: never",
        "Synch. Int. Tbl. Mod. On Fltr.: never",
        "Resolve Deletion Conflicts: Ask a person",
    ):
        assert text in page


def test_filters_may_be_negated_and_have_several_values(administrator, mapping):
    one = {"side": "bc", "property": "blocked", "caption": "Blocked", "values": ["", "All"], "negated": True}
    mapping.filters = [one]
    mapping.save()
    assert "Blocked is not blank or All" in words(administrator.get("/mappings/"))


def test_couplings_problems_and_the_last_run_are_told(administrator, mapping):
    Coupling.objects.create(mapping=mapping, bc_key=key(1))
    Coupling.objects.create(mapping=mapping, bc_key=key(2), state=Coupling.State.CREATING)
    conflict(mapping, 1, 2)
    job = Job.objects.create(mapping=mapping, kind="modified", status="errors", finished_at=MOMENT)
    text = administrator.get("/mappings/").content.decode()
    assert f'<a href="/records/{mapping.pk}/bc/?state=coupled">1</a>' in text
    assert f'<a href="/problems/?mapping={mapping.pk}">1</a>' in text
    assert f'href="/jobs/{job.pk}/"' in text
    assert "With errors" in text


def test_marks_are_shown_as_moments(administrator, mapping):
    mapping.bc_read_at = MOMENT
    mapping.save()
    text = administrator.get("/mappings/").content.decode()
    assert f'Synch. Int. Tbl. Mod. On Fltr.:</span> <time datetime="{MOMENT.isoformat()}"' in text


def test_each_row_has_its_actions(administrator, mapping):
    text = administrator.get("/mappings/").content.decode()
    assert f'name="mapping" value="{mapping.pk}"' in text
    assert 'action="/jobs/synchronize-modified/"' in text
    for address in (
        f"/mappings/{mapping.pk}/fields/",
        f"/jobs/?mapping={mapping.pk}",
        f"/problems/?mapping={mapping.pk}",
        f"/records/match/{mapping.pk}/criteria/",
        f"/records/remove-couplings/{mapping.pk}/",
        f"/jobs/queue/{mapping.pk}/",
        "/mappings/new/",
    ):
        assert f'href="{address}"' in text
    assert "data-confirm" in text


def test_a_mapping_that_runs_by_itself_says_how_often(administrator, mapping):
    assert "Job Queue Entry: On Hold" in words(administrator.get("/mappings/"))
    Schedule.objects.update_or_create(mapping=mapping, defaults={"every": 15, "on_hold": False})
    assert "Job Queue Entry: every 15 min." in words(administrator.get("/mappings/"))


def test_rows_that_take_part_are_counted(administrator, mapping):
    active = mapping.fields.filter(status="enabled", obstacle="")
    active.exclude(pk=active.first().pk).update(status="disabled")
    text = administrator.get("/mappings/").content.decode()
    assert f'<a href="/mappings/{mapping.pk}/fields/">1</a>' in text


def test_hostile_values_stay_text(administrator, mapping):
    mapping.connection.name = "<script>x</script>"
    mapping.connection.save()
    mapping.filters = [{"side": "bc", "property": "x", "caption": "<img>", "values": ["<svg>"]}]
    mapping.bc_table = "<table>"
    mapping.save()
    for page in ("/mappings/", f"/mappings/{mapping.pk}/", f"/mappings/{mapping.pk}/fields/"):
        text = administrator.get(page).content.decode()
        assert not [bad for bad in ("<script>x", "<img>", "<svg>", "<table>") if bad in text]


def test_an_export_has_a_column_for_each_setting(administrator, mapping):
    answer = administrator.get("/mappings/?export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert "Integration Table Filter" in lines[0]
    assert "Status is Active; Relationship Type is Customer" in lines[1]


def test_without_mappings_the_page_says_what_to_do(administrator, connection):
    page = words(administrator.get("/mappings/"))
    assert "No mappings yet" in page
    assert "Use Default Synchronization Setup" in page


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow(administrator, mapping, rows, django_assert_max_num_queries):
    for number in range(rows):
        one = TableMapping.objects.create(connection=mapping.connection, name=f"M{number}", direction="to_bc")
        Job.objects.create(mapping=one, kind="modified", status="finished")
    with django_assert_max_num_queries(14):
        administrator.get("/mappings/")


def test_user_defined_mappings_are_found(administrator, mapping):
    tables = {"bc_table": "employees", "dataverse_table": "account", "direction": "to_dataverse"}
    TableMapping.objects.create(connection=mapping.connection, name="OWN", **tables)
    listed = {
        one: [row.record.name for row in administrator.get(f"/mappings/?custom={one}").context["table"].rows]
        for one in ("true", "false")
    }
    assert listed == {"true": ["OWN"], "false": ["CUSTOMER"]}


def test_the_selected_mappings_get_their_default_setup(administrator, mapping):
    tables = {"bc_table": "employees", "dataverse_table": "account", "direction": "to_dataverse"}
    own = TableMapping.objects.create(connection=mapping.connection, name="OWN", **tables)
    TableMapping.objects.filter(pk=mapping.pk).update(filters=[])
    chosen = {"selected": [mapping.pk, own.pk]}
    page = words(administrator.post("/mappings/restore-selected/", chosen, follow=True))
    mapping.refresh_from_db()
    assert mapping.filters
    assert "in use: CUSTOMER." in page
    assert "no such default: OWN." in page


def test_jobs_are_started_for_the_selected_mappings(administrator, mapping):
    Connection.objects.update(enabled=True)
    Coupling.objects.create(mapping=mapping, bc_key=key(1), dataverse_key=key(2))
    for path in ("/mappings/synchronize/", "/mappings/remove-couplings/"):
        administrator.post(path, {"selected": mapping.pk})
    assert list(Job.objects.order_by("pk").values_list("kind", flat=True)) == ["modified", "uncouple"]
