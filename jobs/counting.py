"""How many records of a job ended how: kept with finished jobs, counted in one query for all the others on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from jobs.models import Job, JobOperation
from syncadmin.engine.plan import expected_ending
from syncadmin.engine.values import Action, Ending, Operation

# The columns of lists and the tiles of a job, in their order.
SHOWN = (
    Ending.CREATED,
    Ending.UPDATED,
    Ending.DELETED,
    Ending.COUPLED,
    Ending.UNCOUPLED,
    Ending.UNCHANGED,
    Ending.EXCLUDED,
    Ending.CONFLICT,
    Ending.WAITING,
    Ending.FAILED,
)


@dataclass(frozen=True)
class Tally:
    """The operations of one job by ending; ``total`` are all it has, ended or not."""

    endings: Mapping[str, int] = field(default_factory=Counter)
    total: int = 0
    ended: int = 0


def tallies(jobs: Iterable[Job]) -> dict[int, Tally]:
    """The tally of each job. Plans and unfinished jobs are counted from their rows, in one query for all."""
    jobs = list(jobs)
    found = {one.pk: _kept(one) for one in jobs if one.finished and not one.shows_plan}
    counted = {one.pk: one for one in jobs if one.pk not in found}
    rows: dict[int, list[tuple[str, str, int]]] = {pk: [] for pk in counted}
    if counted:
        by_ending = JobOperation.objects.filter(job__in=counted).order_by().values_list("job_id", "ending", "action")
        for job_id, ending, action, number in by_ending.annotate(number=Count("pk")):
            rows[job_id].append((ending, action, number))
    return found | {pk: _tally(one, rows[pk]) for pk, one in counted.items()}


def tally_of(job: Job) -> Tally:
    """The tally of one job."""
    return tallies([job])[job.pk]


def expected(action: str, ending: str = "") -> Ending:
    """How an operation ends if all goes well; what has ended has its ending."""
    return expected_ending(Operation(Action(action), "", ending=Ending(ending) if ending else None))


def _kept(job: Job) -> Tally:
    total = sum(job.counts.values())
    return Tally(Counter(job.counts), total, total)


def _tally(job: Job, rows: Iterable[tuple[str, str, int]]) -> Tally:
    endings: Counter[str] = Counter()
    total = ended = 0
    for ending, action, number in rows:
        total += number
        ended += number if ending else 0
        if ending or job.shows_plan:
            endings[expected(action, ending).value] += number
    return Tally(endings, total, ended)
