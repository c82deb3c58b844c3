"""What an operation found and changed, field by field, with the captions of its mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from couplings.document_lines import mapping_of_lines
from couplings.titled import Titles, base_called, base_shown, titles_of
from jobs.models import JobOperation
from mappings.models import TableMapping
from syncadmin.engine.carry import same
from syncadmin.engine.encoding import decode_verdicts
from syncadmin.engine.values import Action, Apart, Side, Value, VerdictKind

FLOWING = {VerdictKind.FROM_BC: Side.DATAVERSE, VerdictKind.FROM_DATAVERSE: Side.BC}
_ORDER = list(reversed(VerdictKind))
_STILL = {VerdictKind.UNCHANGED, VerdictKind.AGREED}


@dataclass(frozen=True)
class Difference:
    """One field of a pair: what was last agreed, what each side said, and what came of it. ``called`` is what keys and
    options lead to, for what is shown."""

    caption: str
    kind: VerdictKind
    agreed: Value | Apart
    bc: Value
    dataverse: Value
    result: Value
    id: str = ""
    called: Titles = field(default_factory=dict)

    @property
    def base(self) -> Value:
        """What was last agreed, as one value to show."""
        return base_shown(base_called(self.agreed, self.id, self.called))

    @property
    def bc_said(self) -> Value:
        """What Business Central said, to be shown."""
        return self._said(Side.BC, self.bc)

    @property
    def dataverse_said(self) -> Value:
        """What Dataverse said, to be shown."""
        return self._said(Side.DATAVERSE, self.dataverse)

    @property
    def result_said(self) -> Value:
        """What came of it, to be shown."""
        return self._said(FLOWING[self.kind], self.result) if self.kind in FLOWING else self.result

    @property
    def before_said(self) -> Value:
        """What the side had that is written to, to be shown."""
        return self.bc_said if FLOWING.get(self.kind) is Side.BC else self.dataverse_said

    def _said(self, side: Side, value: Value) -> Value:
        return self.called.get((side, self.id, str(value)), value)

    @property
    def differs(self) -> bool:
        """Whether there was anything to do or to decide."""
        return self.kind not in _STILL

    @property
    def conflict(self) -> bool:
        """Whether a person has to choose."""
        return self.kind is VerdictKind.CONFLICT

    @property
    def bc_changed(self) -> bool:
        """Whether Business Central moved away from what was agreed."""
        return not same(self.bc, self.agreed.bc if isinstance(self.agreed, Apart) else self.agreed)

    @property
    def dataverse_changed(self) -> bool:
        """Whether Dataverse moved away from what was agreed."""
        return not same(self.dataverse, self.agreed.dataverse if isinstance(self.agreed, Apart) else self.agreed)

    def before(self, side: Side) -> Value:
        """The value a side had."""
        return self.bc if side is Side.BC else self.dataverse


def captions(mapping: TableMapping) -> dict[str, str]:
    """The captions of a mapping's fields, by the id that verdicts carry."""
    rows = mapping.fields.values_list("bc_property", "dataverse_column", "caption")
    return {f"{bc}/{dataverse}": caption or bc for bc, dataverse, caption in rows}


def differences(operation: JobOperation, named: Mapping[str, str]) -> list[Difference]:
    """Every field of an operation: conflicts first, then what changed, then what is the same."""
    return _shown(operation.verdicts, named)


def called_by_title(mapping: TableMapping, *groups: Sequence[Difference]) -> list[list[Difference]]:
    """The fields of each group, showing keys and options by what they lead to, which is asked for once."""
    rows = mapping.fields.values_list("bc_property", "dataverse_column", "related_mapping")
    relations = {f"{bc}/{dataverse}": related for bc, dataverse, related in rows}
    called = titles_of(mapping, relations, _said(chain.from_iterable(groups)))
    return [[replace(one, called=called) for one in fields] for fields in groups]


def _said(fields: Iterable[Difference]) -> Iterator[tuple[str, Value, Value | Apart, Value]]:
    """What each side said; what came of it is said by the side it is written to."""
    for one in fields:
        yield one.id, one.bc, one.agreed, one.dataverse
        if one.kind in FLOWING:
            yield one.id, one.result, None, one.result


def line_differences(operation: JobOperation) -> list[tuple[str, list[Difference]]]:
    """The lines a document is created with, by their numbers, each with the fields that are written."""
    lines = mapping_of_lines(operation.job.mapping) if operation.lines else None
    if lines is None:
        return []
    named = captions(lines)
    shown = called_by_title(lines, *(_shown(one["verdicts"], named) for one in operation.lines))
    found = zip((one["number"] for one in operation.lines), shown, strict=True)
    return [(number, [it for it in fields if it.result is not None]) for number, fields in found]


def _shown(verdicts: Sequence[Mapping[str, Any]], named: Mapping[str, str]) -> list[Difference]:
    found = [
        Difference(_caption(one.field, named), one.kind, one.base, one.bc, one.dataverse, one.result, one.field)
        for one in decode_verdicts(verdicts)
    ]
    return sorted(found, key=lambda one: _ORDER.index(one.kind))


def written(operation: JobOperation, named: Mapping[str, str]) -> list[Difference]:
    """The fields an operation writes to its side."""
    return [one for one in differences(operation, named) if FLOWING.get(one.kind) == operation.side]


def changed_captions(operation: JobOperation, named: Mapping[str, str]) -> Sequence[str]:
    """The fields an operation is about: those it writes, or those that stand in its way."""
    if operation.action in (Action.UPDATE, Action.CREATE) and operation.side:
        wanted = {kind.value for kind, side in FLOWING.items() if side == operation.side}
    else:
        kinds = {one["kind"] for one in operation.verdicts}
        wanted = {"conflict"} if "conflict" in kinds else {kind.value for kind in FLOWING}
    return [_caption(one["field"], named) for one in operation.verdicts if one["kind"] in wanted]


def _caption(field: str, named: Mapping[str, str]) -> str:
    """The caption of a field; one whose row is gone is called by its property."""
    return named.get(field) or field.partition("/")[0]
