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
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from syncadmin.connections.clients.exchange import Exchange
from syncadmin.engine.mapping import Condition
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
    OPTIONS = "options"
    GUID = "guid"
    LOOKUP = "lookup"


@dataclass(frozen=True)
class Column:
    """One column as the system's metadata describe it; ``length`` in characters, 0 if unlimited or not a text.

    A lookup that may lead to several tables is one column for each of them (``customerid_account``,
    ``customerid_contact``; ``_owninguser_value``, ``_owningteam_value``): ``target`` is the table, ``source`` the
    property a row carries the key under and ``navigation`` the property it is written through, where they are not
    the name itself. It reads as blank where the row leads to another of the tables.

    ``least`` and ``most`` are the bounds of a number, where there are any; ``states`` says of each status reason to
    which state it belongs; ``below`` is what the table a lookup leads to calls the rows that lead to it. A ``derived``
    column is worked out from other tables (see ``connections.derived``); ``fills`` are those that are written instead.
    """

    name: str
    kind: ColumnKind
    length: int = 0
    scale: int | None = None
    creatable: bool = True
    updatable: bool = True
    caption: str = ""
    options: Mapping[int, str] = field(default_factory=dict)
    required: bool = False
    target: str = ""
    source: str = ""
    navigation: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    states: Mapping[int, int] = field(default_factory=dict)
    below: str = ""
    derived: bool = False
    fills: tuple[str, ...] = ()

    @property
    def read_as(self) -> str:
        """The property under which a row carries it."""
        return self.source or self.name


@dataclass(frozen=True)
class TableFacts:
    """What there is to know of a table besides its columns.

    ``keys`` are the column names of each unique key that may be looked up; ``parent`` is the table whose rows a line
    table is read and written below; ``extension``: it is there only because our extension is installed.
    """

    name: str
    caption: str = ""
    plural: str = ""
    keys: tuple[tuple[str, ...], ...] = ()
    parent: str = ""
    tracked: bool = False
    writable: bool = True
    custom: bool = False
    extension: bool = False


@dataclass(frozen=True)
class Changes:
    """One page of what changed.

    ``deleted`` are keys the service reports as deleted, perhaps never seen before, and to be confirmed by key.
    ``mark`` is where the next reading goes on, set on the last page only. ``whole``: the pages are the whole table.
    """

    records: list[Record]
    deleted: tuple[str, ...] = ()
    mark: str = ""
    whole: bool = False


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
class NewLine:
    """A line that is created together with its document: with the GUID we chose, in Dataverse that of its row, in
    Business Central that of a key of ours, where the extension keeps one."""

    key: str
    values: Values
    number: str = ""


@dataclass(frozen=True)
class NewLines:
    """The lines that a document is created with: all of them and the document, or nothing."""

    table: str
    rows: tuple[NewLine, ...]


@dataclass(frozen=True)
class Write:
    """One row to write. ``ref`` is the caller's own number and comes back with the answer.

    A create in Dataverse carries the GUID we chose in ``key``; a create in Business Central has no key. An update or
    delete must carry ``expects``, the version it was planned on. A line that is written by itself carries the key of
    its parent row in ``parent``; those a document is created with are its ``lines``.
    """

    ref: int
    change: Change
    key: str = ""
    values: Values = field(default_factory=dict)
    expects: str = ""
    parent: str = ""
    lines: NewLines | None = None


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
    """The answer to one write; of one that failed, what was sent and answered."""

    ref: int
    answer: Answer
    record: Record | None = None
    problem: Problem | None = None
    exchange: Exchange | None = field(default=None, compare=False, repr=False)


class Step(StrEnum):
    """The steps of Test Connection, in their order."""

    ADDRESS = "address"
    TOKEN = "token"  # noqa: S105 (the name of a step)
    PERMISSION = "permission"
    COMPANY = "company"
    ORGANISATION = "organisation"
    TABLES = "tables"
    RIGHTS = "rights"
    CURRENCY = "currency"
    EXTENSION = "extension"
    CLOCK = "clock"


class Right(StrEnum):
    """What an application may be allowed to do with the rows of a table; the values are Dataverse's own words."""

    READ = "Read"
    CREATE = "Create"
    UPDATE = "Write"
    ASSIGN = "Assign"
    APPEND = "Append"
    APPEND_TO = "AppendTo"


@dataclass(frozen=True)
class Need:
    """The rights that mappings need on a table."""

    table: str
    rights: tuple[Right, ...]


@dataclass(frozen=True)
class Identity:
    """What a session has before it: the company of Business Central, or the organisation of Dataverse."""

    key: str
    name: str


@dataclass(frozen=True)
class Check:
    """One step of Test Connection: passed if there is no problem; ``detail`` says what was found.

    A ``warning`` is a problem that does not keep anything from running.
    """

    step: Step
    detail: str = ""
    problem: Problem | None = None
    warning: bool = False


class Remote(Protocol):
    """One system over one HTTP session. Not safe for use by several threads at once."""

    side: Side

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """Test the connection step by step; ends after the first step that fails."""

    def probe(self, needs: Sequence[Need]) -> Iterator[Check]:
        """Look, without changing anything, for what a connection that can be used may still lack."""

    def identity(self) -> Identity:
        """What is found at the address now, with one request."""

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of a table by name, as far as reading and writing need them (without option labels)."""

    def describe(self, table: str) -> Mapping[str, Column]:
        """The columns of a table by name, from live metadata, option labels included."""

    def tables(self) -> Mapping[str, TableFacts]:
        """The tables that can be mapped, by name."""

    def forget_metadata(self) -> None:
        """Ask for tables and columns afresh next time."""

    def changes(self, table: str, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """What changed since a mark that an earlier reading gave; the whole table where the mark is blank or too old.

        Pages may hold rows that were seen before; rows that change while the pages are read come with the next reading
        at the latest. A mark is good for one table and one choice of columns; with others the whole table is read.
        Nothing is known of the table until its last page was read.
        """

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """The rows with these keys; a key that does not exist is absent from the answer."""

    def keys(self, table: str) -> Iterator[list[str]]:
        """The keys of all rows in pages, and nothing else of them."""

    def count(self, table: str, conditions: Sequence[Condition] = ()) -> int | None:
        """How many rows satisfy the conditions; None where the service does not count that far, or not by these."""

    def find(self, table: str, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]:
        """The rows whose column has one of these values, many at once; texts are compared as the engine does."""

    def lines(
        self, table: str, columns: Sequence[str], parents: Sequence[str], above: str = ""
    ) -> dict[str, list[Record]]:
        """The rows of a line table below each of these parent rows; a parent that does not exist is absent.

        ``above`` is the table of the parents where it is not the usual one.
        """

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """The rows that carry exactly these values and were changed ``since`` or later."""

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Write rows in as few requests as possible; one answer for each, in any order. One bad row stops no other."""

    def now(self) -> datetime:
        """The service's own clock as of its last answer (from the Date header); whole seconds."""

    def asked(self) -> int:
        """How many requests were answered so far."""

    def close(self) -> None:
        """Give back the session."""
