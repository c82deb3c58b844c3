"""Whatever is sent for any column of any table of Dataverse, or to its actions, it never answers with a failure."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncadmin.sandbox.columns import Kind
from syncadmin.sandbox.dataverse.option_actions import ACTIONS
from syncadmin.sandbox.dataverse.tables import TABLES
from tests.sandbox.samples import fill_dataverse

QUIET = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBERS = st.integers() | st.integers(-3, 9) | st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.sampled_from(["", " ", "x" * 5000, "1753-01-01", "9999-12-31T23:59:59Z", "1,2,3", "\x00", "İ"])
VALUES = st.none() | st.booleans() | NUMBERS | st.text(max_size=9) | WORDS | st.lists(st.integers(), max_size=2)
WRITTEN = [table for table in TABLES if not table.read_only]


def bodies(sandbox, table):
    """Bodies with columns of a table, and references that lead somewhere or nowhere."""
    plain = st.sampled_from([column.name for column in table.columns])
    links = sorted(table.by_navigation)
    rows = [(one.entity_set, row[one.key]) for one in TABLES for row in sandbox.store.find(one.name, limit=1)]
    addresses = st.sampled_from([f"/{entity_set}({key})" for entity_set, key in rows])
    bound = st.sampled_from([f"{name}@odata.bind" for name in links])
    return st.builds(
        dict.__or__,
        st.dictionaries(plain, VALUES, max_size=5),
        st.dictionaries(bound, addresses | VALUES, max_size=3),
    )


@pytest.mark.parametrize("table", WRITTEN, ids=lambda table: table.name)
def test_any_value_of_any_column(dataverse, sandbox, table):
    @QUIET
    @given(bodies(sandbox, table))
    def check(body):
        created = dataverse("POST", f"/{table.entity_set}", body=body, Prefer="return=representation")
        assert created.status_code < 500, created.text
        if created.status_code == 201:
            path = f"/{table.entity_set}({created.json()[table.key]})"
            assert dataverse("PATCH", path, body=body).status_code < 500
            assert dataverse("DELETE", path).status_code < 500

    check()


EXTREMES = {
    Kind.TEXT: lambda column: st.sampled_from(["x" * column.length, "a", "", None]),
    Kind.MEMO: lambda column: st.sampled_from(["x" * column.length, "a\r\nb", None]),
    Kind.INTEGER: lambda column: st.sampled_from([column.minimum, column.maximum, 0, None]),
    Kind.BOOLEAN: lambda column: st.sampled_from([True, False, None]),
    Kind.DATE: lambda column: st.sampled_from(["1753-01-01", "9999-12-31", None]),
    Kind.TIME: lambda column: st.sampled_from(["1753-01-01T00:00:00Z", "9999-12-31T23:59:59Z", None]),
    Kind.CHOICE: lambda column: st.sampled_from([*(option.value for option in column.options), None]),
    Kind.CHOICES: lambda column: st.sampled_from([",".join(str(option.value) for option in column.options), "", None]),
}


def extremes(column):
    """The largest, smallest and blankest values a column takes."""
    if column.is_scaled:
        least, most = column.minimum, column.maximum
        return st.sampled_from(
            [-(10**11) if least is None else least, 10**8 if most is None else most, 0, 0.00001, None]
        )
    return EXTREMES[column.kind](column)


@pytest.mark.parametrize("table", WRITTEN, ids=lambda table: table.name)
def test_the_most_and_the_least_a_column_takes(dataverse, sandbox, table):
    fill_dataverse(sandbox)
    key = sandbox.rows(table.name)[0][table.key]
    columns = {column.name: extremes(column) for column in table.columns if changeable(column)}

    @QUIET
    @given(st.fixed_dictionaries({}, optional=columns))
    def check(body):
        answer = dataverse("PATCH", f"/{table.entity_set}({key})", body=body)
        assert answer.status_code < 500, answer.text

    check()


def changeable(column):
    return column.writable.allows(is_new=False) and (column.kind in EXTREMES or column.is_scaled)


@pytest.mark.parametrize("action", ACTIONS)
def test_any_arguments_of_any_action(dataverse, sandbox, action):
    names = (
        "OptionSetName",
        "EntityLogicalName",
        "AttributeLogicalName",
        "Value",
        "Label",
        "StateCode",
        "ParameterXml",
    )
    known = st.sampled_from(["account", "paymenttermscode", "statuscode", "new_priority", "<importexportxml>"])
    texts = st.lists(VALUES | st.just({"Label": "A", "LanguageCode": 1033}))
    label = st.fixed_dictionaries({"LocalizedLabels": texts})

    @QUIET
    @given(st.dictionaries(st.sampled_from(names), VALUES | known | label, max_size=5))
    def check(body):
        assert dataverse("POST", f"/{action}", body=body).status_code < 500

    check()
