"""Every value of every table reads the same after it was written back: values are a fixpoint (facts 4.5 to 4.11)."""

import pytest

from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import update

UNWRITABLE = {"organization", "sdkmessage", "sdkmessagefilter"}  # which metadata do not tell


@pytest.fixture(params=["bc", "dv"])
def remote(request, running_sandbox):
    """One side, with made-up rows in every table."""
    remote = request.getfixturevalue(request.param)
    running_sandbox.reset(customers=3)
    return remote


def test_what_was_read_is_written_back_and_reads_the_same(remote):
    written = {}
    for table, facts in remote.tables().items():
        columns = remote.columns(table)
        if facts.parent or not facts.writable or table in UNWRITABLE:
            continue
        row = next((one for page in remote.changes(table, list(columns), "") for one in page.records), None)
        if row is not None:
            values = {name: row.values[name] for name in row.values if columns[name].updatable and name != "number"}
            values = {name: value for name, value in values.items() if value is not None}
            (answer,) = remote.write(table, list(values), [update(row, **values)])
            assert answer.answer is Answer.DONE, (table, answer.problem)
            written[table] = {name: value for name, value in values.items() if answer.record.values[name] != value}
    assert len(written) > 10
    assert written == dict.fromkeys(written, {})
