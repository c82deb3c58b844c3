"""An explanation as text or JSON, for the command line; ``docs/command-line.md`` describes the keys of the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from couplings.comparison import Row
from couplings.models import Coupling, RemoteRecord
from jobs.differences import captions
from jobs.explanation import Explanation
from jobs.report import Out, operation_json, problem_json, shown, write_operation
from jobs.timeline import Entry
from syncadmin.engine.encoding import encode
from syncadmin.engine.values import Side
from syncadmin.ui.sentences import remedy, title


def write_json(one: Explanation, out: Out) -> None:
    """For programs: one line."""
    named = captions(one.mapping)
    reason = one.compared.reason
    told = {
        "mapping": one.mapping.name,
        "connection": one.mapping.connection.name,
        "record": _name(one),
        "live": one.compared.live,
        "problems": [problem_json(it) for it in one.compared.problems],
        "sides": {side.value: _side(one, side) for side in Side},
        "coupling": _coupling(one.known.coupling),
        "operations": [operation_json(it, named) for it in one.planned],
        "reason": problem_json(reason),
        "excluded_by": dict(reason.facts) if reason and reason.code == "filtered_out" else None,
        "fields": [_field(it, one) for it in one.compared.rows if it.kind],
        "turn": _turn(one),
        "problem": _problem(one),
        "last_job": _entry(one.timeline.entries[0], named) if one.timeline.entries else None,
        "timeline": {"entries": [_entry(it, named) for it in one.timeline.entries], "before": one.timeline.before},
    }
    out.write(json.dumps(told, ensure_ascii=False) + "\n")


def write_text(one: Explanation, out: Out) -> None:
    """For people."""
    named = captions(one.mapping)
    out.write(f"{_name(one)} ({one.mapping.name}, {one.mapping.connection.name})\n")
    if not one.compared.live:
        out.write(_("As the records were last seen; what does not answer is said below.") + "\n")
    for problem in one.compared.problems:
        out.write(f"{title(problem)} {remedy(problem)}\n")
    for operation in one.planned:
        write_operation(operation, named, out)
    if one.compared.reason:
        out.write(f"    {remedy(one.compared.reason)}\n")
    out.write(_standing(one))
    for row in one.compared.rows:
        if row.differs:
            out.write(f"    {_difference(row, one)}\n")
    out.write("\n" + _("What happened, newest first:") + "\n")
    for entry in one.timeline.entries:
        _write_entry(entry, named, out)
    if not one.timeline.entries:
        out.write("    " + _("No job has touched this record yet.") + "\n")
    if one.timeline.before:
        out.write("    " + _("Older: --before %(number)d") % {"number": one.timeline.before} + "\n")


def _name(one: Explanation) -> str:
    row = one.known.bc or one.known.dataverse
    key = str(one.known.bc_key or one.known.dataverse_key)
    return " · ".join(filter(None, (row.number, row.title))) or key if row else key


def _standing(one: Explanation) -> str:
    """Turn, coupling and problem, a line each."""
    lines = [one.turn.sentence]
    if one.turn.hindrance:
        lines += [f"{title(one.turn.hindrance)} {remedy(one.turn.hindrance)}"]
    if coupling := one.known.coupling:
        times = {"since": _moment(coupling.coupled_at), "last": _moment(coupling.synchronized_at)}
        state = {"state": coupling.get_state_display()}
        lines += [_("%(state)s since %(since)s, last synchronized %(last)s.") % {**state, **times}]
    if problem := one.problem:
        facts = {"title": title(problem.problem), "since": _moment(problem.first_seen_at), "n": problem.attempts}
        lines += [_("Problem since %(since)s, attempts: %(n)d. %(title)s") % facts]
        if problem.retry_at:
            lines += [_("Next try: %(when)s") % {"when": _moment(problem.retry_at)}]
    return "\n".join(lines) + "\n"


def _difference(row: Row, one: Explanation) -> str:
    """A field with what was agreed and what each side says; an asterisk is at the side that changed."""
    changed = _changed_by(row)
    marks = {side: "*" if side in changed else "" for side in Side}
    base = shown(row.base) if _has_base(one) else "–"
    return _("%(field)s: agreed %(base)s, Business Central%(b)s %(bc)s, Dataverse%(d)s %(dataverse)s") % {
        "field": row.caption,
        "base": base,
        "bc": shown(row.bc),
        "dataverse": shown(row.dataverse),
        "b": marks[Side.BC],
        "d": marks[Side.DATAVERSE],
    }


def _write_entry(entry: Entry, named: Mapping[str, str], out: Out) -> None:
    job, operation = entry.operation.job, entry.operation
    who = job.requested_by.get_username() if job.requested_by else job.get_trigger_display()
    when = _moment(operation.ended_at or job.created_at)
    out.write(f"{when} · {_('job')} {job.pk}, {job.get_kind_display()}, {who}\n    ")
    write_operation(operation, named, out)


def _side(one: Explanation, side: Side) -> dict[str, Any] | None:
    row: RemoteRecord | None = one.known.bc if side is Side.BC else one.known.dataverse
    record = one.compared.pair.record(side) if one.compared.pair else None
    key = one.known.bc_key if side is Side.BC else one.known.dataverse_key
    if key is None:
        return None
    return {
        "key": str(key),
        "number": row.number if row else None,
        "title": row.title if row else None,
        "exists": record is not None and not record.deleted,
        "modified_at": _iso(record.modified_at) if record else None,
        "pending": row.pending if row else None,
        "seen_at": _iso(row.seen_at) if row else None,
    }


def _coupling(one: Coupling | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"state": one.state, "coupled_at": _iso(one.coupled_at), "synchronized_at": _iso(one.synchronized_at)}


def _field(row: Row, one: Explanation) -> dict[str, Any]:
    return {
        "field": row.caption,
        "verdict": row.kind,
        "base": encode(row.base) if _has_base(one) else None,
        "bc": encode(row.bc),
        "dataverse": encode(row.dataverse),
        "changed_by": [side.value for side in _changed_by(row)],
    }


def _changed_by(row: Row) -> list[Side]:
    """The sides that moved away from what was agreed; both where nothing was and they differ."""
    marks = {Side.BC: row.bc_mark, Side.DATAVERSE: row.dataverse_mark}
    return [side for side, mark in marks.items() if mark]


def _has_base(one: Explanation) -> bool:
    return one.compared.pair is not None and one.compared.pair.base is not None


def _turn(one: Explanation) -> dict[str, Any]:
    turn = one.turn
    return {
        "taken_up": turn.taken_up,
        "reason": turn.reason.value,
        "sentence": turn.sentence,
        "changed": [side.value for side in turn.changed],
        "retry_at": _iso(turn.retry_at),
        "hindrance": problem_json(turn.hindrance),
    }


def _problem(one: Explanation) -> dict[str, Any] | None:
    if one.problem is None:
        return None
    times = {name: _iso(getattr(one.problem, name)) for name in ("first_seen_at", "last_seen_at", "retry_at")}
    return {**(problem_json(one.problem.problem) or {}), "attempts": one.problem.attempts, **times}


def _entry(entry: Entry, named: Mapping[str, str]) -> dict[str, Any]:
    job = entry.operation.job
    return {
        "job": job.pk,
        "operation": entry.operation.pk,
        "kind": job.kind,
        "trigger": job.trigger,
        "requested_by": job.requested_by.get_username() if job.requested_by else None,
        "at": _iso(entry.operation.ended_at or job.created_at),
        "problem_begins": entry.opens,
        "problem_ends": entry.closes,
        **operation_json(entry.operation, named),
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _moment(when: datetime | None) -> str:
    return timezone.localtime(when).strftime("%Y-%m-%d %H:%M:%S") if when else _("never")
