"""A job as text or JSON, for the command line: its counts, and what a preview would do, operation by operation.

Operations are written one by one as they are read, so that the size of a plan does not matter. The checksum is the
same for plans that do the same to the same versions, and different otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from jobs.checksum import checksum_of
from jobs.counting import SHOWN, tally_of
from jobs.differences import captions, written
from jobs.models import Job, JobOperation
from jobs.tables import outcome
from jobs.wording import action_words, duration, duration_words
from syncadmin.engine.encoding import encode
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side, Value
from syncadmin.ui.badges import badge_for
from syncadmin.ui.sentences import remedy, title


class Out(Protocol):
    """Where text goes."""

    def write(self, msg: str) -> object:
        """Write it as it is."""


@dataclass(frozen=True)
class Change:
    """One field an operation writes: the old value of its side and the new one."""

    field: str
    old: Value
    new: Value


def write_text(job: Job, out: Out, *, operations: bool = False) -> None:
    """For people: the plan of a preview (or what was done, for whoever asks), then how many records ended how, and why
    the job failed if it did."""
    if job.shows_plan or operations:
        for one in _operations(job):
            write_operation(one, captions_of(job), out)
    heading = _("%(mapping)s: job %(number)d, %(status)s after %(time)s")
    time = duration_words(duration(job))
    status = badge_for("job", job.status).label
    out.write(heading % {"mapping": job.mapping, "number": job.pk, "status": status, "time": time} + "\n")
    counts = tally_of(job).endings
    for ending in SHOWN:
        out.write(f"  {badge_for('ending', ending).label!s:<12}{counts.get(ending.value, 0):>10}\n")
    if job.problem:
        out.write(f"{title(job.problem)}\n{remedy(job.problem)}\n")


def write_json(job: Job, out: Out, *, operations: bool = False) -> None:
    """For programs: one line; a preview, and whoever asks, has the operations and their checksum at the end of it."""
    head = json.dumps(facts_of(job), ensure_ascii=False)
    if not job.shows_plan and not operations:
        out.write(f"{head}\n")
        return
    out.write(f'{head[:-1]}, "operations": [')
    for number, one in enumerate(_operations(job)):
        out.write((", " if number else "") + json.dumps(operation_json(one, captions_of(job)), ensure_ascii=False))
    out.write(f'], "checksum": "{checksum_of(job)}"}}\n')


def captions_of(job: Job) -> Mapping[str, str]:
    """The captions of the job's mapping, read once per job."""
    known: Mapping[str, str] | None = getattr(job, "_captions", None)
    if known is None:
        known = captions(job.mapping)
        job._captions = known  # type: ignore[attr-defined]
    return known


def _operations(job: Job) -> Iterator[JobOperation]:
    return job.operations.select_related("job").order_by("position").iterator(chunk_size=500)


def problem_json(problem: Problem | None) -> dict[str, Any] | None:
    """A problem for programs."""
    if problem is None:
        return None
    facts = dict(problem.facts)
    return {"code": problem.code, "title": title(problem), "remedy": remedy(problem), "facts": facts}


def facts_of(job: Job) -> dict[str, Any]:
    """A job for programs, without its operations."""
    length = duration(job)
    counts = tally_of(job).endings
    return {
        "job": job.pk,
        "mapping": job.mapping.name,
        "connection": job.mapping.connection.name,
        "preview": job.preview,
        "status": job.status,
        "seconds": None if length is None else round(length.total_seconds(), 3),
        "excesses": job.excesses,
        "counts": {one.value: counts.get(one.value, 0) for one in SHOWN},
        "problem": problem_json(job.problem),
    }


def changes_of(one: JobOperation, named: Mapping[str, str]) -> list[Change]:
    """The fields an operation writes, from old to new."""
    if not one.side:
        return []
    side = Side(one.side)
    return [Change(field.caption, field.before(side), field.result) for field in written(one, named)]


def operation_json(one: JobOperation, named: Mapping[str, str]) -> dict[str, Any]:
    """One operation for programs."""
    changes = [{"field": it.field, "old": encode(it.old), "new": encode(it.new)} for it in changes_of(one, named)]
    reason = one.reason
    return {
        "position": one.position,
        "left_out": one.left_out,
        "action": one.action,
        "side": one.side,
        "record": one.title,
        "bc_key": one.bc_key and str(one.bc_key),
        "dataverse_key": one.dataverse_key and str(one.dataverse_key),
        "ending": one.ending,
        "changes": changes,
        "reason": reason and {"code": reason.code, "title": title(reason)},
    }


def write_operation(one: JobOperation, named: Mapping[str, str], out: Out) -> None:
    """One operation: what, on which record, each field from old to new, or the reason why not."""
    number = f"{one.position}. " if one.job_id and one.job.shows_plan else ""
    out.write(f"{number}{action_words(one)}: {one.title or '–'} [{outcome(one).label}]\n")
    for it in changes_of(one, named):
        if it.old != it.new:
            out.write(f"    {it.field}: {shown(it.old)} → {shown(it.new)}\n")
    if one.reason:
        out.write(f"    {title(one.reason)}\n")


def shown(value: Value) -> str:
    """A value in a line of text."""
    return _("blank") if value is None or value == "" else str(value)
