"""The made-up rows of Dataverse keep the rules that rows written by clients have to keep."""

import pytest

from syncadmin.sandbox.dataverse.rules import RULES
from syncadmin.sandbox.dataverse.tables import TABLES
from syncadmin.sandbox.server import Sandbox

# Lines are left out: those of closed documents refuse to be saved.
SAVED = [table for table in TABLES if not table.name.endswith("detail")]


@pytest.fixture(scope="module")
def store():
    sandbox = Sandbox(customers=260)
    yield sandbox.store
    sandbox.store.database.close()


@pytest.mark.parametrize("table", SAVED, ids=lambda table: table.name)
def test_saving_a_made_up_row_as_it_is_changes_nothing(store, table):
    for shown in store.find(table.name):
        before = store.stored(table.name, shown[table.key])
        row = dict(before)
        RULES[table.name](store, row, {name: before[name] for name in table.by_name}, before)
        assert row == before
