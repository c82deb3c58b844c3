"""What holds for every table of both services: each is listed, described, narrowed, refused and guarded alike."""

import pytest

from syncadmin.sandbox.business_central.apis import STANDARD
from syncadmin.sandbox.catalogue import TABLES
from syncadmin.sandbox.columns import DATAVERSE
from tests.sandbox import samples
from tests.sandbox.callers import error_of

NOBODY = "11111111-1111-1111-1111-111111111111"
NOT_FOUND = {True: "0x80040217", False: "Internal_RecordNotFound"}
LISTED = [name for name, table in TABLES.items() if name != "companies"]


@pytest.fixture(params=LISTED)
def table(request, sandbox):
    """Each table in turn, with a row at least, as the API shows it on which it is asked for."""
    found = TABLES[request.param]
    if not sandbox.rows(found.name):
        samples.fill(sandbox, found.service)
    return found if found.service == DATAVERSE or not found.standard else found.on_standard


@pytest.fixture
def ask(table, central, dataverse, sandbox):
    """Sends a request to the service of the table, below the table; lines are below their document."""
    service, folder = dataverse, ""
    if table.service != DATAVERSE:
        root = sandbox.business_central_url if table.standard else sandbox.extension_url
        if table.api:
            root = f"{root.removesuffix(STANDARD.path)}{table.api}"
        folder = f"{root}/companies({sandbox.company_id})"
        service = central
    if table.parent is not None:
        parents = {row[TABLES[table.parent.table].key] for row in sandbox.rows(table.parent.table)}
        parent = next(key for row in sandbox.rows(table.name) if (key := row[table.parent.column]) in parents)
        folder += f"/{table.parent.table}({parent})"

    def asked(method, below="", query=None, **more):
        return service(method, f"{folder}/{table.entity_set}{below}", query, **more)

    return asked


def first(ask):
    """The first row of the table."""
    return ask("GET").json()["value"][0]


def test_its_rows_are_listed_with_key_and_version(ask, table):
    row = first(ask)
    assert row[table.key]
    assert row["@odata.etag"].startswith('W/"')


def test_one_row_is_the_same_as_in_the_list(ask, table):
    row = first(ask)
    one = ask("GET", f"({row[table.key]})").json()
    assert {name: value for name, value in one.items() if name != "@odata.context"} == row


def test_it_has_the_columns_it_is_described_with(ask, table):
    hidden = {column.name for column in table.columns} - set(first(ask))
    assert {name for name in hidden if not name.endswith("_base")} == set()


def test_a_row_that_is_not_there_is_not_found(ask, table):
    assert error_of(ask("GET", f"({NOBODY})")) == (404, NOT_FOUND[table.service == DATAVERSE])


def test_what_is_no_key_is_a_clear_error(ask):
    for key in ("x", "", "'", "1,2", "%00", "../x"):
        answer = ask("GET", f"({key})")
        assert 400 <= answer.status_code < 500, key
        assert answer.json()["error"]["code"], key


def test_it_is_trimmed_narrowed_and_counted(ask, table):
    row = first(ask)
    wanted = table.name_column or table.key
    shown = ask("GET", query={"$select": wanted, "$top": "1", "$count": "true"}).json()
    assert set(shown["value"][0]) - {"@odata.etag", "transactioncurrencyid"} <= {
        wanted,
        table.key,
        "_transactioncurrencyid_value",
    }
    assert shown["@odata.count"] >= len(shown["value"]) == 1
    assert ask("GET", query={"$filter": f"{table.key} eq {row[table.key]}"}).json()["value"] == [row]
    assert ask("GET", query={"$filter": f"{table.key} eq {NOBODY}"}).json()["value"] == []


def test_a_column_or_number_that_does_not_exist_is_refused(ask):
    for query in ({"$select": "nobody"}, {"$filter": "nobody eq 1"}, {"$orderby": "nobody"}, {"$top": "x"}):
        answer = ask("GET", query=query)
        assert answer.status_code == 400, query
        assert answer.json()["error"]["message"], query


def test_a_method_that_does_not_exist_is_refused(ask):
    answer = ask("PUT", body={})
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["code"]


def test_without_a_token_nothing_is_told(ask, table):
    answer = ask("GET", Authorization="Bearer nonsense")
    assert answer.status_code == 401
    assert "value" not in answer.text


def test_what_cannot_be_written_is_not(ask, table, sandbox):
    before = sandbox.rows(table.name)
    if table.read_only:
        row = first(ask)
        answers = [ask("POST", body={}), ask("PATCH", f"({row[table.key]})", body={}, If_Match="*")]
        assert [one.status_code for one in answers if one.status_code < 400] == []
    for body in ({"nobody": 1}, {table.key: "x"}, {table.key: NOBODY[:8]}):
        assert 400 <= ask("POST", body=body).status_code < 500
    assert sandbox.rows(table.name) == before
