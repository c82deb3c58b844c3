"""The records of the other side that a record may be coupled to: searched, ranked, each with what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from couplings.filters import folded_words
from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.records import records_by_key
from couplings.shown import layout_of
from couplings.siblings import partners_elsewhere
from couplings.states import refusal_of
from mappings.compile import conditions
from mappings.models import TableMapping
from mappings.tables import table_of
from syncadmin.engine.encoding import decode
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side
from syncadmin.ui import rendering, sentences

MOST = 20
_MOST_HINTS = 4
_LEAST_TELLING = 5


@dataclass(frozen=True)
class Candidate:
    """A record of the other side. ``partner`` is what it is coupled to, ``refusal`` why it cannot be taken,
    ``excluded`` that a filter of the mapping is why."""

    key: UUID
    title: str
    number: str
    detail: str
    hints: tuple[str, ...]
    partner: RemoteRecord | None = None
    refusal: str = ""
    current: bool = False
    excluded: bool = False

    @property
    def free(self) -> bool:
        """Whether it can be chosen."""
        return self.current or (self.partner is None and not self.refusal)


def find_partners(record: RemoteRecord, query: str, chosen: UUID | None = None) -> list[Candidate]:
    """The records that fit the query best; without one, those that look like the record. ``chosen`` comes first."""
    rows = list(_ranked(_matching(record, query), query.strip() or record.title)[:MOST])
    if chosen and all(row.key != chosen for row in rows):
        rows = [*records_by_key(record.mapping, Side(record.side).other, [chosen]).values(), *rows][:MOST]
    return _candidates(record, rows)


def partners_of(mapping: TableMapping, side: Side, keys: Sequence[UUID]) -> dict[UUID, RemoteRecord | None]:
    """The records of a side among these that are coupled, with their partners; None where that is not known."""
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    found = Coupling.objects.filter(mapping=mapping, **{f"{ours}__in": keys})
    pairs = dict(found.values_list(ours, theirs))
    partners = records_by_key(mapping, side.other, [key for key in pairs.values() if key])
    return {key: partners.get(other) if other else None for key, other in pairs.items() if key}


def _matching(record: RemoteRecord, query: str) -> QuerySet[RemoteRecord]:
    words = folded_words(query)
    other = Side(record.side).other
    rows = RemoteRecord.objects.filter(mapping=record.mapping, side=other.value, deleted=False)
    if not words:
        return rows.filter(_alike(record) | Q(key__in=_matched(record)))
    for word in words:
        rows = rows.filter(search__contains=word)
    return rows


def _matched(record: RemoteRecord) -> list[str]:
    """The records that match-based coupling found and could not decide between."""
    problems = RecordProblem.objects.filter(mapping=record.mapping, **{f"{record.side}_key": record.key})
    return [one["key"] for found in problems.values_list("candidates", flat=True) for one in found]


def _alike(record: RemoteRecord) -> Q:
    """Records of the same number or name, of a name that begins alike, or with the same telling value, such as an
    e-mail or a phone number."""
    alike = Q(title__iexact=record.title) if record.title else Q(pk=None)
    if record.number:
        alike |= Q(number__iexact=record.number)
    if words := record.title.split():
        alike |= Q(title__istartswith=words[0])
    for value in _telling(record):
        alike |= Q(search__contains=value.casefold())
    return alike


def _telling(record: RemoteRecord) -> list[str]:
    """Values that the other side is searched by and that few records share."""
    side = Side(record.side)
    searched = set(table_of(record.mapping, side.other).search)
    names = (mine for mine, theirs, _caption in _plain(record) if theirs in searched)
    values = (str(record.values.get(name) or "").strip() for name in names)
    return [one for one in values if _is_telling(one)]


def _is_telling(value: str) -> bool:
    """Whether a value looks like an e-mail or a number that is somebody's own."""
    return "@" in value or sum(letter.isdigit() for letter in value) > _LEAST_TELLING


def _plain(record: RemoteRecord) -> list[tuple[str, str, str]]:
    """The mapped fields that need no translation: property, that of the other side, and caption."""
    rows = [one for one in record.mapping.fields.all() if one.active and one.bc_property and not one.related_mapping]
    pairs = [(one.bc_property, one.dataverse_column, one.caption) for one in rows if one.dataverse_column]
    return pairs if record.side == Side.BC else [(theirs, mine, caption) for mine, theirs, caption in pairs]


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


def _candidates(record: RemoteRecord, rows: Sequence[RemoteRecord]) -> list[Candidate]:
    mapping, other = record.mapping, Side(record.side).other
    partners = partners_of(mapping, other, [row.key for row in rows])
    filters = conditions(mapping)
    details = [one.name for one in layout_of(mapping, other).values]
    found = [_candidate(record, row, partners, filters, details) for row in rows]
    elsewhere = partners_elsewhere(mapping, [row.key for row in rows]) if other is Side.DATAVERSE else {}
    said = _("already coupled to %(partner)s")
    return [
        replace(one, refusal=said % {"partner": elsewhere[one.key]}) if one.key in elsewhere else one for one in found
    ]


def _candidate(
    record: RemoteRecord,
    row: RemoteRecord,
    partners: Mapping[UUID, RemoteRecord | None],
    filters: Sequence[Condition],
    details: Sequence[str],
) -> Candidate:
    partner = partners.get(row.key)
    current = partner is not None and partner.key == record.key
    refusal = None if row.admitted else refusal_of(row, filters, record.mapping)
    unknown = _("already coupled") if row.key in partners and partner is None else ""
    return Candidate(
        key=row.key,
        title=row.title,
        number=row.number,
        detail=next((rendering.plain(decode(value)) for name in details if (value := row.values.get(name))), ""),
        hints=_hints(record, row),
        partner=None if current or partner is None or partner.deleted else partner,
        refusal=sentences.title(refusal) if refusal else unknown,
        current=current,
        excluded=refusal is not None,
    )


def _hints(record: RemoteRecord, row: RemoteRecord) -> tuple[str, ...]:
    """The fields in which the two agree, the first few."""
    agreeing = (
        _("same %(field)s") % {"field": _(caption) if caption else mine}
        for mine, theirs, caption in _plain(record)
        if _equal(record.values.get(mine), row.values.get(theirs))
    )
    return tuple(islice(agreeing, _MOST_HINTS))


def _equal(one: object, other: object) -> bool:
    return bool(one) and str(one).strip().casefold() == str(other or "").strip().casefold()
