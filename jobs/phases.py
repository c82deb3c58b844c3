"""The phases of a job with their times: how long each took, and how many requests it made to each system.

They are kept on the job from phase to phase, so that a worker that takes over adds to them; the time in which nobody
was at work counts, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jobs.claim import held
from jobs.context import Run
from jobs.models import Job
from syncadmin.engine.values import Side


@dataclass(frozen=True)
class PhaseTime:
    """One phase of a job: how long it took (so far, if the job is at it), in percent of the longest, and how many
    requests it made to each side."""

    label: str
    length: timedelta
    share: int
    requests: tuple[int, ...]
    current: bool


def enter(run: Run, phase: Job.Phase) -> None:
    """Begin a phase; raises LostClaim."""
    held(run.job)
    note(run)
    run.job.phase, run.job.phase_began_at = phase, timezone.now()
    kept = {"phase": phase, "phase_began_at": run.job.phase_began_at, "phase_times": run.job.phase_times}
    Job.objects.filter(pk=run.job.pk, claim=run.job.claim).update(**kept)


def note(run: Run) -> None:
    """Add what was done since the last time to the phase the job is in; kept when the job goes on or ends."""
    job, now = run.job, timezone.now()
    if not job.phase or job.phase_began_at is None:
        return
    asked = {side: run.remote(side).asked() for side in Side}
    known = job.phase_times.get(job.phase, {})
    requests = {
        side.value: known.get("requests", {}).get(side.value, 0) + number - run.found.asked.get(side, 0)
        for side, number in asked.items()
    }
    seconds = known.get("seconds", 0) + (now - job.phase_began_at).total_seconds()
    job.phase_times = {**job.phase_times, job.phase: {"seconds": round(seconds, 3), "requests": requests}}
    job.phase_began_at, run.found.asked = now, asked


def phase_times(job: Job, now: datetime | None = None) -> list[PhaseTime]:
    """The phases a job went through, in their order."""
    seconds = {name: float(one["seconds"]) for name, one in job.phase_times.items()}
    if job.phase and job.phase_began_at:
        running = ((now or timezone.now()) - job.phase_began_at).total_seconds()
        seconds[job.phase] = seconds.get(job.phase, 0) + max(running, 0)
    longest = max(seconds.values(), default=0) or 1
    return [
        PhaseTime(
            str(phase.label),
            timedelta(seconds=seconds[phase]),
            round(seconds[phase] / longest * 100),
            _requests(job.phase_times.get(phase, {})),
            phase == job.phase,
        )
        for phase in Job.Phase
        if phase in seconds
    ]


def _requests(stored: Mapping[str, Any]) -> tuple[int, ...]:
    made = stored.get("requests", {})
    return tuple(made.get(side.value, 0) for side in Side)
