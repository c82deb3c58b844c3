"""The accounts a customer may be coupled to: searched, ranked, and each with what speaks for or against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from couplings.customers import refusal_of
from couplings.filters import folded_words
from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.records import records_by_key
from mappings.compile import conditions
from mappings.models import TableMapping
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side
from syncadmin.ui import sentences

MOST = 20
# What customer and account have in common speaks for the account: property, column, and how it is called.
_HINTS = (("city", "address1_city"), ("phoneNumber", "telephone1"), ("email", "emailaddress1"))


@dataclass(frozen=True)
class Candidate:
    """An account. ``partner`` is the customer it is coupled to, ``refusal`` why it cannot be taken."""

    key: UUID
    title: str
    number: str
    city: str
    hints: tuple[str, ...]
    partner: RemoteRecord | None = None
    refusal: str = ""
    current: bool = False

    @property
    def free(self) -> bool:
        """Whether it can be chosen."""
        return self.current or (self.partner is None and not self.refusal)


def find_accounts(customer: RemoteRecord, query: str, chosen: UUID | None = None) -> list[Candidate]:
    """The accounts that fit the query best; without one, those that look like the customer. ``chosen`` comes first."""
    mapping = customer.mapping
    rows = list(_ranked(_matching(mapping, customer, query), query.strip() or customer.title)[:MOST])
    if chosen and all(row.key != chosen for row in rows):
        rows = [*records_by_key(mapping, Side.DATAVERSE, [chosen]).values(), *rows][:MOST]
    return _candidates(mapping, customer, rows)


def accounts_of(mapping: TableMapping) -> QuerySet[RemoteRecord]:
    """The accounts that exist."""
    return RemoteRecord.objects.filter(mapping=mapping, side=Side.DATAVERSE.value, deleted=False)


def partners_of(mapping: TableMapping, keys: Sequence[UUID]) -> dict[UUID, RemoteRecord | None]:
    """The accounts among these that are coupled, with their customers; None where the customer is not known."""
    found = Coupling.objects.filter(mapping=mapping, dataverse_key__in=keys)
    pairs = dict(found.values_list("dataverse_key", "bc_key"))
    customers = records_by_key(mapping, Side.BC, [key for key in pairs.values() if key])
    return {account: customers.get(key) if key else None for account, key in pairs.items() if account}


def _matching(mapping: TableMapping, customer: RemoteRecord, query: str) -> QuerySet[RemoteRecord]:
    words = folded_words(query)
    rows = accounts_of(mapping)
    if not words:
        return rows.filter(_alike(customer) | Q(key__in=_matched(customer)))
    for word in words:
        rows = rows.filter(search__contains=word)
    return rows


def _matched(customer: RemoteRecord) -> list[str]:
    """The accounts that match-based coupling found and could not decide between."""
    problems = RecordProblem.objects.filter(mapping=customer.mapping, bc_key=customer.key)
    return [one["key"] for found in problems.values_list("candidates", flat=True) for one in found]


def _alike(customer: RemoteRecord) -> Q:
    """Accounts of the same name, of a name that begins alike, or with the same e-mail or phone."""
    alike = Q(title__iexact=customer.title) if customer.title else Q(pk=None)
    if words := customer.title.split():
        alike |= Q(title__istartswith=words[0])
    for name in ("email", "phoneNumber"):
        value = str(customer.values.get(name) or "").strip()
        if len(value) > 4:
            alike |= Q(search__contains=value.casefold())
    return alike


def _ranked(rows: QuerySet[RemoteRecord], name: str) -> QuerySet[RemoteRecord]:
    """The same name first, then names that begin so, then names with it inside, then the rest."""
    rank = Case(
        When(title__iexact=name, then=Value(0)),
        When(title__istartswith=name, then=Value(1)),
        When(title__icontains=name, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.order_by(rank, "title", "key")


def _candidates(mapping: TableMapping, customer: RemoteRecord, rows: Sequence[RemoteRecord]) -> list[Candidate]:
    partners = partners_of(mapping, [row.key for row in rows])
    filters = conditions(mapping)
    return [_candidate(customer, row, partners, filters) for row in rows]


def _candidate(
    customer: RemoteRecord,
    row: RemoteRecord,
    partners: Mapping[UUID, RemoteRecord | None],
    filters: Sequence[Condition],
) -> Candidate:
    partner = partners.get(row.key)
    current = partner is not None and partner.key == customer.key
    refusal = None if row.admitted else refusal_of(row, filters)
    unknown = _("already coupled") if row.key in partners and partner is None else ""
    return Candidate(
        key=row.key,
        title=row.title,
        number=row.number,
        city=str(row.values.get("address1_city") or ""),
        hints=_hints(customer, row),
        partner=None if current or partner is None or partner.deleted else partner,
        refusal=sentences.title(refusal) if refusal else unknown,
        current=current,
    )


def _hints(customer: RemoteRecord, row: RemoteRecord) -> tuple[str, ...]:
    words = {"city": _("same city"), "phoneNumber": _("same phone"), "email": _("same e-mail")}
    name = (_("same name"),) if customer.title and customer.title.casefold() == row.title.casefold() else ()
    shared = (words[mine] for mine, theirs in _HINTS if _equal(customer.values.get(mine), row.values.get(theirs)))
    return (*name, *shared)


def _equal(one: object, other: object) -> bool:
    return bool(one) and str(one).strip().casefold() == str(other or "").strip().casefold()
