"""What people do with problems besides solving them: take them on, hand them to somebody, say something about them.

Each leaves a note on the problem of each record, which goes when the problem does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from couplings.bulk import insert
from couplings.models import ProblemNote, RecordProblem

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_MAY_ACT = "synchronize_records"


def people() -> QuerySet[User]:
    """Whom a problem can be assigned to: everybody who may solve one."""
    granted = Q(groups__permissions__codename=_MAY_ACT) | Q(user_permissions__codename=_MAY_ACT)
    return User.objects.filter(granted | Q(is_superuser=True), is_active=True).distinct().order_by("username")


def roles() -> QuerySet[Group]:
    """Whose members a problem can be assigned to."""
    return Group.objects.filter(permissions__codename=_MAY_ACT).distinct().order_by("name")


def assigned_to(user: User | AnonymousUser) -> Q:
    """Whether a problem is assigned to somebody, or to a role of theirs, as a condition of a query."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return Q(assignee=user.pk) | Q(assigned_role__in=user.groups.values("pk"))


def assigned_to_nobody() -> Q:
    """Whether nobody has taken a problem on, as a condition of a query."""
    return Q(assignee=None, assigned_role=None)


@transaction.atomic
def assign(rows: QuerySet[RecordProblem], *, to: User | Group | None, by: User | None = None) -> tuple[int, int]:
    """Assign these problems to a person, to the people of a role, or to nobody; how many, and how many were already."""
    wanted = {"assignee": to if isinstance(to, User) else None, "assigned_role": to if isinstance(to, Group) else None}
    found = _locked(rows)
    same = set(_among(rows).filter(**wanted).values_list("pk", flat=True))
    _among(rows).update(**wanted)
    keys = [one for one in found if one not in same]
    add_notes(keys, ProblemNote.Kind.ASSIGNED, called(to), by)
    return len(keys), len(found) - len(keys)


@transaction.atomic
def comment(rows: QuerySet[RecordProblem], *, text: str, by: User | None = None) -> int:
    """Say something about these problems; about how many."""
    keys = _locked(rows)
    add_notes(keys, ProblemNote.Kind.COMMENT, text, by)
    return len(keys)


def called(to: User | Group | None) -> str:
    """How a note calls whom a problem was assigned to; blank is nobody."""
    return to.get_username() if isinstance(to, User) else to.name if to else ""


def add_notes(keys: Iterable[int], kind: ProblemNote.Kind, text: str | Promise, by: User | None) -> None:
    """The same note on each of these problems."""
    author, now = by.pk if by else None, timezone.now()
    fields = ("problem", "kind", "text", "author", "created_at")
    insert(ProblemNote, fields, ((key, kind.value, str(text), author, now) for key in keys))


def _locked(rows: QuerySet[RecordProblem]) -> list[int]:
    """The keys of the problems, which stay until the transaction ends."""
    return list(_among(rows).select_for_update().order_by("pk").values_list("pk", flat=True))


def _among(rows: QuerySet[RecordProblem]) -> QuerySet[RecordProblem]:
    return RecordProblem.objects.filter(pk__in=rows.order_by().values("pk"))
