"""Lengths of time and actions as people read them."""

from datetime import timedelta

import pytest

from jobs.charts import DAYS, HOURS, chart
from jobs.models import JobOperation
from jobs.wording import action_words, duration_words
from tests.jobs.builders import a_job


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "–"), (0.25, "0.2 s"), (9.94, "9.9 s"), (59, "59 s"), (312, "5 min 12 s"), (7260, "2 h 1 min")],
)
def test_a_duration_has_its_two_largest_units(seconds, said):
    assert duration_words(None if seconds is None else timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("action", "side", "ending", "said"),
    [
        ("create", "dataverse", "created", "Inserted in Dataverse"),
        ("update", "bc", "updated", "Updated in Business Central"),
        ("update", "bc", "", "Update in Business Central"),
        ("update", "bc", "failed", "Not updated in Business Central"),
        ("couple", "", "coupled", "Coupling set up"),
        ("uncouple", "", "", "Uncouple"),
        ("nothing", "", "unchanged", "Nothing to do"),
        ("nothing", "", "conflict", "Left for a person to settle"),
    ],
)
def test_an_operation_says_what_it_did(action, side, ending, said):
    assert action_words(JobOperation(action=action, side=side, ending=ending)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(("period", "steps"), [(DAYS, 14), (HOURS, 24)])
def test_a_chart_ends_now_and_shows_even_one_record(contoso, period, steps):
    a_job(contoso, counts={"updated": 10_000})
    a_job(contoso, counts={"failed": 1})
    drawn = chart(period)
    last = drawn.bars[-1] if drawn.bars[-1].moved else drawn.bars[-2]
    assert len(drawn.bars) == steps
    assert (last.moved, last.failed) == (10_000, 1)
    assert last.failed_height >= 3


@pytest.mark.django_db
def test_a_chart_without_jobs_has_no_bars_to_see(db):
    assert {bar.height for bar in chart(DAYS).bars} == {0}
