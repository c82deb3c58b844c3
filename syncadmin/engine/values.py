"""What crosses the borders between the parts: frozen values, no behaviour beyond questions about themselves.

A newcomer reads this first. Sides are *BC* and *Dataverse*; which of them is source or destination is a matter of
the operation. Nothing here decides anything (see ``merge`` and ``decide``) and nothing reads or writes a system.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from syncadmin.engine.problems import Problem

Value = str | int | bool | Decimal | date | datetime | None
Values = Mapping[str, Value]


class Side(StrEnum):
    """One of the two systems."""

    BC = "bc"
    DATAVERSE = "dataverse"

    @property
    def other(self) -> Side:
        """The system across."""
        return Side.DATAVERSE if self is Side.BC else Side.BC


SYSTEM_NAMES = {Side.BC: "Business Central", Side.DATAVERSE: "Dataverse"}


# Both, for loops that run for every pair: going through the class itself takes ten times as long.
SIDES = (Side.BC, Side.DATAVERSE)
# What an operation writes that writes nothing; one for all of them, because most operations do.
NO_VALUES: Values = MappingProxyType({})


class Action(StrEnum):
    """What an operation does to its side, or to the coupling alone."""

    CREATE = "create"
    UPDATE = "update"
    COUPLE = "couple"
    UNCOUPLE = "uncouple"
    DELETE = "delete"
    NOTHING = "nothing"


class Ending(StrEnum):
    """The one outcome in which each candidate of a run ends."""

    CREATED = "created"
    UPDATED = "updated"
    COUPLED = "coupled"
    UNCOUPLED = "uncoupled"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    EXCLUDED = "excluded"
    WAITING = "waiting"
    CONFLICT = "conflict"
    FAILED = "failed"


class VerdictKind(StrEnum):
    """What one field of a pair turned out to be."""

    UNCHANGED = "unchanged"
    AGREED = "agreed"
    FROM_BC = "from_bc"
    FROM_DATAVERSE = "from_dataverse"
    KEPT = "kept"
    CONFLICT = "conflict"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Apart:
    """What both sides showed of a field when they were last in step, where it is not the same: transformed on the way,
    a related record that has a key on each side, or a difference that stands."""

    bc: Value
    dataverse: Value


Base = Mapping[str, Value | Apart]


@dataclass(frozen=True)
class Unlinked:
    """A value that leads to a record or option that is not coupled: ``side`` says ``value``, and ``relation`` is the
    mapping that would have to know it."""

    relation: str
    side: Side
    value: str


@dataclass(frozen=True)
class Untransformed:
    """A value a transformation rule does not apply to; ``why`` is a part of a sentence."""

    side: Side
    value: str
    why: str


@dataclass(frozen=True)
class Differing:
    """A value that has to be the one that is ``wanted`` and cannot be written; ``side`` says ``value``."""

    side: Side
    value: str
    wanted: str


# Why a value that should flow does not.
Hindrance = Unlinked | Untransformed | Differing


@dataclass(frozen=True, slots=True)
class Record:
    """One row as one system showed it; ``version`` is its ETag, ``key`` its lower-case GUID. ``posted``: it is gone
    because it was posted."""

    side: Side
    table: str
    key: str
    version: str = ""
    values: Values = field(default_factory=dict)
    modified_at: datetime | None = None
    deleted: bool = False
    posted: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A coupling, or none yet: what was last agreed (``base``, by field id) and what each side says now.

    ``base`` is None until the pair was synchronized once. ``archived``: it was, when one of the two was deleted. An
    uncoupled record is a pair with one side; ``orphan``: its former partner was deleted, ``left_out``: and somebody
    left it out as it is now.
    """

    key: str
    base: Base | None = None
    bc: Record | None = None
    dataverse: Record | None = None
    coupled: bool = False
    archived: bool = False
    orphan: bool = False
    left_out: bool = False

    def record(self, side: Side) -> Record | None:
        """The record of one side."""
        return self.bc if side is Side.BC else self.dataverse

    @property
    def there(self) -> list[Record]:
        """The records that exist."""
        return [one for one in (self.bc, self.dataverse) if one and not one.deleted]

    @property
    def posted(self) -> bool:
        """Whether one of the records is gone because it was posted."""
        return any(one and one.deleted and one.posted for one in (self.bc, self.dataverse))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of a pair: what was agreed, what each side says and what comes of it.

    Everything is in the form of its own side; ``result`` is in the form of the side it flows to. ``hindrance`` is why
    a value that should flow cannot be carried over.
    """

    field: str
    kind: VerdictKind
    base: Value | Apart
    bc: Value
    dataverse: Value
    result: Value
    hindrance: Hindrance | None = None

    def on(self, side: Side) -> Value:
        """What one side says."""
        return self.bc if side is Side.BC else self.dataverse

    def agreed(self, side: Side) -> Value:
        """What one side showed when both were last in step."""
        if isinstance(self.base, Apart):
            return self.base.bc if side is Side.BC else self.base.dataverse
        return self.base


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is created with its document; ``source`` is the key of the line it is made from, ``number`` what
    people know it by."""

    source: str
    number: str
    values: Values
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do to one side, and why; ``expects`` is the version it was planned on.

    ``values`` are by property of the destination. An operation whose ``ending`` is already known (unchanged,
    excluded, waiting, conflict, failed) writes nothing and only accounts for the record; ``waits`` are the
    related records it waits for. ``lines`` are those a document is created with.
    """

    action: Action
    pair: str
    side: Side | None = None
    key: str = ""
    values: Values = field(default_factory=lambda: NO_VALUES)
    expects: str = ""
    verdicts: tuple[Verdict, ...] = ()
    ending: Ending | None = None
    reason: Problem | None = None
    waits: tuple[Unlinked, ...] = ()
    lines: tuple[Line, ...] = ()
