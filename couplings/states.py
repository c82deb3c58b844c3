"""Records with their coupling: questions about many rows of one side, for the database, and the state of one row."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from couplings.models import Coupling, RecordProblem, RemoteRecord
from mappings.labels import naming
from mappings.models import TableMapping
from syncadmin.engine.encoding import decode_values
from syncadmin.engine.mapping import Condition
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side


class RecordState(StrEnum):
    """How a record stands with its partner."""

    COUPLED = "coupled"
    NOT_COUPLED = "not_coupled"
    CREATING = "creating"
    CONFLICT = "conflict"
    PROBLEM = "problem"
    EXCLUDED = "excluded"
    ASKED = "asked"
    LEFT_OUT = "left_out"
    DELETED = "deleted"


def records_of(mapping: TableMapping | None, side: Side) -> QuerySet[RemoteRecord]:
    """The records of one side; one that no longer exists is among them only while something is left of it."""
    if mapping is None:
        return RemoteRecord.objects.none()
    rows = RemoteRecord.objects.filter(mapping=mapping, side=side.value)
    return rows.filter(Q(deleted=False) | is_coupled(side))


def with_coupling(rows: QuerySet[RemoteRecord], side: Side) -> QuerySet[RemoteRecord]:
    """Each record with its coupling, partner and problem as ``coupling_state``, ``partner_key``, ``partner`` ..."""
    coupling, problem = _coupling(side), _problem(side)
    partner = RemoteRecord.objects.filter(
        mapping=OuterRef("mapping_id"), side=side.other.value, key=OuterRef("partner_key")
    )
    return rows.annotate(
        coupling_state=Subquery(coupling.values("state")[:1]),
        partner_key=Subquery(coupling.values(f"{side.other.value}_key")[:1]),
        synchronized_at=Subquery(coupling.values("synchronized_at")[:1]),
        problem_code=Subquery(problem.values("code")[:1]),
        problem_facts=Subquery(problem.values("facts")[:1]),
    ).annotate(
        partner=Subquery(partner.values("title")[:1]),
        partner_number=Subquery(partner.values("number")[:1]),
        partner_pending=Subquery(partner.values("pending")[:1]),
    )


def is_coupled(side: Side = Side.BC) -> Exists:
    """Whether a record of this side has a coupling, as a condition of a query."""
    return Exists(_coupling(side))


def has_lost_partner(side: Side = Side.BC) -> Q:
    """Whether a coupled record was deleted or its partner was, as a condition of a query."""
    mapping = OuterRef(OuterRef("mapping_id"))
    gone = RemoteRecord.objects.filter(mapping=mapping, side=side.other.value, deleted=True).values("key")
    coupled = _coupling(side).filter(state=Coupling.State.COUPLED)
    return Q(Exists(coupled.filter(**{f"{side.other.value}_key__in": gone}))) | Q(Exists(coupled), deleted=True)


def has_problem(side: Side = Side.BC, **which: str) -> Exists:
    """Whether a record has a problem (with such a ``code``), as a condition of a query."""
    return Exists(_problem(side).filter(**which))


def has_changed(side: Side = Side.BC, mapping: TableMapping | None = None) -> Q:
    """Whether a record is coupled and it or its partner changed since the last run, as a condition of a query. Of a
    mapping that is given, the database begins with what changed, which is little."""
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    if mapping:
        pending = RemoteRecord.objects.filter(mapping=mapping, pending=True)
        here, there = (pending.filter(side=one.value).values("key") for one in (side, side.other))
        couplings = Coupling.objects.filter(mapping=mapping)
        found = [couplings.filter(**{f"{ours}__in": here}), couplings.filter(**{f"{theirs}__in": there})]
        return reduce(or_, (Q(key__in=one.values(ours)) for one in found))
    pending = RemoteRecord.objects.filter(side=side.other.value, pending=True, mapping=OuterRef("mapping_id"))
    changed = Coupling.objects.filter(Exists(pending.filter(key=OuterRef(theirs))), mapping=OuterRef("mapping_id"))
    return Q(is_coupled(side), pending=True) | Q(Exists(changed.filter(**{ours: OuterRef("key")})))


def is_left_out() -> Q:
    """Whether a record whose partner was deleted was left out as it is now, as a condition of a query."""
    return Q(orphan=True, left_out=F("version"))


def is_not_in_step(side: Side = Side.BC, mapping: TableMapping | None = None) -> Q:
    """Whether a record is coupled and differs from what was agreed, or may: it changed, or it has a problem."""
    if mapping:
        problems = RecordProblem.objects.filter(mapping=mapping, coupling__isnull=False)
        return has_changed(side, mapping) | Q(key__in=problems.values(f"{side.value}_key"))
    return has_changed(side, mapping) | Q(is_coupled(side) & has_problem(side))


def state_of(row: RemoteRecord, problem: str | None, coupling: str | None) -> RecordState:
    """How a record stands, the most pressing first; by the code of its problem and the state of its coupling."""
    if row.deleted:
        return RecordState.DELETED
    if problem and problem != "partner_was_deleted":
        return RecordState.CONFLICT if problem == "conflict" else RecordState.PROBLEM
    if coupling == Coupling.State.CREATING:
        return RecordState.CREATING
    if not row.admitted:
        return RecordState.EXCLUDED
    if coupling:
        return RecordState.COUPLED
    return _alone(row)


def state_of_row(row: Any) -> RecordState:
    """The same of a row ``with_coupling``."""
    return state_of(row, row.problem_code, row.coupling_state)


def _alone(row: RemoteRecord) -> RecordState:
    """How a record without a partner stands: it never had one, or that was deleted."""
    if not row.orphan:
        return RecordState.NOT_COUPLED
    return RecordState.LEFT_OUT if row.left_out == row.version else RecordState.ASKED


def refusal_of(
    row: RemoteRecord, conditions: Iterable[Condition], mapping: TableMapping | None = None
) -> Problem | None:
    """Why the mapping's filter leaves a record out, if it does; options by their label, if the mapping is given."""
    side, record = Side(row.side), None
    for one in conditions:
        if one.side is not side:
            continue
        record = record or Record(side, "", str(row.key), values=decode_values(row.values))
        if not one.admits(record):
            value = record.values.get(one.property)
            shown = "–" if value is None else naming(mapping, side, one.property)(value) if mapping else str(value)
            return Problem("filtered_out", {"system": SYSTEM_NAMES[side], "field": one.caption, "value": shown})
    return None


def _coupling(side: Side) -> QuerySet[Coupling]:
    return Coupling.objects.filter(mapping=OuterRef("mapping_id"), **{f"{side.value}_key": OuterRef("key")})


def _problem(side: Side) -> QuerySet[RecordProblem]:
    return RecordProblem.objects.filter(mapping=OuterRef("mapping_id"), **{f"{side.value}_key": OuterRef("key")})
