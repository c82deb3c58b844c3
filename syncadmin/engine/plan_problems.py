"""The problems of carrying out a plan that a person saw.

They are part of ``problems.PROBLEMS``, which is where to look a code up.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_RETRY, _INFORMATION = Family.RETRY, Family.INFORMATION

PLAN_PROBLEMS: Mapping[str, ProblemKind] = {
    # Why an operation of the plan was not carried out
    "plan_is_stale": _kind(
        _("The record changed in %(system)s since it was planned, so the plan was not carried out for it."),
        _("The next run plans it again."),
        _RETRY,
        "system",
    ),
    "plan_is_overtaken": _kind(
        _("The coupling of the record or the settings of the mapping changed since it was planned."),
        _("The next run plans it again."),
        _RETRY,
    ),
    "left_out": _kind(
        _("Somebody left it out of the plan."),
        _("It is still pending; the next run plans it again."),
        _INFORMATION,
    ),
    # Why a plan was not carried out at all
    "plan_rejected": _kind(
        _("%(person)s rejected the plan; nothing was written."),
        _("Its records are pending. Change the mapping or its brakes if the next run would do the same."),
        _INFORMATION,
        "person",
    ),
    "job_cancelled": _kind(
        _("%(person)s cancelled the job."),
        _("What it wrote until then stays, and can be undone; the rest is left to the next run."),
        _INFORMATION,
        "person",
    ),
    "cancelled_too_late": _kind(
        _("Job %(job)s was over already, so it was not cancelled."),
        _("What it did can be undone on its page."),
        _INFORMATION,
        "job",
    ),
    "plan_is_done": _kind(
        _("The plan was carried out already, by job %(job)s."),
        _("Preview again to see what is left to do."),
        _INFORMATION,
        "job",
    ),
    "plan_is_over": _kind(
        _("There is nothing to decide about this plan any more."),
        _("Somebody approved or rejected it, or it is no plan that can be carried out."),
        _INFORMATION,
    ),
    "plan_changed": _kind(
        _("The plan is not the one this page showed: what is left out of it was changed meanwhile."),
        _("Look at it again, then decide."),
        _INFORMATION,
    ),
}
