"""Record problems: remembered when a record is not in step, closed when its cause is gone, due for another try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from couplings.bulk import save_changed
from couplings.models import Coupling, RecordProblem
from couplings.trends import count_seen
from couplings.waiting import remember_waits
from mappings.models import TableMapping
from syncadmin.engine.cause import fingerprint
from syncadmin.engine.problems import Family, Problem
from syncadmin.engine.values import Unlinked

# The first pause before a record is tried again, which doubles with each try, and the longest.
_PAUSES = {
    Family.RETRY: (timedelta(seconds=30), timedelta(hours=12)),
    Family.PERSON: (timedelta(minutes=15), timedelta(hours=12)),
    Family.BUG: (timedelta(hours=1), timedelta(hours=1)),
}
# Settled by a person, or by a change of either record, never by trying again.
_NOT_TRIED_AGAIN = {"conflict", "doubtful_match"}
# What trying again does not mend: a person has to choose first.
FOR_A_PERSON = (
    *("conflict", "doubtful_match", "already_coupled", "record_deleted", "duplicate_key", "partner_was_deleted"),
)
_KEYS = ("coupling_id", "bc_key", "dataverse_key")
_TOLD = ("title", "code", "facts", "cause", "verdicts", "seen", "candidates", "asked")
_SNOOZE = ("snoozed", "snoozed_until", "snooze_reason", "snoozed_by")
_COUNTED = ("attempts", "first_seen_at", "last_seen_at", "retry_at")
_CHUNK = 500
_WRITTEN = (*_TOLD, *_SNOOZE, "coupling", "bc_key", "dataverse_key")


@dataclass(frozen=True)
class Trouble:
    """A record that is not in step, and why. ``asked``: somebody asked for its counterpart to be created."""

    problem: Problem
    title: str
    coupling: Coupling | None
    bc_key: UUID | None
    dataverse_key: UUID | None
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    waits: tuple[Unlinked, ...] = ()
    asked: bool = False


def remember_troubles(mapping: TableMapping, troubles: Sequence[Trouble]) -> None:
    """Keep what is wrong with these records, counting the attempts at the same problem. A record keeps the row it has;
    a snooze ends where the record or the cause is another than it was."""
    troubles = list({one.bc_key or one.dataverse_key: one for one in troubles}.values())
    known = list(RecordProblem.objects.filter(_of_troubles(troubles), mapping=mapping))
    formers = _formers(known, troubles)
    kept = {one.pk for one in formers if one}
    RecordProblem.objects.filter(pk__in=[one.pk for one in known if one.pk not in kept]).delete()
    _let_go([(one, trouble) for one, trouble in zip(formers, troubles, strict=True) if one])
    now = timezone.now()
    before = [one and (one.code, one.cause, timezone.localdate(one.last_seen_at)) for one in formers]
    rows = [_row(mapping, trouble, former, now) for trouble, former in zip(troubles, formers, strict=True)]
    save_changed([row for row in rows if row.pk], (*_WRITTEN, *_COUNTED))
    RecordProblem.objects.bulk_create([row for row in rows if not row.pk], batch_size=_CHUNK)
    remember_waits([(row, one.waits) for row, one in zip(rows, troubles, strict=True)])
    known_today = [one == (row.code, row.cause, timezone.localdate(now)) for row, one in zip(rows, before, strict=True)]
    fresh = (row for row, known in zip(rows, known_today, strict=True) if not known)
    count_seen(mapping, Counter((row.code, row.cause) for row in fresh), now)


def forget_problems(mapping: TableMapping, keys: Iterable[tuple[UUID | None, UUID | None]]) -> None:
    """Close the problems of these records (BC key, Dataverse key): their cause is gone."""
    RecordProblem.objects.filter(_of_keys(keys), mapping=mapping).delete()


def forget_unless_asked(mapping: TableMapping, keys: Iterable[tuple[UUID | None, UUID | None]]) -> None:
    """Close the problems of these records, which were left alone because nobody has coupled them. That says nothing of
    the candidates of a doubtful match, nor of a create that somebody asked for."""
    left = RecordProblem.objects.filter(_of_keys(keys), mapping=mapping)
    left.exclude(code="doubtful_match").exclude(asked=True).delete()


def due(mapping: TableMapping, *, everything: bool) -> Q:
    """The remote records of problems that are due for another try; of all but conflicts when ``everything``."""
    problems = RecordProblem.objects.awake().filter(mapping=mapping, retry_at__isnull=False)
    if not everything:
        problems = problems.filter(retry_at__lte=timezone.now())
    bc_keys, dataverse_keys = (problems.exclude(**{name: None}).values(name) for name in ("bc_key", "dataverse_key"))
    return Q(key__in=bc_keys, side="bc") | Q(key__in=dataverse_keys, side="dataverse")


def _of_keys(keys: Iterable[tuple[UUID | None, UUID | None]]) -> Q:
    keys = list(keys)
    bc_keys = [bc for bc, _ in keys if bc]
    return Q(bc_key__in=bc_keys) | Q(dataverse_key__in=[dataverse for _, dataverse in keys if dataverse])


def _of_troubles(troubles: Sequence[Trouble]) -> Q:
    """The problems there may be of these records, whichever way they are known."""
    found = Q(bc_key__in=[one.bc_key for one in troubles if one.bc_key])
    found |= Q(dataverse_key__in=[one.dataverse_key for one in troubles if one.dataverse_key])
    return found | Q(coupling__in=[one.coupling.pk for one in troubles if one.coupling])


def _formers(known: Sequence[RecordProblem], troubles: Sequence[Trouble]) -> list[RecordProblem | None]:
    """The row each trouble's record has already, no row for two of them; the BC record comes first."""
    found: dict[int, RecordProblem] = {}
    free = {one.pk: one for one in known}
    for name in ("bc_key", "dataverse_key", "coupling_id"):
        by_key = {getattr(one, name): one for one in free.values() if getattr(one, name)}
        for place, trouble in enumerate(troubles):
            key = _key(trouble, name)
            if place not in found and key in by_key and by_key[key].pk in free:
                found[place] = free.pop(by_key[key].pk)
    return [found.get(place) for place in range(len(troubles))]


def _key(trouble: Trouble, name: str) -> Any:
    if name == "coupling_id":
        return trouble.coupling.pk if trouble.coupling else None
    return getattr(trouble, name)


def _let_go(kept: Sequence[tuple[RecordProblem, Trouble]]) -> None:
    """Take the keys off rows that get others, so that no two rows have the same while they are written."""
    moved = [row.pk for row, one in kept if any(getattr(row, name) not in (None, _key(one, name)) for name in _KEYS)]
    RecordProblem.objects.filter(pk__in=moved).update(coupling=None, bc_key=None, dataverse_key=None)


def _row(mapping: TableMapping, trouble: Trouble, former: RecordProblem | None, now: datetime) -> RecordProblem:
    """The row of a trouble: the one its record had, or a new one."""
    row = former or RecordProblem(mapping=mapping)
    same = former is not None and former.code == trouble.problem.code
    attempts = row.attempts + 1 if same else 1
    told = _told(trouble)
    if row.snoozed and _is_another(row, told):
        wake(row)
    for name, value in told.items():
        setattr(row, name, value)
    row.coupling, row.bc_key, row.dataverse_key = trouble.coupling, trouble.bc_key, trouble.dataverse_key
    row.attempts, row.last_seen_at = attempts, now
    row.first_seen_at = row.first_seen_at if same else now
    row.retry_at = _retry_at(trouble.problem, attempts, now)
    if trouble.waits and trouble.coupling is None and mapping.waits_quietly:
        row.snoozed, row.snooze_reason = True, _("It follows what it belongs to.")
    return row


def _told(trouble: Trouble) -> dict[str, Any]:
    """What a row says of a trouble."""
    told = {"title": trouble.title[:400], "code": trouble.problem.code, "facts": dict(trouble.problem.facts)}
    cause = fingerprint(trouble.problem, names_in(trouble.title, trouble.verdicts))
    known = (trouble.verdicts, trouble.seen, trouble.candidates, trouble.asked)
    return {**told, "cause": cause, **dict(zip(_TOLD[4:], known, strict=True))}


def names_in(title: str, verdicts: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a message may say of a record that it would not say of another: its name and its values."""
    values = (one[name] for one in verdicts for name in ("bc", "dataverse", "result"))
    return [title, *(value for value in values if isinstance(value, str))]


def _is_another(row: RecordProblem, told: Mapping[str, Any]) -> bool:
    """Whether a snooze was about something else: another cause, or other values of the record."""
    names = ("cause", "verdicts") if row.verdicts or told["verdicts"] else ("cause", "seen")
    return any(getattr(row, name) != told[name] for name in names)


def wake(row: RecordProblem) -> None:
    """End the snooze of a row that is about to be written."""
    row.snoozed, row.snoozed_until, row.snooze_reason, row.snoozed_by = False, None, "", None


def _retry_at(problem: Problem, attempts: int, now: datetime) -> datetime | None:
    if problem.code in _NOT_TRIED_AGAIN:
        return None
    first, longest = _PAUSES.get(problem.kind.family, _PAUSES[Family.PERSON])
    retry_at: datetime = now + min(first * 2 ** min(attempts - 1, 20), longest)
    return retry_at
