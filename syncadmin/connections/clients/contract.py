"""What may be asked of a system, whichever it is: the protocol both clients fulfil and the values they answer with.

Tables go by the name of their entity set in Business Central (``customers``) and by their logical name in Dataverse
(``account``). Columns go by the name under which a row carries them in JSON. Keys are lower-case GUIDs. Values are
normalised: see ``syncadmin.engine.values.Record``. Expected trouble with one record comes back as a value; trouble
with the system raises a ``RemoteError`` (see ``errors``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Side, Value, Values


class ColumnKind(StrEnum):
    """The type of a column, as far as mappings care."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    OPTION = "option"
    GUID = "guid"
    LOOKUP = "lookup"


@dataclass(frozen=True)
class Column:
    """One column as the system's metadata describe it; ``length`` in characters, 0 if unlimited or not a text."""

    name: str
    kind: ColumnKind
    length: int = 0
    scale: int | None = None
    creatable: bool = True
    updatable: bool = True
    caption: str = ""
    options: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Company:
    """A company of Business Central."""

    key: str
    name: str


class Change(StrEnum):
    """What a write does."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class Write:
    """One row to write. ``ref`` is the caller's own number and comes back with the answer.

    A create in Dataverse carries the GUID we chose in ``key``; a create in Business Central has no key. An update or
    delete must carry ``expects``, the version it was planned on.
    """

    ref: int
    change: Change
    key: str = ""
    values: Values = field(default_factory=dict)
    expects: str = ""


class Answer(StrEnum):
    """What is known of a write afterwards."""

    DONE = "done"  # committed; ``record`` is the row as it stands now
    STALE = "stale"  # refused: the row is no longer at the expected version
    GONE = "gone"  # refused: no such row
    EXISTS = "exists"  # create refused: a row with this GUID exists already
    REFUSED = "refused"  # refused for a reason in the data; ``problem`` says which
    UNKNOWN = "unknown"  # the answer was lost: it may or may not have been committed
    NOT_TRIED = "not_tried"  # never sent, or certainly rolled back; ``problem`` says why; safe to try again


@dataclass(frozen=True)
class Written:
    """The answer to one write."""

    ref: int
    answer: Answer
    record: Record | None = None
    problem: Problem | None = None


class Step(StrEnum):
    """The steps of Test Connection, in their order."""

    ADDRESS = "address"
    TOKEN = "token"  # noqa: S105 (the name of a step)
    PERMISSION = "permission"
    COMPANY = "company"
    ORGANISATION = "organisation"
    TABLES = "tables"


@dataclass(frozen=True)
class Check:
    """One step of Test Connection: passed if there is no problem; ``detail`` says what was found."""

    step: Step
    detail: str = ""
    problem: Problem | None = None


class Remote(Protocol):
    """One system over one HTTP session. Not safe for use by several threads at once."""

    side: Side

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """Test the connection step by step; ends after the first step that fails."""

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of a table by name, as far as reading and writing need them (without option labels)."""

    def describe(self, table: str) -> Mapping[str, Column]:
        """The columns of a table by name, from live metadata, option labels included."""

    def changed(self, table: str, columns: Sequence[str], since: datetime | None) -> Iterator[list[Record]]:
        """Pages of the rows whose modification stamp is ``since`` or later (all rows when None), in the order of keys.

        A row that is created or changed while the pages are read may be missing from them; the largest stamp seen
        says nothing until the last page was read.
        """

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """The rows with these keys; a key that does not exist is absent from the answer."""

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """The rows that carry exactly these values and were changed ``since`` or later."""

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Write rows in as few requests as possible; one answer for each, in any order. One bad row stops no other."""

    def now(self) -> datetime:
        """The service's own clock as of its last answer (from the Date header); whole seconds."""

    def close(self) -> None:
        """Give back the session."""
