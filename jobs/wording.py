"""Jobs and operations in words: what was asked for, which way it goes, what was done, how long it took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.models import Job, JobOperation
from mappings.wording import table_caption
from syncadmin.engine.mapping import DeletionPolicy, Direction
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Side

_FROM = {Side.BC.value: Direction.TO_DATAVERSE, Side.DATAVERSE.value: Direction.TO_BC}
_WAYS: Mapping[str, str | Promise] = {
    Direction.BIDIRECTIONAL: gettext_lazy("Bidirectional"),
    Direction.TO_DATAVERSE: gettext_lazy("Business Central to Dataverse"),
    Direction.TO_BC: gettext_lazy("Dataverse to Business Central"),
}
_DONE: Mapping[str, str | Promise] = {
    Action.CREATE: gettext_lazy("Inserted in %(system)s"),
    Action.UPDATE: gettext_lazy("Updated in %(system)s"),
    Action.DELETE: gettext_lazy("Deleted in %(system)s"),
}
_TO_DO: Mapping[str, str | Promise] = {
    Action.CREATE: gettext_lazy("Insert in %(system)s"),
    Action.UPDATE: gettext_lazy("Update in %(system)s"),
    Action.DELETE: gettext_lazy("Delete in %(system)s"),
}
_IN_VAIN: Mapping[str, str | Promise] = {
    Action.CREATE: gettext_lazy("Not inserted in %(system)s"),
    Action.UPDATE: gettext_lazy("Not updated in %(system)s"),
    Action.DELETE: gettext_lazy("Not deleted in %(system)s"),
}
_WITHOUT_WRITING: Mapping[str, str | Promise] = {
    Ending.COUPLED: gettext_lazy("Coupling set up"),
    Ending.UNCOUPLED: gettext_lazy("Coupling deleted"),
    Ending.UNCHANGED: gettext_lazy("Nothing to do"),
    Ending.EXCLUDED: gettext_lazy("Left alone"),
    Ending.WAITING: gettext_lazy("Taken up by the next run"),
    Ending.CONFLICT: gettext_lazy("Left for a person to settle"),
    Ending.FAILED: gettext_lazy("Nothing was written"),
}


def direction_of(job: Job) -> str:
    """The direction a job synchronizes in: from the winner of its request, else the mapping's; none for some kinds.

    Lists annotate the ``winner``, because a request may be as long as a selection.
    """
    if job.kind in (Job.Kind.UNCOUPLE, *Job.ONLY_READ) or job.undoes_id:
        return ""
    winner = job.winner if hasattr(job, "winner") else job.request.get("winner")
    if winner in _FROM:
        return _FROM[winner].value
    return "" if job.kind in (Job.Kind.COUPLE, Job.Kind.MATCH) else job.mapping.direction


def direction_words(job: Job) -> str:
    """The direction of a job, in words."""
    return way_words(direction_of(job))


def way_words(direction: str) -> str:
    """A direction in words; a dash for none."""
    return str(_WAYS.get(direction, "–"))


def route_words(job: Job) -> str:
    """The direction of a job as BC says it, from table to table; a dash for none."""
    way = direction_of(job)
    if not way:
        return "–"
    bc, dataverse = (table_caption(job.mapping, side) for side in Side)
    if bc == dataverse:
        dataverse = _("%(system)s %(table)s") % {"system": SYSTEM_NAMES[Side.DATAVERSE], "table": dataverse}
    match way:
        case Direction.TO_DATAVERSE:
            return _("%(one)s to %(other)s") % {"one": bc, "other": dataverse}
        case Direction.TO_BC:
            return _("%(one)s to %(other)s") % {"one": dataverse, "other": bc}
    return _("%(one)s to %(other)s and back") % {"one": bc, "other": dataverse}


def asked_for(job: Job) -> str:
    """What a job was asked for, in a sentence."""
    return _ASKED[job.kind](job) if job.kind in _ASKED else str(_ASKED_ALWAYS[job.kind])


def action_words(one: JobOperation) -> str:
    """What an operation did, is about to do, or failed to do."""
    if one.side and one.action in _DONE:
        written = one.ending in (Ending.CREATED, Ending.UPDATED, Ending.DELETED)
        phrases = _DONE if written else _IN_VAIN if one.ending else _TO_DO
        return str(phrases[one.action]) % {"system": SYSTEM_NAMES[Side(one.side)]}
    if not one.ending:
        return _("Uncouple") if one.action == Action.UNCOUPLE else _("Couple")
    if one.code == "doubtful_match":
        return _("Left for a person to choose")
    return str(_WITHOUT_WRITING.get(one.ending, one.ending))


def duration(job: Job, now: datetime | None = None) -> timedelta | None:
    """How long a job took, or has been running so far."""
    if job.started_at is None:
        return None
    return max((job.finished_at or now or timezone.now()) - job.started_at, timedelta())


def duration_words(length: timedelta | None) -> str:
    """A length of time in its two largest units."""
    if length is None:
        return "–"
    seconds = length.total_seconds()
    if seconds < 10:
        return _("%(seconds).1f s") % {"seconds": seconds}
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    return _("%(seconds)d s") % {"seconds": rest}


def _taken_over(winner: str | None) -> str:
    if winner is None:
        return _("merged field by field")
    return _("using the data of %(system)s") % {"system": SYSTEM_NAMES[Side(winner)]}


def _records(stored: Mapping[str, Any]) -> str:
    """A *Synchronize Now* request: of how many records, and what is wanted of them."""
    number = len(stored.get("bc_keys", ())) + len(stored.get("dataverse_keys", ()))
    text = ngettext("%(number)d selected record", "%(number)d selected records", number) % {"number": number}
    return f"{text}, {_wanted(stored)}"


def _wanted(stored: Mapping[str, Any]) -> str:
    if stored.get("create"):
        return _("created in the other system")
    if stored.get("leave_out"):
        return _("left out until it changes")
    match stored.get("deleted"):
        case DeletionPolicy.RESTORE:
            return _("the deleted partner is restored")
        case DeletionPolicy.DELETE:
            return _("deleted because the partner was")
    return _taken_over(stored.get("winner"))


def _in_full(stored: Mapping[str, Any]) -> str:
    """A *Full Synchronization*: of what, and whose data count."""
    if not stored.get("unconditional"):
        return _("Every record of the mapping, read afresh; those that are not coupled are created")
    taken = _taken_over(stored["winner"]) if stored.get("winner") else _("in the direction of the mapping")
    return _("Every record of the mapping counts as changed, %(taken)s") % {"taken": taken}


def _undone(job: Job) -> str:
    """An *Undo*: of which job, and of how much of it."""
    number, facts = len(job.request.get("operations", ())), {"job": job.undoes_id or "–"}
    if not number:
        return _("Take back everything that job %(job)s did") % facts
    text = ngettext(
        "Take back what job %(job)s did to %(number)d record",
        "Take back what job %(job)s did to %(number)d records",
        number,
    )
    return text % {**facts, "number": number}


def _couplings(stored: Mapping[str, Mapping[str, str | None]]) -> str:
    """A *Set Up Coupling* request: how many to existing records, how many to new ones."""
    pairs = stored.get("pairs", {})
    new = sum(1 for one in pairs.values() if one is None)
    parts = []
    if number := len(pairs) - new:
        parts.append(ngettext("%(number)d pair", "%(number)d pairs", number) % {"number": number})
    if new:
        parts.append(ngettext("%(number)d new record", "%(number)d new records", new) % {"number": new})
    if winner := stored.get("winner"):
        parts.append(_taken_over(str(winner)))
    return ", ".join(parts)


def _matching(stored: Mapping[str, Any]) -> str:
    """A *Match-Based Coupling* request: of which records, on which fields, and what becomes of them."""
    number = len(stored.get("bc_keys", ())) + len(stored.get("dataverse_keys", ()))
    some = ngettext("%(number)d selected record", "%(number)d selected records", number) % {"number": number}
    names = ", ".join(one["field"].partition("/")[0] for one in stored.get("criteria", ()))
    parts = [some if number else _("All records that are not coupled"), _("matched on %(fields)s") % {"fields": names}]
    parts += [_("synchronized after coupling")] if stored.get("synchronize") else []
    parts += [_("created if there is no match")] if stored.get("create") else []
    return ", ".join(parts)


def _uncouplings(job: Job) -> str:
    number = len(job.request.get("bc_keys", ()))
    return ngettext("%(number)d coupling", "%(number)d couplings", number) % {"number": number}


def _settlement(job: Job) -> str:
    number = len(job.request.get("choices", ()))
    text = ngettext("%(number)d field of one record", "%(number)d fields of one record", number)
    return text % {"number": number}


def _plan(job: Job) -> str:
    plan = job.plan_id or "–"
    if job.undoes_id:
        return _("Undo of job %(job)s: exactly the plan of job %(number)s") % {"job": job.undoes_id, "number": plan}
    return _("Exactly the plan of job %(number)s") % {"number": plan}


_ASKED: Mapping[str, Callable[[Job], str]] = {
    Job.Kind.RECORDS: lambda job: _records(job.request),
    Job.Kind.COUPLE: lambda job: _couplings(job.request),
    Job.Kind.UNCOUPLE: _uncouplings,
    Job.Kind.SETTLE: _settlement,
    Job.Kind.UNDO: _undone,
    Job.Kind.CARRY_OUT: _plan,
    Job.Kind.FULL: lambda job: _in_full(job.request),
    Job.Kind.MATCH: lambda job: _matching(job.request),
}
_ASKED_ALWAYS: Mapping[str, str | Promise] = {
    Job.Kind.MODIFIED: gettext_lazy("Every record that changed on either side since it was last synchronized"),
    Job.Kind.READ: gettext_lazy("Read what changed on both sides; nothing is written to either"),
    Job.Kind.REVIEW: gettext_lazy(
        "Read and count both sides before a full synchronization; nothing is written to either"
    ),
    Job.Kind.SWEEP: gettext_lazy("Find what was deleted by the keys of all rows, and do what the mapping says"),
}
