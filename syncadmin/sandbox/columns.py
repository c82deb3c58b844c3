"""The vocabulary in which both services describe their tables: kinds of value, columns, options and tables.

What a particular table looks like is data in `business_central.tables` and `dataverse.tables`; how values are
checked and converted is in `values`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

BUSINESS_CENTRAL = "business_central"
DATAVERSE = "dataverse"
ZERO_GUID = "00000000-0000-0000-0000-000000000000"
PUBLISHERS = ("new_", "bcbi_")


class Kind(StrEnum):
    """What a column holds; decides storage, checks and the form in JSON."""

    TEXT = "text"
    MEMO = "memo"
    CODE = "code"
    GUID = "guid"
    INTEGER = "integer"
    BIG = "big"
    DECIMAL = "decimal"
    DOUBLE = "double"
    MONEY = "money"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    ENUM = "enum"
    CHOICE = "choice"
    CHOICES = "choices"
    LOOKUP = "lookup"


class Writable(StrEnum):
    """When a client may send a column; `BY_EXTENSION`: always, but on the extension's page only."""

    ALWAYS = "always"
    ON_CREATE = "create"
    ON_UPDATE = "update"
    BY_EXTENSION = "extension"
    NEVER = "never"

    def allows(self, is_new: bool) -> bool:
        """Whether a client may send the column with a new row, or with a change."""
        return self in (Writable.ALWAYS, Writable.BY_EXTENSION, Writable.ON_CREATE if is_new else Writable.ON_UPDATE)


class OnDelete(StrEnum):
    """What becomes of a row in Dataverse when the row a lookup leads to is deleted."""

    REMOVE_LINK = "RemoveLink"
    CASCADE = "Cascade"
    RESTRICT = "Restrict"


@dataclass(frozen=True)
class Option:
    """One member of an enumeration or choice; a status option belongs to a state.

    `labels` holds the name by language (LCID) where it was given in several.
    """

    value: int
    name: str
    state: int | None = None
    labels: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Column:
    """One property of a table as its service shows it; `targets` are names of tables.

    The last block is Dataverse's: `enforced` columns cannot be left out of a new row; `option_set` names a set of
    options shared with other columns; `local` times belong to no time zone; `precision` is that of money, which the
    organisation decides where `priced`, otherwise the currency of the row.
    """

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

    schema_name: str = ""
    minimum: int | None = None
    maximum: int | None = None
    enforced: bool = False
    option_set: str = ""
    local: bool = False
    precision: int = 2
    priced: bool = False
    on_delete: OnDelete = OnDelete.REMOVE_LINK

    @property
    def is_text(self) -> bool:
        """Whether values compare as text."""
        return self.kind in (Kind.TEXT, Kind.MEMO, Kind.CODE, Kind.ENUM)

    @property
    def is_scaled(self) -> bool:
        """Whether values are stored as whole numbers of the column's scale."""
        return self.kind in (Kind.DECIMAL, Kind.DOUBLE, Kind.MONEY)

    @property
    def is_custom(self) -> bool:
        """Whether somebody added the column to Dataverse."""
        return self.logical.startswith(PUBLISHERS)

    @property
    def is_owner(self) -> bool:
        """Whether this is the lookup that says who owns a row."""
        return self.logical == "ownerid"

    @property
    def logical(self) -> str:
        """The name in Dataverse's descriptions: `_ownerid_value` is the column `ownerid`."""
        return self.name.removeprefix("_").removesuffix("_value") if self.kind is Kind.LOOKUP else self.name

    @property
    def navigation(self) -> str:
        """The name under which a lookup with one target is written: that of the schema for added columns."""
        return self.schema_name if self.is_custom and self.schema_name else self.logical

    @cached_property
    def values(self) -> frozenset[int]:
        """The values of the options."""
        return frozenset(option.value for option in self.options)

    @cached_property
    def navigations(self) -> dict[str, tuple[str, ...]]:
        """The names under which a lookup is written, each with the tables it may lead to."""
        if self.kind is not Kind.LOOKUP:
            return {}
        if len(self.targets) < 2 or self.is_owner:
            return {self.navigation: self.targets}
        return {f"{self.navigation}_{target}": (target,) for target in self.targets}

    def navigation_to(self, target: str) -> str:
        """The name under which a lookup to a row of this table is written."""
        return next((name for name, targets in self.navigations.items() if target in targets), self.navigation)

    @property
    def on_standard(self) -> Column:
        """The column as the standard API shows it."""
        return replace(self, writable=Writable.NEVER) if self.writable is Writable.BY_EXTENSION else self

    @property
    def title(self) -> str:
        """What people call the column."""
        return self.label or self.logical


@dataclass(frozen=True)
class Parent:
    """Under which rows the lines of a table are found: the parent's table, and our column with the parent's key."""

    table: str
    column: str


@dataclass(frozen=True)
class Table:
    """One entity set: its columns and the few of them with a special part to play.

    In Business Central a table is on the standard API, on the extension's, or on both; columns marked `extension` are
    on the latter only; `api` is the path of another API that alone has it. `tracked`: Dataverse keeps its changes.
    `keys` are the alternate keys by their columns. `bulk`: Dataverse takes CreateMultiple and its kin for it.
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
    bulk: bool = True
    plural: str = ""
    schema_name: str = ""
    object_type: int = 0
    api: str = ""

    @property
    def is_custom(self) -> bool:
        """Whether somebody added the table to Dataverse."""
        return self.entity.startswith(PUBLISHERS)

    @property
    def name(self) -> str:
        """The name among all tables: the entity set in Business Central, the logical name in Dataverse."""
        return self.entity if self.service == DATAVERSE else self.entity_set

    @property
    def in_companies(self) -> bool:
        """Whether each company has rows of its own."""
        return self.service == BUSINESS_CENTRAL and self.entity_set != "companies"

    @cached_property
    def on_standard(self) -> Table:
        """The table as the standard API shows it."""
        return replace(self, columns=tuple(column.on_standard for column in self.columns if not column.extension))

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by the name under which they are read."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_navigation(self) -> dict[str, Column]:
        """Lookup columns by the name under which they are bound."""
        return {name: column for column in self.columns for name in column.navigations}

    @cached_property
    def by_logical(self) -> dict[str, Column]:
        """Columns by the name under which Dataverse describes them."""
        return {column.logical: column for column in self.columns}

    @cached_property
    def lookups(self) -> dict[str, Column]:
        """Lookup columns by the name under which they are read."""
        return {column.name: column for column in self.columns if column.kind is Kind.LOOKUP}

    @cached_property
    def enforced(self) -> tuple[Column, ...]:
        """The columns Dataverse insists on."""
        return tuple(column for column in self.columns if column.enforced)

    @cached_property
    def amounts(self) -> dict[str, Column]:
        """The columns of money that are kept in the organisation's currency as well."""
        money = (column for column in self.columns if column.kind is Kind.MONEY)
        return {column.name: column for column in money if f"{column.name}_base" in self.by_name}

    @cached_property
    def searched(self) -> tuple[Column, ...]:
        """The columns a person's search goes through."""
        return tuple(column for column in self.columns if column.searched)

    def blank(self, column: Column) -> object:
        """What this service stores for "nothing" in a column."""
        return None if self.service == DATAVERSE else BLANKS[column.kind]


BLANKS: dict[Kind, object] = {
    Kind.TEXT: "",
    Kind.MEMO: "",
    Kind.CODE: "",
    Kind.CHOICES: "",
    Kind.GUID: ZERO_GUID,
    Kind.LOOKUP: ZERO_GUID,
    Kind.INTEGER: 0,
    Kind.BIG: 0,
    Kind.DECIMAL: 0,
    Kind.DOUBLE: 0,
    Kind.MONEY: 0,
    Kind.BOOLEAN: 0,
    Kind.DATE: "0001-01-01",
    Kind.TIME: "0001-01-01T00:00:00.000",
    Kind.ENUM: "_x0020_",
    Kind.CHOICE: 0,
}
