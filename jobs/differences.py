"""What an operation found and changed, field by field, with the captions of its mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from couplings.comparison import base_shown
from couplings.document_lines import mapping_of_lines
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
    """One field of a pair: what was last agreed, what each side said, and what came of it."""

    caption: str
    kind: VerdictKind
    agreed: Value | Apart
    bc: Value
    dataverse: Value
    result: Value

    @property
    def base(self) -> Value:
        """What was last agreed, as one value to show."""
        return base_shown(self.agreed)

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


def line_differences(operation: JobOperation) -> list[tuple[str, list[Difference]]]:
    """The lines a document is created with, by their numbers, each with the fields that are written."""
    lines = mapping_of_lines(operation.job.mapping) if operation.lines else None
    if lines is None:
        return []
    named = captions(lines)
    found = ((one["number"], _shown(one["verdicts"], named)) for one in operation.lines)
    return [(number, [field for field in fields if field.result is not None]) for number, fields in found]


def _shown(verdicts: Sequence[Mapping[str, Any]], named: Mapping[str, str]) -> list[Difference]:
    found = [
        Difference(_caption(one.field, named), one.kind, one.base, one.bc, one.dataverse, one.result)
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
