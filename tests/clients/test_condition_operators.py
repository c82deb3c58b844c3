"""Every comparison lets the same rows pass in the engine and in both services, whatever the rows hold."""

import random
from datetime import date
from decimal import Decimal

import pytest

from syncadmin.connections.clients.conditions import exact_filter, operators
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.conditions import Operator
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Record, Side

DAYS = [None, *(date(2026, 1, day) for day in (1, 2, 15, 31))]
NUMBERS = [None, *map(Decimal, ("0", "1", "1.5", "10", "2"))]
TEXTS = [None, "Oslo", "OSLO", "Os_o 100%", "Bonn", "O'Hara", "[x]", "a*b?", "Ås"]
COLUMNS = {
    Side.BC: {"displayName": TEXTS, "creditLimit": NUMBERS, "blocked": [None, "Ship", "Invoice", "All"]},
    Side.DATAVERSE: {"name": TEXTS, "creditlimit": NUMBERS, "customertypecode": [None, 1, 2, 3]},
}
TABLES = {Side.BC: "customers", Side.DATAVERSE: "account"}


def condition(rng, side, name, column, pool):
    """A condition as an administrator may set it up."""
    operator = rng.choice(operators(column))
    known = [value for value in pool if value is not None]
    number = 2 if operator is Operator.BETWEEN else 1 if operator is not Operator.IS else rng.randint(1, 3)
    values = rng.sample(known, min(number, len(known)))
    if operator in (Operator.CONTAINS, Operator.BEGINS):
        values = [rng.choice([value[:2], value[1:3], value]).strip() for value in values]
    if operator is Operator.BETWEEN:
        values.sort()
    if rng.random() < 0.3:
        values.append(None)
    negated = operator is Operator.IS and rng.random() < 0.5
    return Condition(side, name, name, tuple(values), negated, operator)


def rows(remote, table, columns):
    """All rows of a table, as they are read."""
    return [one for page in remote.changes(table, columns, "") for one in page.records]


@pytest.mark.parametrize("side", Side)
def test_generated_filters_let_the_same_rows_pass_in_the_engine_and_in_the_service(bc, dv, sandbox, side):
    rng, remote, table = random.Random(7), bc if side is Side.BC else dv, TABLES[side]
    pools = COLUMNS[side]
    blank = {"displayName": "", "creditLimit": 0, "blocked": "_x0020_"}
    for _ in range(40):
        chosen = {name: rng.choice(pool) for name, pool in pools.items()}
        given = {name: blank.get(name) if value is None else _json(value) for name, value in chosen.items()}
        sandbox.add(table, **given)
    columns, kept = remote.describe(table), rows(remote, table, list(pools))
    counted = 0
    for _ in range(200):
        names = rng.sample(list(pools), rng.randint(1, 2))
        wanted = [condition(rng, side, name, columns[name], pools[name]) for name in names]
        found = remote.count(table, wanted)
        counted += found is not None
        expected = sum(all(one.admits(record) for one in wanted) for record in kept)
        assert found in (None, expected), wanted
    assert counted > 60


def _json(value):
    return float(value) if isinstance(value, Decimal) else value


DATE = {"day": Column("day", ColumnKind.DATE)}


@pytest.mark.parametrize(
    ("side", "operator", "values", "expected"),
    [
        (Side.BC, Operator.LESS, (date(2026, 1, 2),), "(day lt 2026-01-02 and day ne 0001-01-01)"),
        (
            Side.BC,
            Operator.LESS,
            (date(2026, 1, 2), None),
            "((day lt 2026-01-02 and day ne 0001-01-01) or day eq 0001-01-01)",
        ),
        (Side.DATAVERSE, Operator.AT_LEAST, (date(2026, 1, 2), None), "((day ge 2026-01-02) or day eq null)"),
        (
            Side.DATAVERSE,
            Operator.BETWEEN,
            (date(2026, 1, 2), date(2026, 1, 3)),
            "(day ge 2026-01-02 and day le 2026-01-03)",
        ),
        (Side.DATAVERSE, Operator.CONTAINS, ("1",), None),
    ],
)
def test_dates_are_compared_without_the_blank_one(side, operator, values, expected):
    table = Table(side, "t", "t", "id", "", DATE)
    assert exact_filter(table, [Condition(side, "day", "day", values, operator=operator)]) == expected


def test_blank_options_of_business_central_are_told_by_the_others():
    column = Column("blocked", ColumnKind.OPTION, options={0: " ", 1: "Ship", 2: "All"})
    table = Table(Side.BC, "t", "t", "id", "", {"blocked": column})
    blank = Condition(Side.BC, "blocked", "Blocked", (None, "Ship"))
    assert exact_filter(table, [blank]) == "(blocked ne 'All')"


@pytest.mark.parametrize(
    ("side", "part", "passes"), [(Side.BC, "OSL", False), (Side.BC, "Osl", True), (Side.DATAVERSE, "OSL", True)]
)
def test_texts_are_compared_as_the_system_itself_does(side, part, passes):
    record = Record(side, "t", "k", values={"city": "Oslo"})
    assert Condition(side, "city", "City", (part,), operator=Operator.BEGINS).admits(record) is passes


def test_what_cannot_be_compared_does_not_pass():
    record = Record(Side.BC, "t", "k", values={"city": "Oslo"})
    assert not Condition(Side.BC, "city", "City", (Decimal(1),), operator=Operator.LESS).admits(record)
    assert not Condition(Side.BC, "city", "City", (), operator=Operator.LESS).admits(record)
