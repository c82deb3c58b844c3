"""Where a link from Business Central or Dynamics 365 Sales leads: to the card of a coupled record, else to how the
record stands with each mapping of its table, and why nothing can be done where that is so.

What nobody read yet is asked of its system and shown; it is kept only when somebody says so (``read_in``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from couplings.addresses import address_of
from couplings.grouping import grouped
from couplings.live import read_live
from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.pairs import pairs_of
from couplings.paths import card_url
from couplings.records import keep_changed
from couplings.states import refusal_of
from mappings.compile import CannotCompile, compile_mapping, conditions
from mappings.documents import document_of
from mappings.models import TableMapping
from mappings.tables import table_of
from syncadmin.engine.encoding import encode_values
from syncadmin.engine.mapping import Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side
from syncadmin.ui import sentences


@dataclass(frozen=True)
class Standing:
    """A record that is not coupled, as one mapping sees it: ``problem`` is why nothing can be done with it there. The
    row is only ``kept`` if the record was read by a run; there is none where the system could not be asked."""

    mapping: TableMapping
    side: Side
    row: RemoteRecord | None
    problem: Problem | None = None

    @property
    def kept(self) -> bool:
        """Whether the record was read before."""
        return self.row is not None and self.row.pk is not None

    @property
    def creates(self) -> bool:
        """Whether the mapping may create its counterpart."""
        return Direction(self.mapping.direction).flows_to(self.side.other)

    @property
    def synchronizes(self) -> bool:
        """Whether a link to it creates its counterpart at once: runs would do so as well, and nobody was asked yet."""
        alone = self.row is not None and not self.row.orphan and not self.met
        return alone and self.problem is None and self.creates and not self.mapping.only_coupled

    @property
    def other_system(self) -> str:
        """The system that has no counterpart of it."""
        return SYSTEM_NAMES[self.side.other]

    @property
    def met(self) -> RecordProblem | None:
        """What a run could not do with it."""
        row = self.row if self.kept else None
        found = RecordProblem.objects.filter(mapping=self.mapping, **{f"{self.side}_key": row.key}) if row else None
        return found.first() if found else None

    @property
    def why(self) -> str:
        """Why it is not coupled, where nothing stands in its way."""
        if self.row and self.row.orphan:
            return sentences.title(Problem("partner_was_deleted"))
        if not self.creates:
            return _("The mapping does not create records in %(system)s.") % {"system": self.other_system}
        if self.synchronizes:
            return _("Runs of the mapping create such records in %(system)s, so it is created now.") % {
                "system": self.other_system
            }
        if self.mapping.only_coupled:
            return _("The mapping synchronizes coupled records only, so it waits until somebody couples it.")
        if self.row and self.row.pending:
            return _("The next run of the mapping looks at it.")
        return _("The mapping looks at it again when it changes.")


def mappings_of(side: Side, table: str, connection: str = "") -> list[TableMapping]:
    """The mappings of a table in the order in which they are asked, enabled connections first; of one connection if
    its number is given."""
    rows = TableMapping.objects.filter(**{f"{side.value}_table__iexact": table}).order_by("connection")
    found = rows.select_related("connection").prefetch_related("fields")
    ordered = [one.mapping for group in grouped(found) for one in group.tables]
    wanted = [one for one in ordered if connection in ("", str(one.connection_id))]
    return sorted(wanted, key=lambda one: not one.connection.enabled)


def key_of(mappings: Sequence[TableMapping], side: Side, called: str) -> UUID | None:
    """The key a record is called by, or that of the BC record with this number."""
    try:
        return UUID(called)
    except ValueError:
        rows = RemoteRecord.objects.filter(mapping__in=mappings, side=side.value, deleted=False)
    if side is not Side.BC:
        return None
    keys = dict(rows.filter(number__iexact=called).values_list("mapping", "key"))
    return next((keys[one.pk] for one in mappings if one.pk in keys), None)


def card_of(mappings: Sequence[TableMapping], side: Side, key: UUID) -> str:
    """The card of a coupled record, or of its partner while it was not read itself; nothing if it is not coupled."""
    rows = Coupling.objects.filter(mapping__in=mappings, **{f"{side.value}_key": key})
    couplings = {one.mapping_id: one for one in rows}
    for one in (couplings[mapping.pk] for mapping in mappings if mapping.pk in couplings):
        for of, name in ((side, key), (side.other, getattr(one, f"{side.other.value}_key"))):
            if RemoteRecord.objects.filter(mapping=one.mapping_id, side=of.value, key=name).exists():
                return card_url(one.mapping_id, of.value, name)
    return ""


def partner_address(mappings: Sequence[TableMapping], side: Side, key: UUID) -> str:
    """The page of a coupled record's partner in its own system; nothing where that is not known."""
    for mapping in mappings:
        known = pairs_of(mapping, side, [key])[0]
        partner = known.dataverse if side is Side.BC else known.bc
        if known.coupling and partner and not partner.deleted:
            partner.mapping = mapping
            return address_of(partner)
    return ""


def standings(mappings: Iterable[TableMapping], side: Side, key: UUID) -> list[Standing]:
    """How a record stands with each mapping, the one with which something can be done first; nothing if no system knows
    it. Systems are asked only until such a mapping is found."""
    mappings = list(mappings)
    rows = RemoteRecord.objects.filter(mapping__in=mappings, side=side.value, key=key, deleted=False)
    kept = {row.mapping_id: row for row in rows}
    found = [_judged(one, side, kept[one.pk]) for one in mappings if one.pk in kept]
    final: dict[int, Problem | None] = {}
    for one in mappings:
        if one.pk not in kept and all(known.problem for known in found):
            found += _asked(one, side, key, final)
    absent = {connection for connection, problem in final.items() if problem is None}
    found = [one for one in found if one.row or one.mapping.connection_id not in absent]
    return sorted(found, key=lambda one: one.problem is not None)


def read_in(mapping: TableMapping, side: Side, key: UUID) -> Problem | None:
    """Read a record and keep it, as a run would; or why that cannot be done."""
    live = read_live(mapping, {side: key})
    if problem := next((one.problem for one in live.values() if one.problem), None):
        return problem
    record = live[side].record
    if record is None:
        return Problem("record_deleted", {"system": SYSTEM_NAMES[side]})
    try:
        compiled = compile_mapping(mapping, {of: one.columns for of, one in live.items()})
    except CannotCompile as error:
        return error.problem
    keep_changed(mapping, compiled, [record])
    return None


def _asked(mapping: TableMapping, side: Side, key: UUID, final: dict[int, Problem | None]) -> list[Standing]:
    """How a record stands that nobody read yet; nothing if there is no such record. ``final`` are the connections of
    which that is known, or whose system did not answer: they are not asked again."""
    if problem := _hindrance(mapping):
        return [Standing(mapping, side, None, problem)]
    if mapping.connection_id not in final:
        live = read_live(mapping, {side: key})[side]
        if live.record:
            return [_judged(mapping, side, _as_row(mapping, live.record))]
        final[mapping.connection_id] = live.problem
    problem = final[mapping.connection_id]
    return [Standing(mapping, side, None, problem)] if problem else []


def _judged(mapping: TableMapping, side: Side, row: RemoteRecord) -> Standing:
    row.mapping = mapping
    return Standing(mapping, side, row, _hindrance(mapping) or refusal_of(row, conditions(mapping), mapping))


def _hindrance(mapping: TableMapping) -> Problem | None:
    """Why nothing can be done with any record of a mapping."""
    if problem := mapping.connection.hold or mapping.red_problem or mapping.loss_problem:
        return problem
    document = document_of(mapping)
    return Problem("lines_on_their_own", {"mapping": document.name}) if document else None


def _as_row(mapping: TableMapping, record: Record) -> RemoteRecord:
    """A record as it would be kept, to be shown."""
    table = table_of(mapping, record.side)
    number, title = (str(record.values.get(name) or "") for name in (table.number, table.title))
    values = encode_values(record.values)
    key = UUID(record.key)
    return RemoteRecord(mapping=mapping, side=record.side.value, key=key, values=values, number=number, title=title)
