"""Customers with their coupling: questions about many rows, answered by the database, and the state of one row."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from couplings.models import Coupling, RecordProblem, RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.encoding import decode_values
from syncadmin.engine.mapping import Condition
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side


class CustomerState(StrEnum):
    """How a customer stands with its account."""

    COUPLED = "coupled"
    NOT_COUPLED = "not_coupled"
    CREATING = "creating"
    CONFLICT = "conflict"
    PROBLEM = "problem"
    EXCLUDED = "excluded"
    DELETED = "deleted"


def customers_of(mapping: TableMapping | None) -> QuerySet[RemoteRecord]:
    """The customers of a mapping; one that no longer exists is among them only while something is left of it."""
    if mapping is None:
        return RemoteRecord.objects.none()
    rows = RemoteRecord.objects.filter(mapping=mapping, side=Side.BC.value)
    return rows.filter(Q(deleted=False) | is_coupled())


def with_coupling(rows: QuerySet[RemoteRecord]) -> QuerySet[RemoteRecord]:
    """Each customer with its coupling, account and problem as ``coupling_state``, ``partner_key``, ``account`` ..."""
    coupling, problem = _coupling(), _problem()
    account = RemoteRecord.objects.filter(
        mapping=OuterRef("mapping_id"), side=Side.DATAVERSE.value, key=OuterRef("partner_key")
    )
    return rows.annotate(
        coupling_state=Subquery(coupling.values("state")[:1]),
        partner_key=Subquery(coupling.values("dataverse_key")[:1]),
        synchronized_at=Subquery(coupling.values("synchronized_at")[:1]),
        problem_code=Subquery(problem.values("code")[:1]),
        problem_facts=Subquery(problem.values("facts")[:1]),
    ).annotate(
        account=Subquery(account.values("title")[:1]),
        account_pending=Subquery(account.values("pending")[:1]),
    )


def is_coupled(side: Side = Side.BC) -> Exists:
    """Whether a customer, or an account, has a coupling, as a condition of a query."""
    return Exists(_coupling(side))


def has_lost_partner() -> Q:
    """Whether a customer was deleted or its account was, as a condition of a query."""
    mapping = OuterRef(OuterRef("mapping_id"))
    gone = RemoteRecord.objects.filter(mapping=mapping, side=Side.DATAVERSE.value, deleted=True).values("key")
    coupled = _coupling().filter(state=Coupling.State.COUPLED)
    return Q(Exists(coupled.filter(dataverse_key__in=gone))) | Q(Exists(coupled), deleted=True)


def has_problem() -> Exists:
    """Whether a customer has a problem, as a condition of a query."""
    return Exists(_problem())


def has_changed() -> Q:
    """Whether a customer is coupled and it or its account changed since the last run, as a condition of a query."""
    accounts = RemoteRecord.objects.filter(side=Side.DATAVERSE.value, pending=True).values("key")
    through_account = Coupling.objects.filter(dataverse_key__in=accounts, bc_key__isnull=False).values("bc_key")
    return Q(is_coupled()) & (Q(pending=True) | Q(key__in=through_account))


def state_of(*, deleted: bool, problem: str | None, coupling: str | None, admitted: bool) -> CustomerState:
    """How a customer stands, the most pressing first."""
    if deleted:
        return CustomerState.DELETED
    if problem:
        return CustomerState.CONFLICT if problem == "conflict" else CustomerState.PROBLEM
    if coupling == Coupling.State.CREATING:
        return CustomerState.CREATING
    if not admitted:
        return CustomerState.EXCLUDED
    return CustomerState.COUPLED if coupling else CustomerState.NOT_COUPLED


def refusal_of(row: RemoteRecord, conditions: Iterable[Condition]) -> Problem | None:
    """Why the mapping's filter leaves a record out, if it does."""
    side, record = Side(row.side), None
    for one in conditions:
        if one.side is not side:
            continue
        record = record or Record(side, "", str(row.key), values=decode_values(row.values))
        if not one.admits(record):
            value = record.values.get(one.property)
            shown = "–" if value is None else str(value)
            return Problem("filtered_out", {"system": SYSTEM_NAMES[side], "field": one.caption, "value": shown})
    return None


def _coupling(side: Side = Side.BC) -> QuerySet[Coupling]:
    return Coupling.objects.filter(mapping=OuterRef("mapping_id"), **{f"{side.value}_key": OuterRef("key")})


def _problem() -> QuerySet[RecordProblem]:
    return RecordProblem.objects.filter(mapping=OuterRef("mapping_id"), bc_key=OuterRef("key"))
