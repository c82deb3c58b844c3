"""Both records of a pair side by side, field by field, with what a synchronization would do to each.

Compares what the systems say now where they answered, and what was kept of them where they did not. The engine gives
the verdicts; here they only become rows of a page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from couplings.links import gather_links
from couplings.live import LiveSide, read_live
from couplings.models import Coupling
from couplings.outlook import outlook
from couplings.pairs import KnownPair
from couplings.titled import base_shown, titled
from mappings.compile import CannotCompile, Columns, compile_mapping
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.encoding import encode
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.merge import Will, merge
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Apart, Ending, Operation, Pair, Record, Side, Value, Verdict, VerdictKind

_DIFFERING = {
    VerdictKind.FROM_BC,
    VerdictKind.FROM_DATAVERSE,
    VerdictKind.KEPT,
    VerdictKind.CONFLICT,
    VerdictKind.WAITING,
}


@dataclass(frozen=True)
class Row:
    """One field mapping. ``effect`` is what a synchronization would do; ``obstacle`` why the row takes no part. The
    titles are those of the records that the values lead to; ``agreed`` is ``base`` as it is kept."""

    id: str
    caption: str
    direction: str
    bc: Value = None
    base: Value = None
    dataverse: Value = None
    kind: str = ""
    effect: str = ""
    obstacle: str = ""
    bc_mark: str = ""
    dataverse_mark: str = ""
    bc_title: str = ""
    dataverse_title: str = ""
    base_title: str = ""
    agreed: Value | Apart = None

    @property
    def differs(self) -> bool:
        """Whether the two sides say different things."""
        return self.kind in _DIFFERING

    @property
    def seen(self) -> str:
        """Both values as a form carries them, to tell later whether they are still the ones that were shown."""
        return json.dumps([encode(self.bc), encode(self.dataverse)])

    @property
    def mark(self) -> str:
        """The same as long as the field shows the same values: a choice stays when the page is refreshed under it."""
        return hashlib.sha256(f"{self.id} {self.seen}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Comparison:
    """A pair as a page shows it, and ``pair`` itself as it was compared. ``live`` says that both systems were asked and
    answered, ``by`` who changed the record of a side last, where that is known."""

    rows: tuple[Row, ...] = ()
    operations: tuple[Operation, ...] = ()
    problems: tuple[Problem, ...] = ()
    live: bool = False
    pair: Pair | None = None
    by: Mapping[Side, str] = field(default_factory=dict)

    @property
    def changed(self) -> dict[str, tuple[datetime | None, str]]:
        """When each record was changed last, and by whom."""
        records = {side: self.pair.record(side) if self.pair else None for side in Side}
        return {side.value: (one.modified_at, self.by.get(side, "")) for side, one in records.items() if one}

    @property
    def sentence(self) -> str:
        """What a synchronization would do now."""
        return outlook(self.operations) if self.operations else ""

    @property
    def reason(self) -> Problem | None:
        """Why a synchronization would not write, if it would not."""
        return self.operations[0].reason if self.operations else None

    @property
    def conflicts(self) -> list[Row]:
        """The fields a person has to settle; none where something else comes first."""
        settled = not self.operations or self.operations[0].ending is not Ending.CONFLICT
        return [] if settled else [one for one in self.rows if one.kind == VerdictKind.CONFLICT]

    @property
    def differing(self) -> int:
        """How many fields differ."""
        return sum(one.differs for one in self.rows)

    def captions(self, *kinds: VerdictKind) -> list[str]:
        """The names of the fields with these verdicts."""
        return [one.caption for one in self.rows if one.kind in kinds]


def compare(mapping: TableMapping, pair: Pair, columns: Columns, intent: Intent | None = None) -> Comparison:
    """The comparison of a pair, with what a run would do to it, or one with this intent. Active rows come first."""
    prefetch_related_objects([mapping], "fields")
    columns = {side: columns.get(side) or _texts(mapping, side) for side in Side}
    try:
        compiled = compile_mapping(mapping, columns)
    except CannotCompile as error:
        return Comparison(
            tuple(_row(one, None, known=False) for one in mapping.fields.all()), problems=(error.problem,), pair=pair
        )
    intent = intent or Intent(Will(arbiter=compiled.policy.winner))
    links = gather_links(mapping, compiled, columns, [pair])
    verdicts = {one.field: one for one in _verdicts(compiled, pair, intent.will, links)}
    rows = [_row(one, verdicts.get(_id(one)), known=pair.base is not None) for one in mapping.fields.all()]
    rows = titled(mapping, rows, {one.id: one.relation for one in compiled.fields})
    rows.sort(key=lambda one: not one.kind)
    return Comparison(tuple(rows), decide(compiled, pair, intent, links), pair=pair)


def compare_live(mapping: TableMapping, known: KnownPair) -> Comparison:
    """The comparison of a pair as both systems show it now; what does not answer is shown as it was last seen."""
    live = read_live(mapping, {Side.BC: known.bc_key, Side.DATAVERSE: known.dataverse_key}, who=True)
    records = {side: _now(known.pair.record(side), live[side]) for side in Side}
    pair = replace(known.pair, bc=records[Side.BC], dataverse=records[Side.DATAVERSE])
    columns = {side: live[side].columns for side in Side}
    comparison = compare(mapping, pair, columns, Intent(create=True) if _begun(known) else None)
    told = [one.problem for one in live.values() if one.problem]
    distinct = [one for number, one in enumerate(told) if one not in told[:number]]
    by = {side: one.by for side, one in live.items()}
    return replace(comparison, problems=(*distinct, *comparison.problems), live=not told, by=by)


def _begun(known: KnownPair) -> bool:
    """Whether a create was begun, which is finished whatever the mapping says by now."""
    return known.coupling is not None and known.coupling.state == Coupling.State.CREATING


def _verdicts(compiled: CompiledMapping, pair: Pair, will: Will, links: Links) -> tuple[Verdict, ...]:
    """A verdict for every field; a record without a counterpart stands beside blanks."""
    verdicts = merge(compiled.fields, pair, will, links)
    if pair.bc and pair.dataverse:
        return verdicts
    return tuple(replace(one, kind=VerdictKind.UNCHANGED) for one in verdicts)


def _now(kept: Record | None, live: LiveSide) -> Record | None:
    """What the system says now; what was kept if it does not say; gone if it says that there is no such record."""
    if live.problem:
        return kept
    return live.record or (replace(kept, deleted=True) if kept else None)


def _texts(mapping: TableMapping, side: Side) -> dict[str, Column]:
    """The columns of a system that does not describe them, as plain texts."""
    names = (one.bc_property if side is Side.BC else one.dataverse_column for one in mapping.fields.all())
    return {name: Column(name, ColumnKind.TEXT) for name in names}


def _id(row: FieldMapping) -> str:
    """How the compiled mapping calls the row."""
    return f"{row.bc_property}/{row.dataverse_column}"


def _row(row: FieldMapping, verdict: Verdict | None, *, known: bool) -> Row:
    caption = row.caption or row.dataverse_column
    if verdict is None:
        return Row(_id(row), caption, row.direction, obstacle=_obstacle(row))
    bc_mark, dataverse_mark = _marks(verdict, known=known)
    return Row(
        _id(row),
        caption,
        row.direction,
        verdict.bc,
        base_shown(verdict.base),
        verdict.dataverse,
        verdict.kind,
        _effect(verdict.kind),
        bc_mark=bc_mark,
        dataverse_mark=dataverse_mark,
        agreed=verdict.base,
    )


def _obstacle(row: FieldMapping) -> str:
    if row.obstacle:
        return str(row.get_obstacle_display())
    return _("The field mapping is disabled.") if row.status == FieldMapping.Status.DISABLED else ""


def _effect(kind: VerdictKind) -> str:
    """What a synchronization does to a field of this verdict."""
    effects = {
        VerdictKind.FROM_BC: _("is written to Dataverse"),
        VerdictKind.FROM_DATAVERSE: _("is written to Business Central"),
        VerdictKind.CONFLICT: _("somebody has to choose"),
        VerdictKind.KEPT: _("stays, the field does not flow this way"),
        VerdictKind.WAITING: _("cannot be carried over yet"),
    }
    return effects.get(kind, "")


def _marks(verdict: Verdict, *, known: bool) -> tuple[str, str]:
    """The look of both cells: what changed since the last synchronization, or differs if there was none."""
    if verdict.kind not in _DIFFERING:
        return "", ""
    look = "conflict" if verdict.kind is VerdictKind.CONFLICT else "changed"
    bases = [verdict.agreed(side) if known else None for side in Side]
    return ("" if same(verdict.bc, bases[0]) else look, "" if same(verdict.dataverse, bases[1]) else look)


def differences_first(rows: Iterable[Row]) -> list[Row]:
    """The active rows, those that differ first, in the order of the mapping otherwise."""
    return sorted((one for one in rows if one.kind), key=lambda one: not one.differs)
