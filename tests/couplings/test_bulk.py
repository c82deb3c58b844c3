"""Rows written many at once: what is stored is what was given, and nothing else changes."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from couplings.bulk import insert, insert_rows, save_changed
from couplings.models import Coupling, RemoteRecord

pytestmark = pytest.mark.django_db
KEYS = [UUID(int=number) for number in range(1, 4)]
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FIELDS = ("mapping", "side", "key", "version", "values", "seen_at")


def keep(mapping, version, values):
    rows = ((mapping.pk, "bc", key, version, values, NOON) for key in KEYS)
    insert(RemoteRecord, FIELDS, rows, unique=("mapping", "side", "key"))


def test_values_come_back_as_they_were_given_and_others_as_in_any_new_row(mapping):
    keep(mapping, "1", {"name": "Ånd", "credit": {"decimal": "1.50"}})
    row = RemoteRecord.objects.get(key=KEYS[1])
    assert (row.version, row.values, row.seen_at) == ("1", {"name": "Ånd", "credit": {"decimal": "1.50"}}, NOON)
    assert (row.pending, row.deleted, row.title, row.modified_at) == (True, False, "", None)


def test_a_row_that_is_there_is_given_the_named_fields_and_keeps_the_others(mapping):
    keep(mapping, "1", {})
    RemoteRecord.objects.update(pending=False, title="Adatum")
    keep(mapping, "2", {"name": "New"})
    found = RemoteRecord.objects.values_list("version", "title", "pending")
    assert list(found) == [("2", "Adatum", False)] * len(KEYS)


def test_only_the_named_fields_of_changed_rows_are_written(mapping):
    keep(mapping, "1", {})
    rows = list(RemoteRecord.objects.order_by("key"))
    RemoteRecord.objects.update(title="by somebody else")
    rows[0].version, rows[1].values = "2", {"name": None}
    save_changed([*rows, rows[0]], ["version", "values"])
    found = RemoteRecord.objects.order_by("key").values_list("version", "values", "title")
    assert [one[:2] for one in found] == [("2", {}), ("1", {"name": None}), ("1", {})]
    assert {one[2] for one in found} == {"by somebody else"}


def test_a_row_that_was_deleted_meanwhile_stays_deleted(mapping):
    insert_rows([Coupling(mapping=mapping, bc_key=key, dataverse_key=key, coupled_at=NOON) for key in KEYS])
    rows = list(Coupling.objects.all())
    Coupling.objects.filter(bc_key=KEYS[0]).delete()
    save_changed(rows, ["base", "journal"])
    assert set(Coupling.objects.values_list("bc_key", "base")) == {(key, None) for key in KEYS[1:]}


def test_nothing_is_asked_of_the_database_for_no_rows(mapping, django_assert_num_queries):
    with django_assert_num_queries(0):
        save_changed([], ["version"])
        insert_rows([])
        insert(RemoteRecord, FIELDS, [])
