"""A job group as text or JSON, for the command line: each mapping in its wave, and what came of it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from jobs import group_words
from jobs.counting import SHOWN, tallies
from jobs.group_models import JobGroup
from jobs.group_states import GroupStanding, LineStanding, State, standing_of
from jobs.models import Job
from jobs.report import Out, facts_of, write_text
from syncadmin.ui.badges import badge_for


def write_group_text(group: JobGroup, out: Out) -> None:
    """For people: line by line, then the counts of each job."""
    standing = standing_of(group)
    for one in standing.lines:
        for text in _line(one):
            out.write(f"{text}\n")
    for one in standing.lines:
        if one.line.job:
            write_text(one.line.job, out)
    state = badge_for("group", standing.state).label
    out.write(_("%(connection)s: %(state)s") % {"connection": group.connection, "state": state} + "\n")


def write_group_json(group: JobGroup, out: Out) -> None:
    """For programs: one line."""
    standing = standing_of(group)
    facts = {
        "group": group.pk,
        "connection": group.connection.name,
        "kind": group.kind,
        "status": standing.state.value,
        "lines": [_line_json(one) for one in standing.lines],
        "counts": _counts(standing),
    }
    out.write(json.dumps(facts, ensure_ascii=False) + "\n")


def _line(one: LineStanding) -> list[str]:
    """A line: what is done for the mapping and how far that is; then what there is to know, indented."""
    line = one.line
    badge = badge_for("job", line.job.status) if line.job else badge_for("group_line", one.state)
    facts = {"wave": line.wave + 1, "mapping": line.mapping, "task": line.get_task_display() or "–"}
    found = [_("%(wave)d. %(mapping)s: %(task)s") % facts + f" [{badge.label}]"]
    census = group_words.census_of(line)
    more = [group_words.state_words(one), *group_words.order_words(line), group_words.reason_words(line)]
    more += [group_words.match_words(census), group_words.create_words(line, census)] if census else []
    return found + [f"    {text}" for text in more if text]


def _line_json(one: LineStanding) -> dict[str, Any]:
    line = one.line
    return {
        "mapping": line.mapping.name,
        "wave": line.wave,
        "waits_for": line.waits_for,
        "unknown": line.unknown,
        "circle": line.circle,
        "task": line.task,
        "advised": line.advised,
        "why": line.why,
        "census": line.census or None,
        "left_out": line.left_out,
        "state": line.job.status if one.state is State.JOB and line.job else one.state.value,
        "job": facts_of(line.job) if line.job else None,
    }


def _counts(standing: GroupStanding) -> dict[str, int]:
    """How many records of all jobs ended how."""
    jobs: list[Job] = [one.line.job for one in standing.lines if one.line.job]
    found = tallies(jobs).values()
    return {one.value: sum(tally.endings.get(one.value, 0) for tally in found) for one in SHOWN}
