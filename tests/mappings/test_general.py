"""A mapping is renamed, put into order and deleted, and what names it elsewhere follows or keeps it."""

import pytest

from couplings.models import Coupling
from jobs.models import Job
from mappings.models import FieldMapping, TableMapping
from tests.connections.pages import words
from tests.mappings.pages import key

CUSTOMERS = {"bc_table": "customers", "dataverse_table": "account"}


def made(connection, name, **values):
    """A mapping that somebody set up."""
    tables = {"bc_table": "customerProjects", "dataverse_table": "new_project", "direction": "bidirectional"}
    return TableMapping.objects.create(connection=connection, name=name, **tables | values)


@pytest.fixture
def project(connection):
    return made(connection, "PROJECT")


def row(mapping, related):
    return FieldMapping.objects.create(
        mapping=mapping, position=1, direction="to_bc", bc_property="a", dataverse_column="b", related_mapping=related
    )


def save(client, mapping, **posted):
    return client.post(f"/mappings/{mapping.pk}/general/", posted, follow=True)


def test_what_names_a_mapping_follows_its_new_name(administrator, project):
    other = made(project.connection, "PHASE", dependencies=["PROJECT", "CUSTOMER"], lines="PROJECT")
    row(other, "CUSTOMER, PROJECT")
    save(administrator, project, name="building")
    other.refresh_from_db()
    project.refresh_from_db()
    assert (project.name, other.dependencies, other.lines) == ("BUILDING", ["BUILDING", "CUSTOMER"], "BUILDING")
    assert other.fields.get().related_mapping == "CUSTOMER, BUILDING"


def test_a_name_that_is_taken_is_refused(administrator, project):
    made(project.connection, "PHASE")
    page = save(administrator, project, name="phase")
    assert page.status_code == 422
    assert "Another mapping has this name." in words(page)


def test_a_default_mapping_keeps_its_name(administrator, connection):
    customer = made(connection, "CUSTOMER", **CUSTOMERS)
    save(administrator, customer, name="BUYER")
    customer.refresh_from_db()
    assert customer.name == "CUSTOMER"


def test_mappings_that_would_wait_for_each_other_are_refused(administrator, project):
    made(project.connection, "PHASE", dependencies=["PROJECT"])
    page = save(administrator, project, name="PROJECT", dependencies=["PHASE"])
    assert page.status_code == 422
    assert "These would wait for each other: PHASE, PROJECT." in words(page)
    made(project.connection, "TASK")
    save(administrator, project, name="PROJECT", dependencies=["TASK"])
    project.refresh_from_db()
    assert project.dependencies == ["TASK"]


def test_a_mapping_is_deleted_and_others_wait_for_it_no_longer(administrator, project):
    other = made(project.connection, "PHASE", dependencies=["PROJECT"])
    assert "Records of both systems stay as they are." in words(administrator.get(f"/mappings/{project.pk}/delete/"))
    administrator.post(f"/mappings/{project.pk}/delete/", {"do": "delete"})
    other.refresh_from_db()
    assert list(TableMapping.objects.all()) == [other]
    assert other.dependencies == []


def couple(mapping):
    Coupling.objects.create(mapping=mapping, bc_key=key(1), dataverse_key=key(2))


def relate(mapping):
    row(made(mapping.connection, "PHASE"), "CUSTOMER, PROJECT")


def be_busy(mapping):
    Job.objects.create(mapping=mapping, kind="modified", status="queued")


def be_a_default(mapping):
    TableMapping.objects.filter(pk=mapping.pk).update(name="CUSTOMER", **CUSTOMERS)


KEPT = {
    couple: "1 record is coupled. Remove the couplings first.",
    relate: "Field rows of PHASE are carried over by it.",
    be_busy: "A job of the mapping is not over.",
    be_a_default: "It is one of the default mappings",
}


@pytest.mark.parametrize(("make", "why"), KEPT.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_mapping_that_is_needed_is_kept_and_says_why(administrator, project, make, why):
    make(project)
    page = administrator.post(f"/mappings/{project.pk}/delete/", {"do": "delete"})
    assert page.status_code == 422
    assert why in words(page)
    assert TableMapping.objects.filter(pk=project.pk).exists()


def test_the_couplings_of_a_mapping_are_removed_by_a_job_after_their_number_was_told(administrator, project):
    couple(project)
    path = f"/records/remove-couplings/{project.pk}/"
    assert "The coupling of 1 record is removed." in words(administrator.get(path))
    administrator.post(path, {"do": "preview"})
    administrator.post(path, {"do": "run"})
    plan, job = Job.objects.order_by("pk")
    assert (plan.preview, job.kind, job.request["bc_keys"]) == (True, "uncouple", [str(key(1))])


def test_nothing_coupled_is_told(administrator, project):
    page = administrator.post(f"/records/remove-couplings/{project.pk}/", {"do": "run"}, follow=True)
    assert "Nothing of this mapping is coupled." in words(page)
    assert not Job.objects.exists()
