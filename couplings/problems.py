"""Record problems: remembered when a record is not in step, closed when its cause is gone, due for another try."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from couplings.models import Coupling, RecordProblem, Wait
from mappings.models import TableMapping
from syncadmin.engine.problems import Family, Problem
from syncadmin.engine.values import Unlinked

_FIRST_WAIT = {
    Family.RETRY: timedelta(seconds=30),
    Family.PERSON: timedelta(minutes=15),
    Family.BUG: timedelta(hours=1),
}
_LONGEST_WAIT = timedelta(hours=12)
# Settled by a person, or by a change of either record, never by trying again.
_NOT_TRIED_AGAIN = {"conflict", "doubtful_match"}


@dataclass(frozen=True)
class Trouble:
    """A record that is not in step, and why."""

    problem: Problem
    title: str
    coupling: Coupling | None
    bc_key: UUID | None
    dataverse_key: UUID | None
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    waits: tuple[Unlinked, ...] = ()


def remember_troubles(mapping: TableMapping, troubles: Sequence[Trouble]) -> None:
    """Keep what is wrong with these records, counting the attempts at the same problem."""
    known = _known(mapping, troubles)
    forget_problems(mapping, [(one.bc_key, one.dataverse_key) for one in troubles])
    now = timezone.now()
    rows = RecordProblem.objects.bulk_create([_row(mapping, one, _former(known, one), now) for one in troubles])
    Wait.objects.bulk_create(
        Wait(problem=row, relation=it.relation, side=it.side.value, value=it.value[:250])
        for row, one in zip(rows, troubles, strict=True)
        for it in one.waits
    )


def forget_problems(mapping: TableMapping, keys: Iterable[tuple[UUID | None, UUID | None]], *, but: str = "") -> None:
    """Close the problems of these records (BC key, Dataverse key), all but those of one code: their cause is gone."""
    keys = list(keys)
    bc_keys = [bc for bc, _ in keys if bc]
    dataverse_keys = [dataverse for _, dataverse in keys if dataverse]
    of_records = Q(bc_key__in=bc_keys) | Q(dataverse_key__in=dataverse_keys)
    RecordProblem.objects.filter(of_records, mapping=mapping).exclude(code=but).delete()


def due(mapping: TableMapping, *, everything: bool) -> Q:
    """The remote records of problems that are due for another try; of all but conflicts when ``everything``."""
    problems = RecordProblem.objects.filter(mapping=mapping, retry_at__isnull=False)
    if not everything:
        problems = problems.filter(retry_at__lte=timezone.now())
    bc_keys, dataverse_keys = (problems.exclude(**{name: None}).values(name) for name in ("bc_key", "dataverse_key"))
    return Q(key__in=bc_keys, side="bc") | Q(key__in=dataverse_keys, side="dataverse")


def _known(mapping: TableMapping, troubles: Sequence[Trouble]) -> list[RecordProblem]:
    bc_keys = [one.bc_key for one in troubles if one.bc_key]
    dataverse_keys = [one.dataverse_key for one in troubles if one.dataverse_key]
    of_records = Q(bc_key__in=bc_keys) | Q(dataverse_key__in=dataverse_keys)
    return list(RecordProblem.objects.filter(of_records, mapping=mapping))


def _former(known: list[RecordProblem], trouble: Trouble) -> RecordProblem | None:
    """The same problem of the same record, if it was there before."""
    for one in known:
        same_record = (one.bc_key and one.bc_key == trouble.bc_key) or (
            one.dataverse_key and one.dataverse_key == trouble.dataverse_key
        )
        if same_record and one.code == trouble.problem.code:
            return one
    return None


def _row(mapping: TableMapping, trouble: Trouble, former: RecordProblem | None, now: datetime) -> RecordProblem:
    attempts = former.attempts + 1 if former else 1
    return RecordProblem(
        mapping=mapping,
        coupling=trouble.coupling,
        bc_key=trouble.bc_key,
        dataverse_key=trouble.dataverse_key,
        title=trouble.title[:400],
        code=trouble.problem.code,
        facts=dict(trouble.problem.facts),
        verdicts=trouble.verdicts,
        seen=trouble.seen,
        candidates=trouble.candidates,
        attempts=attempts,
        first_seen_at=former.first_seen_at if former else now,
        last_seen_at=now,
        retry_at=_retry_at(trouble.problem, attempts, now),
    )


def _retry_at(problem: Problem, attempts: int, now: datetime) -> datetime | None:
    if problem.code in _NOT_TRIED_AGAIN:
        return None
    wait = _FIRST_WAIT.get(problem.kind.family, _LONGEST_WAIT)
    retry_at: datetime = now + min(wait * 2 ** min(attempts - 1, 20), _LONGEST_WAIT)
    return retry_at
