"""Dataverse's query functions: stretches of time on the sandbox's clock, users, choices of several values, aliases."""

from datetime import UTC, datetime

import pytest

from syncadmin.sandbox.server import Sandbox
from tests.sandbox.callers import Caller, error_of

NOW = datetime(2026, 3, 18, 10, 30, tzinfo=UTC)  # a Wednesday
MOMENTS = [
    "2024-03-18T09:00:00Z",
    "2025-03-31T23:59:59Z",
    "2026-02-28T12:00:00Z",
    "2026-03-08T00:00:00Z",
    "2026-03-14T23:59:59Z",
    "2026-03-15T00:00:00Z",
    "2026-03-17T23:59:59Z",
    "2026-03-18T00:00:00Z",
    "2026-03-18T10:00:00Z",
    "2026-03-18T11:00:00Z",
    "2026-03-19T08:00:00Z",
    "2026-03-25T00:00:00Z",
    "2026-04-01T00:00:00Z",
    "2027-01-01T00:00:00Z",
]
SPACE = "Microsoft.Dynamics.CRM."


@pytest.fixture(scope="module")
def projects():
    """A caller of a sandbox of its own, whose clock stands still and whose projects were reviewed at these moments."""
    with Sandbox(clock=lambda: NOW) as sandbox:
        for moment in (*MOMENTS, None):
            day = moment and moment[:10]
            sandbox.add("new_project", new_name=str(moment), new_lastreview=moment, new_startdate=day)
        yield Caller(sandbox, f"{sandbox.dataverse_url}/api/data/v9.2", f"{sandbox.dataverse_url}/.default")


def found(caller, text, order="new_lastreview"):
    answer = caller.get("/new_projects", filter=text, select="new_name", orderby=order)
    assert answer.status_code == 200, answer.text
    return [row["new_name"] for row in answer.json()["value"]]


def at(first, last=None):
    """The moments from one to another, by number."""
    return MOMENTS[first : (first if last is None else last) + 1]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Yesterday(", at(6)),
        ("Today(", at(7, 9)),
        ("Tomorrow(", at(10)),
        ("Last7Days(", at(4, 8)),
        ("Next7Days(", at(9, 11)),
        ("LastWeek(", at(3, 4)),
        ("ThisWeek(", at(5, 10)),
        ("NextWeek(", at(11)),
        ("LastMonth(", at(2)),
        ("ThisMonth(", at(3, 11)),
        ("NextMonth(", at(12)),
        ("LastYear(", at(1)),
        ("ThisYear(", at(2, 12)),
        ("NextYear(", at(13)),
        ("LastXHours(PropertyValue=1,", at(8)),
        ("NextXHours(PropertyValue=1,", at(9)),
        ("LastXDays(PropertyValue=1,", at(6, 8)),
        ("NextXDays(PropertyValue=1,", at(9, 10)),
        ("LastXWeeks(PropertyValue='2',", at(3, 8)),
        ("LastXMonths(PropertyValue=1,", at(2, 8)),
        ("NextXMonths(PropertyValue=1,", at(9, 12)),
        ("LastXYears(PropertyValue=1,", at(1, 8)),
        ("OlderThanXYears(PropertyValue=1,", at(0)),
        ("OlderThanXMonths(PropertyValue=12,", at(0)),
        ("OlderThanXDays(PropertyValue=3,", at(0, 4)),
        ("OlderThanXHours(PropertyValue=24,", at(0, 5)),
        ("OlderThanXMinutes(PropertyValue=30,", at(0, 7)),
        ("On(PropertyValue='2026-03-18',", at(7, 9)),
        ("OnOrAfter(PropertyValue='2026-03-25',", at(11, 13)),
        ("OnOrBefore(PropertyValue='2024-03-18',", at(0)),
        ("Between(PropertyValues=['2026-03-15T00:00:00Z','2026-03-18T00:00:00Z'],", at(5, 7)),
    ],
)
def test_a_function_names_a_stretch_of_time(projects, call, expected):
    assert found(projects, f"{SPACE}{call}PropertyName='new_lastreview')") == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Today(", 3),
        ("LastXDays(PropertyValue=1,", 4),
        ("OnOrAfter(PropertyValue='2026-03-25',", 3),
        ("On(PropertyValue='2026-03-18',", 3),
    ],
)
def test_dates_have_no_time_of_day(projects, call, expected):
    assert len(found(projects, f"{SPACE}{call}PropertyName='new_startdate')")) == expected


def test_a_function_along_a_lookup_and_the_opposite_of_one(projects):
    assert found(projects, f"not {SPACE}ThisYear(PropertyName='new_lastreview')") == [*at(0, 1), *at(13)]
    assert len(found(projects, f"{SPACE}In(PropertyName='createdby/fullname',PropertyValues=['nobody'])")) == 0


def test_values_may_stand_behind_aliases(projects):
    query = {"$filter": f"{SPACE}Today(PropertyName=@p1) and new_name ne '@p1'", "@p1": "'new_lastreview'"}
    assert len(projects("GET", "/new_projects", query).json()["value"]) == 3


@pytest.mark.parametrize(
    "call",
    [
        "Today()",
        "Today(PropertyName='nobody')",
        "Today(PropertyName='new_name')",
        "Today(PropertyName=5)",
        "LastXDays(PropertyName='new_lastreview')",
        "LastXDays(PropertyName='new_lastreview',PropertyValue=0)",
        "LastXYears(PropertyName='new_lastreview',PropertyValue=9999)",
        "On(PropertyName='new_lastreview',PropertyValue='soon')",
        "In(PropertyName='new_name',PropertyValues='A')",
        "Between(PropertyName='new_hours',PropertyValues=['1'])",
        "Between(PropertyName='new_hours',PropertyValues=['1','x'])",
        "ContainValues(PropertyName='new_name',PropertyValues=['1'])",
        "EqualUserId(PropertyName='new_name')",
        "InFiscalYear(PropertyName='new_lastreview',PropertyValue=2026)",
    ],
)
def test_a_function_is_refused(projects, call):
    assert error_of(projects.get("/new_projects", filter=SPACE + call)) == (400, "0x80060888")


def test_functions_know_who_asks_and_what_is_chosen(dataverse, sandbox):
    me = dataverse.get("/WhoAmI").json()["UserId"]
    sandbox.add("new_project", new_name="mine", ownerid=me, new_tags="100000000,100000002")
    sandbox.add("new_project", new_name="other", new_tags="100000001")
    for call, names in (
        ("EqualUserId(PropertyName='ownerid')", ["mine"]),
        ("NotEqualUserId(PropertyName='_ownerid_value')", ["other"]),
        ("ContainValues(PropertyName='new_tags',PropertyValues=['100000002','100000005'])", ["mine"]),
        ("DoesNotContainValues(PropertyName='new_tags',PropertyValues=['100000002'])", ["other"]),
    ):
        assert found(dataverse, SPACE + call, "new_name") == names
