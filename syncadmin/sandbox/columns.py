"""The vocabulary in which both services describe their tables: kinds of value, columns, options and tables.

What a particular table looks like is data in `business_central.tables` and `dataverse.tables`; how values are
checked and converted is in `values`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

BUSINESS_CENTRAL = "business_central"
DATAVERSE = "dataverse"
ZERO_GUID = "00000000-0000-0000-0000-000000000000"


class Kind(StrEnum):
    """What a column holds; decides storage, checks and the form in JSON."""

    TEXT = "text"
    CODE = "code"
    GUID = "guid"
    INTEGER = "integer"
    BIG = "big"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    ENUM = "enum"
    CHOICE = "choice"
    LOOKUP = "lookup"


class Writable(StrEnum):
    """When a client may send a column."""

    ALWAYS = "always"
    ON_CREATE = "create"
    NEVER = "never"


@dataclass(frozen=True)
class Option:
    """One member of an enumeration or choice; a status option belongs to a state."""

    value: int
    name: str
    state: int | None = None


@dataclass(frozen=True)
class Column:
    """One property of a table as its service shows it; `targets` are names of tables."""

    name: str
    kind: Kind = Kind.TEXT
    length: int | None = None
    writable: Writable = Writable.ALWAYS
    options: tuple[Option, ...] = ()
    targets: tuple[str, ...] = ()
    default: object = None
    scale: int = 4
    digits: int = 0
    calculated: bool = False
    searched: bool = False
    indexed: bool = False
    unique: bool = False
    required: bool = False
    extension: bool = False
    label: str = ""

    @property
    def is_text(self) -> bool:
        """Whether values compare as text."""
        return self.kind in (Kind.TEXT, Kind.CODE, Kind.ENUM)

    @property
    def navigation(self) -> str:
        """The name under which a lookup is written: `_ownerid_value` is bound as `ownerid`."""
        return self.name.removeprefix("_").removesuffix("_value") if self.kind is Kind.LOOKUP else self.name

    @property
    def title(self) -> str:
        """What people call the column."""
        return self.label or self.navigation


@dataclass(frozen=True)
class Parent:
    """Under which rows the lines of a table are found: the parent's table, and our column with the parent's key."""

    table: str
    column: str


@dataclass(frozen=True)
class Table:
    """One entity set: its columns and the few of them with a special part to play.

    In Business Central a table is on the standard API, on the extension's, or on both; columns marked `extension` are
    on the latter only. `tracked`: Dataverse keeps its changes. `keys` are the alternate keys by their columns.
    """

    service: str
    entity_set: str
    entity: str
    key: str
    columns: tuple[Column, ...]
    modified: str = ""
    created: str = ""
    label: str = ""
    name_column: str = ""
    read_only: bool = False
    standard: bool = True
    extension: bool = False
    parent: Parent | None = None
    tracked: bool = False
    keys: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """The name among all tables: the entity set in Business Central, the logical name in Dataverse."""
        return self.entity if self.service == DATAVERSE else self.entity_set

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by the name under which they are read."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_navigation(self) -> dict[str, Column]:
        """Lookup columns by the name under which they are bound."""
        return {column.navigation: column for column in self.columns if column.kind is Kind.LOOKUP}

    @cached_property
    def searched(self) -> tuple[Column, ...]:
        """The columns a person's search goes through."""
        return tuple(column for column in self.columns if column.searched)

    def blank(self, column: Column) -> object:
        """What this service stores for "nothing" in a column."""
        return None if self.service == DATAVERSE else BLANKS[column.kind]


BLANKS: dict[Kind, object] = {
    Kind.TEXT: "",
    Kind.CODE: "",
    Kind.GUID: ZERO_GUID,
    Kind.LOOKUP: ZERO_GUID,
    Kind.INTEGER: 0,
    Kind.BIG: 0,
    Kind.DECIMAL: 0,
    Kind.BOOLEAN: 0,
    Kind.DATE: "0001-01-01",
    Kind.TIME: "0001-01-01T00:00:00.000",
    Kind.ENUM: "_x0020_",
    Kind.CHOICE: 0,
}
