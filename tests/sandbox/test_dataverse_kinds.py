"""What columns of each kind take and give, on the made-up table that has one of each."""

import pytest

from tests.sandbox.callers import error_of

PROJECTS = "/new_projects"


@pytest.fixture
def saved(dataverse):
    """Creates a project over HTTP and gives what is read back."""

    def create(**values):
        answer = dataverse("POST", PROJECTS, body={"new_name": "A", **values}, Prefer="return=representation")
        assert answer.status_code == 201, answer.text
        return answer

    return create


@pytest.mark.parametrize(
    ("column", "sent", "read"),
    [
        ("new_notes", "one\r\ntwo", "one\r\ntwo"),
        ("new_startdate", "2026-02-28", "2026-02-28"),
        ("new_kickoff", "2026-02-28T09:30:00Z", "2026-02-28T09:30:00Z"),
        ("new_lastreview", "2026-02-28T09:30:00+02:00", "2026-02-28T07:30:00Z"),
        ("new_tags", "100000002, 100000000", "100000000,100000002"),
        ("new_isbillable", False, False),
        ("new_headcount", 1000, 1000),
        ("new_score", -12.34567, -12.34567),
        ("new_priority", 100000001, 100000001),
        ("new_notes", "   ", None),
        ("new_tags", None, None),
    ],
)
def test_a_value_comes_back_in_the_form_of_its_kind(saved, column, sent, read):
    assert saved(**{column: sent}).json()[column] == read


def test_numbers_have_the_places_of_their_column(saved):
    text = saved(new_budget=20000, new_hours=7.5, new_score=1).text
    assert '"new_budget":20000.0000' in text
    assert '"new_hours":7.50' in text
    assert '"new_score":1.0' in text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"new_notes": "x" * 4001}, "0x80044331"),
        ({"new_notes": 1}, "0x80048d19"),
        ({"new_startdate": "2026-02-30"}, "0x80048d19"),
        ({"new_startdate": "1752-12-31"}, "0x80040203"),
        ({"new_lastreview": "0001-01-01T00:00:00Z"}, "0x80040203"),
        ({"new_headcount": 1001}, "0x80040203"),
        ({"new_headcount": 1.5}, "0x80048d19"),
        ({"new_score": 100.1}, "0x80040203"),
        ({"new_hours": -1}, "0x80040203"),
        ({"new_budget": "1"}, "0x80048d19"),
        ({"new_tags": "100000000,7"}, "0x80040203"),
        ({"new_tags": "a"}, "0x80048d19"),
        ({"new_tags": 100000000}, "0x80048d19"),
        ({"new_stage": 5}, "0x80040203"),
        ({"new_isbillable": 1}, "0x80048d19"),
        ({"new_budget_base": 1}, "0x80040203"),
        ({"exchangerate": 1}, "0x80040203"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(dataverse, sandbox, body, code):
    before = sandbox.count("new_project")
    assert error_of(dataverse("POST", PROJECTS, body=body)) == (400, code)
    assert sandbox.count("new_project") == before


def test_a_new_row_has_the_defaults_of_its_columns(saved):
    row = saved().json()
    assert (row["new_stage"], row["new_isbillable"], row["statecode"], row["statuscode"]) == (100000000, True, 0, 1)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("new_budget gt 10", True),
        ("new_budget eq 20.0", True),
        ("new_score lt 1", False),
        ("new_startdate ge 2026-01-01", True),
        ("contains(new_notes,'ONE')", True),
        ("new_isbillable eq false", True),
    ],
)
def test_a_column_of_any_kind_can_be_filtered_by(dataverse, saved, condition, found):
    key = saved(new_budget=20, new_score=1.5, new_startdate="2026-02-01", new_notes="one", new_isbillable=False).json()
    text = f"new_projectid eq {key['new_projectid']} and {condition}"
    assert bool(dataverse.get(PROJECTS, filter=text).json()["value"]) is found
