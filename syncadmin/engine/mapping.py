"""A table mapping compiled for a run: validated and ordered values, and the questions the planner asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from syncadmin.engine.values import Record, Side, Value, Values


class Direction(StrEnum):
    """Which way a mapping or one of its fields flows."""

    BIDIRECTIONAL = "bidirectional"
    TO_DATAVERSE = "to_dataverse"
    TO_BC = "to_bc"

    def flows_to(self, side: Side) -> bool:
        """Whether values may be written to this side."""
        return self is Direction.BIDIRECTIONAL or self is _WAY_TO[side]


_WAY_TO = {Side.BC: Direction.TO_BC, Side.DATAVERSE: Direction.TO_DATAVERSE}


class ConflictPolicy(StrEnum):
    """What happens when a field changed on both sides (*Resolve Update Conflicts*)."""

    ASK = "ask"
    SEND = "send"
    GET = "get"

    @property
    def winner(self) -> Side | None:
        """The side whose value is kept; nobody's without a person."""
        return {ConflictPolicy.SEND: Side.BC, ConflictPolicy.GET: Side.DATAVERSE}.get(self)


@dataclass(frozen=True)
class FieldMapping:
    """One active row of Integration Field Mapping. A length of 0 means unlimited."""

    id: str
    caption: str
    bc: str
    dataverse: str
    direction: Direction = Direction.BIDIRECTIONAL
    code: bool = False
    scale: int | None = None
    bc_length: int = 0
    dataverse_length: int = 0

    def on(self, side: Side) -> str:
        """The property of one side."""
        return self.bc if side is Side.BC else self.dataverse

    def length(self, side: Side) -> int:
        """How many characters fit on one side."""
        return self.bc_length if side is Side.BC else self.dataverse_length

    def of(self, record: Record | None) -> Value:
        """The record's value of this field, in the form both sides are compared in."""
        return self.canonical(record.values.get(self.on(record.side))) if record else None

    def canonical(self, value: Value) -> Value:
        """The form in which equal means equal: codes in capitals, amounts at the column's scale, blank as None."""
        if isinstance(value, str):
            value = value.strip()
            return (_capitals(value) if self.code else value) or None
        if isinstance(value, Decimal) and self.scale is not None:
            return round(value, self.scale)
        return value


def _capitals(text: str) -> str:
    """A text in capitals, sign by sign as in Business Central: what has no single capital stays, nothing grows."""
    if text.isascii():
        return text.upper()
    return "".join(upper if len(upper := sign.upper()) == 1 else sign for sign in text)


@dataclass(frozen=True)
class Condition:
    """A filter: the property has one of the values (None among them means blank), or with ``negated`` none of them."""

    side: Side
    property: str
    caption: str
    values: tuple[Value, ...]
    negated: bool = False

    def admits(self, record: Record) -> bool:
        """Whether the record passes."""
        return (record.values.get(self.property) in self.values) is not self.negated


@dataclass(frozen=True)
class TableMapping:
    """A mapping as a run uses it. ``templates`` are the values a new record of a side gets besides the mapped ones."""

    name: str
    bc_table: str
    dataverse_table: str
    direction: Direction
    fields: tuple[FieldMapping, ...]
    filters: tuple[Condition, ...] = ()
    templates: Mapping[Side, Values] = field(default_factory=dict)
    policy: ConflictPolicy = ConflictPolicy.ASK
    only_coupled: bool = True
    dependencies: tuple[str, ...] = ()

    def table(self, side: Side) -> str:
        """The table of one side."""
        return self.bc_table if side is Side.BC else self.dataverse_table

    def refusal(self, record: Record) -> Condition | None:
        """The first filter of its side that leaves the record out."""
        return next((one for one in self.filters if one.side is record.side and not one.admits(record)), None)
