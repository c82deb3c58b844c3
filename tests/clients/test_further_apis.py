"""Tables that somebody added to Business Central are found behind APIs of their own, and asked for only when needed."""

import pytest

from syncadmin.connections.clients.errors import TableMissing
from tests.clients.builders import counting, create, read

TABLE = "customerProjects"
ROUTES = "apicategoryroutes"


def test_a_table_of_another_api_is_offered_as_somebodys_own(bc):
    facts = bc.tables()[TABLE]
    assert (facts.custom, facts.extension) == (True, False)
    column = bc.describe(TABLE)["stage"]
    assert (column.caption, list(column.options.values())) == ("Stage", ["Planned", "Running", "Done"])


def test_its_rows_are_written_and_read_there(bc, sandbox):
    (written,) = bc.write(TABLE, ["code"], [create(1, code="P1", displayName="One")])
    assert written.record.values["code"] == "P1"
    assert sandbox.rows(TABLE)[0]["displayName"] == "One"
    assert [one.key for one in read(bc, TABLE, "code")] == [written.record.key]


def test_other_apis_are_asked_for_only_when_a_table_is_not_among_ours(bc, sandbox):
    with counting(sandbox, ROUTES) as sent:
        bc.columns("customers")
        assert bc.tables().get("customers")
    assert sent == []
    with counting(sandbox, ROUTES) as sent, pytest.raises(TableMissing):
        bc.columns("nowhere")
    assert len(sent) == 1


@pytest.mark.parametrize("how", [{"status": 404}, {"status": 403}], ids=str)
def test_a_service_that_does_not_tell_of_other_apis_has_none(bc, sandbox, how):
    sandbox.misbehave(path=ROUTES, **how)
    assert TABLE not in bc.tables()
    assert "customers" in bc.tables()
