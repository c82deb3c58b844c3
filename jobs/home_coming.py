"""What runs and what comes next, for Home: unfinished jobs with their progress, then the next scheduled runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from jobs.models import Job, JobOperation, Schedule

_MOST_JOBS, _MOST_RUNS = 8, 5
_ORDER = (Job.Status.RUNNING, Job.Status.QUEUED, Job.Status.WAITING)


@dataclass(frozen=True)
class RunningLine:
    """An unfinished job; ``done`` of ``total`` operations while it writes."""

    job: Job
    done: int
    total: int


@dataclass(frozen=True)
class Coming:
    """What runs (and how many more are in line), and the next runs by themselves."""

    running: list[RunningLine]
    more: int
    runs: list[Schedule]

    def __bool__(self) -> bool:
        return bool(self.running or self.runs)


def coming() -> Coming:
    """Everything that is unfinished or due."""
    unfinished = Job.objects.filter(status__in=Job.UNFINISHED).select_related("mapping", "requested_by")
    jobs = sorted(unfinished.defer("request"), key=lambda one: (_ORDER.index(Job.Status(one.status)), one.pk))
    shown = jobs[:_MOST_JOBS]
    due = Schedule.objects.filter(on_hold=False, next_at__isnull=False, mapping__connection__enabled=True)
    runs = due.select_related("mapping__connection").order_by("next_at", "pk")[:_MOST_RUNS]
    return Coming(_with_progress(shown), len(jobs) - len(shown), list(runs))


def _with_progress(jobs: list[Job]) -> list[RunningLine]:
    """Jobs that write with how far they are, counted from an index."""
    writing = [one.pk for one in jobs if one.phase == Job.Phase.WRITING]
    rows = JobOperation.objects.filter(job__in=writing).order_by().values_list("job", "state")
    total: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for job, state, number in rows.annotate(number=Count("pk")):
        total[job] += number
        done[job] += number if state == JobOperation.State.ENDED else 0
    return [RunningLine(one, done[one.pk], total[one.pk]) for one in jobs]
