"""Counts per group by $apply, and the total that is up to a day old."""

import pytest

from tests.sandbox.callers import Caller, error_of


@pytest.fixture
def sales(sandbox):
    for name, terms, amount in (("A", 1, 100), ("B", 1, 50), ("C", 2, 7), ("D", None, None)):
        sandbox.add("account", name=name, paymenttermscode=terms, creditlimit=amount, address1_city="Oslo")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aggregate($count as total)", [{"total": 4}]),
        ("filter(name ne 'A')/aggregate($count as total)", [{"total": 3}]),
        (
            "groupby((paymenttermscode),aggregate($count as n,creditlimit with sum as credit))",
            [
                {"paymenttermscode": None, "n": 1, "credit": None},
                {"paymenttermscode": 1, "n": 2, "credit": 150.0},
                {"paymenttermscode": 2, "n": 1, "credit": 7.0},
            ],
        ),
        ("groupby((address1_city,statecode))", [{"address1_city": "Oslo", "statecode": 0}]),
        ("aggregate(creditlimit with max as high,creditlimit with min as low)", [{"high": 100.0, "low": 7.0}]),
        ("aggregate(paymenttermscode with countdistinct as n)", [{"n": 2}]),
        (
            "filter(creditlimit gt 60)/groupby((transactioncurrencyid/isocurrencycode),aggregate($count as n))",
            [{"transactioncurrencyid": {"isocurrencycode": "NOK"}, "n": 1}],
        ),
    ],
)
def test_groups_are_counted_and_added_up(dataverse, sales, text, found):
    answer = dataverse.get("/accounts", apply=text)
    assert answer.status_code == 200, answer.text
    assert answer.json()["value"] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aggregate(nobody with sum as n)",
        "aggregate(name with sum as n)",
        "aggregate(name with median as n)",
        "groupby(name)",
        "groupby((nobody))",
        "orderby(name)",
        "filter(",
        "aggregate($count as n)/filter(n gt 1)",
    ],
)
def test_what_cannot_be_worked_out_is_refused(dataverse, text):
    assert error_of(dataverse.get("/accounts", apply=text)) == (400, "0x80060888")


def test_the_total_count_is_a_day_old_at_most(dataverse, sandbox, sales):
    def total(caller):
        answer = caller.get("/RetrieveTotalRecordCount(EntityNames=['account','team'])")
        collection = answer.json()["EntityRecordCountCollection"]
        return dict(zip(collection["Keys"], collection["Values"], strict=True))

    assert total(dataverse) == {"account": 4, "team": sandbox.count("team")}
    sandbox.add("account", name="E")
    assert total(dataverse)["account"] == 4
    sandbox.clock.advance(hours=25)
    assert total(Caller(sandbox, dataverse.root, f"{sandbox.dataverse_url}/.default"))["account"] == 5


def test_the_total_count_takes_its_names_from_an_alias_too(dataverse, sandbox):
    path = "/RetrieveTotalRecordCount(EntityNames=@p1)"
    collection = dataverse("GET", path, {"@p1": '["account"]'}).json()["EntityRecordCountCollection"]
    assert collection == {"Count": 1, "IsReadOnly": False, "Keys": ["account"], "Values": [0]}
    assert dataverse("GET", path, {"@p1": '["nobody"]'}).status_code == 400
    assert dataverse("GET", path).status_code == 400
