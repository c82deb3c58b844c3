"""A table mapping compiled for a run: validated and ordered values, and the questions the planner asks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import itemgetter

from syncadmin.engine.conditions import Operator, passes
from syncadmin.engine.transform import Rule
from syncadmin.engine.values import Apart, Base, Record, Side, Value, Values


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
    """What happens when a field changed on both sides (*Resolve Update Conflicts*).

    To ask holds the whole record; to merge writes all other fields and leaves only the contested ones to a person.
    """

    ASK = "ask"
    MERGE = "merge"
    SEND = "send"
    GET = "get"

    @property
    def winner(self) -> Side | None:
        """The side whose value is kept; nobody's without a person."""
        return {ConflictPolicy.SEND: Side.BC, ConflictPolicy.GET: Side.DATAVERSE}.get(self)


class DeletionPolicy(StrEnum):
    """What happens to a record whose partner was deleted (*Resolve Deletion Conflicts*).

    To delete it as well is only ever asked for by a person, record by record.
    """

    ASK = "ask"
    RESTORE = "restore"
    UNCOUPLE = "uncouple"
    ARCHIVE = "archive"
    DELETE = "delete"


class UpdateMode(StrEnum):
    """When a field is written at all. One that is fixed is never changed: where it differs, the record fails. One that
    is to be untouched has its whole record left alone once somebody changed it where it is written. One that is filled
    by new records is written as any other, and takes a related record that is new where both sides are blank. One that
    is a mark is written as any other, and emptied when the coupling is removed."""

    ALWAYS = "always"
    FILLED = "filled"
    MARK = "mark"
    ON_CREATE = "on_create"
    IF_EMPTY = "if_empty"
    FIXED = "fixed"
    UNTOUCHED = "untouched"


@dataclass(frozen=True)
class FieldMapping:
    """One active row of Integration Field Mapping. A length of 0 means unlimited.

    Without a property on its source side the row writes its ``constant``. ``owner`` is the side whose value always
    stands; ``needed`` is the side that must say something, or the record is not carried over. ``relation`` names the
    mapping through whose couplings the value is carried over, ``default`` is what BC says instead of a value that leads
    to nothing coupled; ``rules`` are by the side the value flows to. A field that is not ``creatable`` is no part of
    new records, but compared later.
    """

    id: str
    caption: str
    bc: str
    dataverse: str
    direction: Direction = Direction.BIDIRECTIONAL
    code: bool = False
    scale: int | None = None
    bc_length: int = 0
    dataverse_length: int = 0
    constant: Value = None
    owner: Side | None = None
    mode: UpdateMode = UpdateMode.ALWAYS
    creatable: bool = True
    relation: str = ""
    clear_if_unlinked: bool = False
    default: str | None = None
    not_null: bool = False
    needed: Side | None = None
    rules: Mapping[Side, tuple[Rule, ...]] = field(default_factory=dict)

    def on(self, side: Side) -> str:
        """The property of one side."""
        return self.bc if side is Side.BC else self.dataverse

    def length(self, side: Side) -> int:
        """How many characters fit on one side."""
        return self.bc_length if side is Side.BC else self.dataverse_length

    @cached_property
    def plain(self) -> bool:
        """Whether values are the same on both sides."""
        return not self.relation and not self.rules

    def of(self, record: Record | None) -> Value:
        """The record's value of this field, in the form it is compared in."""
        if record is None:
            return None
        name = self.bc if record.side is Side.BC else self.dataverse
        return self.canonical(record.values.get(name) if name else self.constant)

    def agreed(self, base: Base | None, side: Side) -> Value:
        """What a side showed when both were last in step."""
        found = base.get(self.id) if base else None
        if isinstance(found, Apart):
            found = found.bc if side is Side.BC else found.dataverse
        return self.canonical(found)

    def canonical(self, value: Value) -> Value:
        """The form in which equal means equal: codes in capitals, amounts at the column's scale, blank as None."""
        if isinstance(value, str):
            value = value.strip()
            return (_capitals(value) if self.code else value) or None
        if isinstance(value, Decimal) and self.scale is not None:
            return round(value, self.scale)
        return value


def _reader(names: Sequence[str]) -> Callable[[Mapping[str, Value | Apart]], tuple[Value | Apart, ...]]:
    """A function that reads several values at once, much faster than one by one; raises KeyError."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _capitals(text: str) -> str:
    """A text in capitals, sign by sign as in Business Central: what has no single capital stays, nothing grows."""
    if text.isascii():
        return text.upper()
    return "".join(upper if len(upper := sign.upper()) == 1 else sign for sign in text)


@dataclass(frozen=True)
class Condition:
    """A filter: the property has one of the values (None among them means blank), or with ``negated`` none of them.

    With another ``operator`` it compares with the values instead; None among them still lets blank pass. One that is
    ``new`` counts for records that are not coupled only: a coupled one is synchronized whatever it says.
    """

    side: Side
    property: str
    caption: str
    values: tuple[Value, ...]
    negated: bool = False
    operator: Operator = Operator.IS
    new: bool = False

    def admits(self, record: Record) -> bool:
        """Whether the record passes."""
        return passes(self.operator, self.side, self.values, record.values.get(self.property)) is not self.negated


@dataclass(frozen=True)
class Template:
    """Values a new record of a side gets besides the mapped ones, if its source satisfies the conditions."""

    side: Side
    values: Values
    conditions: tuple[Condition, ...] = ()
    priority: int = 0

    def applies(self, source: Record) -> bool:
        """Whether the template is for records made from this one."""
        return source.side is self.side.other and all(one.admits(source) for one in self.conditions)


@dataclass(frozen=True)
class TableMapping:
    """A mapping as a run uses it. Of the ``templates`` that apply to a new record the first by priority counts.

    ``archive`` are the values a record gets when its partner was deleted. ``by_record``: BC's rule, by which changes of
    different fields on the two sides conflict as well (see ``contest``).
    """

    name: str
    bc_table: str
    dataverse_table: str
    direction: Direction
    fields: tuple[FieldMapping, ...]
    filters: tuple[Condition, ...] = ()
    templates: tuple[Template, ...] = ()
    policy: ConflictPolicy = ConflictPolicy.ASK
    by_record: bool = False
    deletion: DeletionPolicy = DeletionPolicy.ASK
    archive: Mapping[Side, Values] = field(default_factory=dict)
    only_coupled: bool = True
    dependencies: tuple[str, ...] = ()

    def table(self, side: Side) -> str:
        """The table of one side."""
        return self.bc_table if side is Side.BC else self.dataverse_table

    @cached_property
    def by_id(self) -> Mapping[str, FieldMapping]:
        """The fields by their ids."""
        return {one.id: one for one in self.fields}

    @cached_property
    def directly(self) -> tuple[FieldMapping, ...]:
        """The fields whose values are the same on both sides when they are in step."""
        return tuple(one for one in self.fields if one.plain and one.bc and one.dataverse)

    @cached_property
    def indirectly(self) -> tuple[FieldMapping, ...]:
        """The others: linked, transformed or constant."""
        return tuple(one for one in self.fields if one not in self.directly)

    @cached_property
    def guarded(self) -> tuple[FieldMapping, ...]:
        """The fields that nobody else may have changed where they are written."""
        return tuple(one for one in self.fields if one.mode is UpdateMode.UNTOUCHED)

    @cached_property
    def readers(self) -> tuple[Callable[[Mapping[str, Value | Apart]], tuple[Value | Apart, ...]], ...]:
        """What reads the values of ``directly`` at once: from BC, from Dataverse and from the base."""
        fields = self.directly
        names = ([one.bc for one in fields], [one.dataverse for one in fields], [one.id for one in fields])
        return tuple(_reader(some) for some in names)

    def template(self, source: Record) -> Values:
        """What the counterpart of a record starts with besides the mapped values."""
        fitting = [one for one in self.templates if one.applies(source)]
        return min(fitting, key=lambda one: one.priority).values if fitting else {}

    def refusal(self, record: Record, *, coupled: bool = False) -> Condition | None:
        """The first filter of its side that leaves the record out."""
        asked = (one for one in self.filters if one.side is record.side and not (coupled and one.new))
        return next((one for one in asked if not one.admits(record)), None)
