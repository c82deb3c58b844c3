"""The rows behind both services."""

from datetime import UTC, datetime, timedelta

import pytest

from syncadmin.sandbox.database import BrokenData
from syncadmin.sandbox.server import Sandbox
from syncadmin.sandbox.store import Store
from syncadmin.sandbox.values import Refused


@pytest.fixture
def store():
    return Store()


def test_rows_are_found_by_search_order_and_page(store):
    for name in ("Ärlig", "Beta", "ärlig too", "Gamma"):
        store.create("customers", {"displayName": name})
    found = store.find("customers", "ÄRLIG", "displayName", descending=True)
    assert [row["displayName"] for row in found] == ["ärlig too", "Ärlig"]
    assert (store.count("customers", "ärlig"), store.count("customers")) == (2, 4)
    assert len(store.find("customers", limit=2, offset=3)) == 1


def test_a_change_gives_a_new_etag_and_stamp():
    moments = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(9))
    store = Store(clock=lambda: next(moments))
    before = store.create("customers", {"displayName": "A"})
    after = store.change("customers", str(before["id"]), {"displayName": "B"})
    assert after["@odata.etag"] != before["@odata.etag"]
    assert after["lastModifiedDateTime"] > before["lastModifiedDateTime"]


def test_the_services_clock_never_runs_backwards():
    moments = iter([datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
    store = Store(clock=lambda: next(moments))
    stamps = [store.create("customers", {})["lastModifiedDateTime"] for _ in range(2)]
    assert stamps[0] == stamps[1]


def test_a_failed_transaction_leaves_nothing(store):
    def both():
        with store.transaction():
            store.create("account", {"name": "A"})
            store.create("account", {"name": "x" * 200})

    with pytest.raises(Refused):
        both()
    assert store.count("account") == 0


def test_an_unknown_column_or_row_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.create("account", {"nobody": 1})
    with pytest.raises(KeyError):
        store.change("account", "x", {})


def test_rows_stay_across_a_restart(tmp_path):
    path = tmp_path / "sandbox.sqlite3"
    first = Sandbox(customers=3, path=path)
    row = first.add("customers", displayName="Mine")
    first.store.database.close()
    second = Sandbox(customers=99, path=path)
    assert second.count("customers") == 4
    assert second.row("customers", row["id"]) == row
    assert second.change("customers", row["id"], city="Oslo")["@odata.etag"] != row["@odata.etag"]


@pytest.mark.parametrize("content", [b"this is not a database" * 100, b"SQLite format 3\x00" + b"x" * 5_000])
def test_a_broken_file_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "sandbox.sqlite3"
    path.write_bytes(content)
    with pytest.raises(BrokenData, match=r"sandbox.sqlite3") as caught:
        Sandbox(path=path)
    assert "\n" not in str(caught.value)


def test_a_file_in_use_is_not_shared(tmp_path):
    path = tmp_path / "sandbox.sqlite3"
    first = Sandbox(path=path)
    with pytest.raises(BrokenData):
        Sandbox(path=path)
    first.store.database.close()


def test_many_rows_get_numbers_and_owners_like_single_ones(sandbox):
    sandbox.add_many("customers", ({"displayName": str(n)} for n in range(3)))
    sandbox.add_many("account", [{"name": "A", "modifiedon": "2020-01-01T00:00:00Z"}])
    assert len({row["number"] for row in sandbox.rows("customers")}) == 3
    (account,) = sandbox.rows("account")
    assert account["_ownerid_value"]
    assert account["modifiedon"] == "2020-01-01T00:00:00Z"


def test_the_same_seed_gives_the_same_ids_after_each_reset(sandbox):
    keys = []
    for _ in range(2):
        sandbox.reset()
        keys.append([sandbox.add("customers")["id"] for _ in range(3)])
    assert keys[0] == keys[1]
