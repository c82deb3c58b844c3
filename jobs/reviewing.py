"""The review before a full synchronization: both sides are read and counted, matches are tried, nothing is written.

What comes of it is kept on the lines of job groups that asked for it, with what is recommended
(``engine.advice``). The matching is that of a *Match-Based Coupling* (``jobs.matching``) without its consequences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from couplings.models import Coupling
from jobs.context import Run, hold
from jobs.group_models import GroupLine
from jobs.matchable import criteria_in, matching, uncoupled
from mappings.criteria import criteria_of
from mappings.tables import table_of
from syncadmin.engine.advice import Advice, Census, Why, advice, reason
from syncadmin.engine.mapping import FieldMapping
from syncadmin.engine.match import Criterion
from syncadmin.engine.values import Record, Side


def review(run: Run) -> None:
    """Count what there is, and keep it with the recommendation on the lines that wait for it."""
    census = _census(run)
    why = reason(census, run.compiled.direction)
    found = {"census": to_json(census), "why": why.value, "advised": advice(why).value, "task": advice(why).value}
    with transaction.atomic():
        hold(run)
        GroupLine.objects.filter(review=run.job, job=None).update(**found)


def to_json(census: Census) -> dict[str, Any]:
    """As a line keeps it."""
    return {
        "records": {side.value: number for side, number in census.records.items()},
        "free": {side.value: number for side, number in census.free.items()},
        "matches": census.matches,
        "doubts": census.doubts,
        "by": list(census.by),
        "chosen": census.chosen,
        "first": census.first,
    }


def from_json(stored: Mapping[str, Any]) -> Census | None:
    """A census as it was kept; None if there is none."""
    if not stored:
        return None
    records, free = ({Side(side): number for side, number in stored[one].items()} for one in ("records", "free"))
    numbers = {one: stored[one] for one in ("matches", "doubts", "chosen")}
    return Census(records, free, by=tuple(stored["by"]), first=stored.get("first", False), **numbers)


def reason_of(line: GroupLine) -> Why | None:
    """Why a line was recommended what it is."""
    return Why(line.why) if line.why else None


def is_overruled(line: GroupLine) -> bool:
    """Whether somebody wants a full synchronization although coupling first was recommended."""
    return line.advised == Advice.COUPLE.value and line.task == GroupLine.Task.FULL and not line.matched_id


def _census(run: Run) -> Census:
    criteria = _criteria(run)
    found = criteria or _by_name(run)
    free: dict[Side, list[Record]] = {side: list(uncoupled(run, side, found)) for side in Side}
    matched = matching(run, found, free)
    return Census(
        records={side: len(free[side]) + _coupled(run, side) for side in Side},
        free={side: len(free[side]) for side in Side},
        matches=len(matched.matches),
        doubts=len(matched.doubts),
        by=tuple(one.field.caption or one.field.id for one in found),
        chosen=bool(criteria),
        first=run.mapping.match_first,
    )


def _criteria(run: Run) -> list[Criterion]:
    """What *Match-Based Coupling* of the mapping goes by."""
    return criteria_in(run, criteria_of(run.mapping))


def _by_name(run: Run) -> list[Criterion]:
    """What records are called by, so that something can be said where no criteria are chosen."""
    title = table_of(run.mapping, Side.BC).title
    return [Criterion(one) for one in run.compiled.fields if _is_plain(one) and one.bc == title][:1]


def _is_plain(one: FieldMapping) -> bool:
    return one.plain and bool(one.bc and one.dataverse)


def _coupled(run: Run, side: Side) -> int:
    """How many records of a side are coupled and still there."""
    couplings = Coupling.objects.filter(mapping=run.mapping, state=Coupling.State.COUPLED)
    gone = run.mapping.records.filter(side=side.value, deleted=True)
    named = couplings.exclude(**{f"{side.value}_key": None})
    return named.exclude(**{f"{side.value}_key__in": gone.values("key")}).count()
