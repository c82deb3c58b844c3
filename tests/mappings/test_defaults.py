"""Use Default Synchronization Setup creates mappings, or puts changed ones back, and keeps couplings and marks."""

from couplings.models import Coupling
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.mappings.pages import MOMENT, key, record, words

RESTORE = "/mappings/restore-defaults/"


def test_the_mappings_of_a_new_connection_are_created(administrator, connection):
    page = words(administrator.post(RESTORE, {"connection": connection.pk}, follow=True))
    assert TableMapping.objects.get().fields.count() == 22
    assert "The default synchronization setup is in use." in page


def test_only_those_of_the_connection_that_is_named(administrator, connection):
    other = Connection.objects.create(name="Another")
    administrator.post(RESTORE, {"connection": other.pk})
    assert TableMapping.objects.get().connection == other


def test_couplings_and_marks_stay_when_nothing_new_takes_part(administrator, mapping):
    mapping.bc_read_at = MOMENT
    mapping.save()
    Coupling.objects.create(mapping=mapping, bc_key=key(1))
    administrator.post(RESTORE)
    mapping.refresh_from_db()
    assert mapping.bc_read_at == MOMENT
    assert Coupling.objects.count() == 1


def test_rows_that_take_part_again_are_read_anew(administrator, mapping):
    mapping.bc_read_at = MOMENT
    mapping.save()
    record(mapping, 1)
    mapping.fields.filter(caption="City").update(status="disabled")
    page = words(administrator.post(RESTORE, follow=True))
    mapping.refresh_from_db()
    assert mapping.bc_read_at is None
    assert mapping.records.get().version == ""
    assert "The next run reads all records of both sides." in page


def test_a_connection_that_does_not_exist_is_not_found(administrator, db):
    assert administrator.post(RESTORE).status_code == 404
    assert administrator.post(RESTORE, {"connection": "999"}).status_code == 404
    assert administrator.post(RESTORE, {"connection": "x"}).status_code == 404
