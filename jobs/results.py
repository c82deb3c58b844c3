"""How a job ended, in one sentence for whom asked for it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jobs.models import Job
from syncadmin.engine.values import Ending
from syncadmin.ui.badges import badge_for
from syncadmin.ui.sentences import title


def result_of(job: Job) -> str:
    """What a finished job did; nothing for one that goes on."""
    if not job.finished:
        return ""
    if job.status == Job.Status.APPROVAL:
        return _("Nothing is written until somebody approves the plan.")
    if job.problem:
        return title(job.problem)
    if job.kind == Job.Kind.SETTLE and job.counts.get(Ending.CONFLICT.value):
        return _("The values changed meanwhile, so nothing was overwritten. Look at the new values and choose again.")
    if sum(job.counts.values()) == 1 and (reason := _reason(job)):
        return reason
    counts = [f"{number} {badge_for('ending', ending).label}" for ending, number in job.counts.items() if number]
    return ", ".join(counts) or _("Nothing was to be done.")


def _reason(job: Job) -> str:
    """Why the one record of a job ended as it did, if it is in trouble or was left alone."""
    one = job.operations.exclude(code="").first()
    return title(one.reason) if one and one.reason else ""
