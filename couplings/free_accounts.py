"""Accounts without a customer: which they are, and how each stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from couplings.customers import is_coupled
from couplings.models import RecordProblem, RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.values import Side


class AccountState(StrEnum):
    """How an account without a customer stands."""

    ASKED = "asked"
    LEFT_OUT = "left_out"
    EXCLUDED = "excluded"
    PROBLEM = "problem"
    NOT_COUPLED = "not_coupled"


def free_accounts(mapping: TableMapping | None) -> QuerySet[RemoteRecord]:
    """The accounts that exist and are not coupled, each with its problem as ``problem_code`` and ``problem_facts``."""
    if mapping is None:
        return RemoteRecord.objects.none()
    problem = RecordProblem.objects.filter(mapping=OuterRef("mapping_id"), dataverse_key=OuterRef("key"))
    rows = RemoteRecord.objects.filter(mapping=mapping, side=Side.DATAVERSE.value, deleted=False)
    return rows.filter(~is_coupled(Side.DATAVERSE)).annotate(
        problem_code=Subquery(problem.values("code")[:1]), problem_facts=Subquery(problem.values("facts")[:1])
    )


def state_of(row: Any) -> AccountState:
    """How one of them stands, the most pressing first."""
    if not row.admitted:
        return AccountState.EXCLUDED
    if row.orphan:
        return AccountState.LEFT_OUT if row.left_out == row.version else AccountState.ASKED
    return AccountState.PROBLEM if row.problem_code else AccountState.NOT_COUPLED
