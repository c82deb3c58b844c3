"""A table as the sandbox's pages present it: its words, its address, and the columns and styles of its list.

What people see of a table nobody wrote anything down for follows from its columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ..columns import Column, Kind, Table
from .areas import plural_of
from .systems import System
from .values import is_half

SHOWN = 8
STYLES = (("mail", "mail"), ("phone", "phone"), ("fax", "phone"))
LOOKUPS = 3
OWN_AFFAIR = re.compile(r"created|modified|owning|exchangerate|_base$|originNumber|integrationId")
TELLING = re.compile(r"^(quantity|unitPrice|priceperunit|(net|total|extended)amount|price|status)$", re.IGNORECASE)
NUMBERS = {Kind.INTEGER, Kind.BIG, Kind.DECIMAL, Kind.DOUBLE, Kind.MONEY}
COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": ("number", "displayName", "city", "country", "phoneNumber", "email", "currencyCode", "blocked"),
    "account": (
        "name",
        "accountnumber",
        "address1_city",
        "address1_country",
        "telephone1",
        "emailaddress1",
        "customertypecode",
        "statecode",
    ),
    "contacts": ("number", "displayName", "companyName", "type", "jobTitle", "phoneNumber", "email", "city"),
    "contact": ("fullname", "_parentcustomerid_value", "jobtitle", "telephone1", "emailaddress1", "address1_city"),
    "items": ("number", "displayName", "type", "itemCategoryCode", "unitPrice", "inventory", "blocked"),
    "product": ("productnumber", "name", "_defaultuomid_value", "price", "quantityonhand", "statecode"),
}
SHORT = {
    "country": "Country",
    "currencyCode": "Currency",
    "lastModifiedDateTime": "Changed (UTC)",
    "modifiedon": "Changed (UTC)",
    "accountnumber": "Number",
    "address1_city": "City",
    "address1_country": "Country",
    "telephone1": "Phone",
    "customertypecode": "Relationship",
}


@dataclass(frozen=True)
class TableView:
    """One table of one system, as a person sees it."""

    system: System
    table: Table

    @property
    def path(self) -> str:
        """The address of its list."""
        return f"{self.system.path}/{self.table.entity_set}"

    @property
    def noun(self) -> str:
        """What people call one row."""
        return (self.table.label or self.table.entity).lower()

    @property
    def plural(self) -> str:
        """What people call all rows."""
        return plural_of(self.table)

    @property
    def heading(self) -> str:
        """The name over the list."""
        return self.plural[:1].upper() + self.plural[1:]

    @property
    def menu(self) -> str:
        """Where one is."""
        return f"{self.system.title}: {self.plural}"

    @property
    def is_editable(self) -> bool:
        """Whether a person may add, change and delete rows."""
        return not self.table.read_only

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the list: what a row is called by first, when it was changed last."""
        table = self.table
        given = [name for name in COLUMNS.get(table.name, ()) if name in table.by_name]
        names = given or _telling(table)[: SHOWN - 1]
        return (*names, *([table.modified] if table.modified else []))

    @property
    def opens(self) -> str:
        """The column that leads from the list to the card."""
        return self.table.name_column if self.table.name_column in self.columns else self.columns[0]

    @property
    def search_hint(self) -> str:
        """Which columns a search goes through."""
        named = [self.table.by_name[self.table.name_column]] if self.table.name_column in self.table.by_name else []
        return ", ".join(self.title(column.name) for column in self.table.searched or named)

    def title(self, name: str) -> str:
        """The heading of a column."""
        return SHORT.get(name, self.table.by_name[name].title)

    def style(self, name: str) -> str:
        """How a column is set."""
        if name == self.opens:
            return "name"
        column = self.table.by_name[name]
        if column.kind in NUMBERS:
            return "number"
        if column.kind is Kind.TIME:
            return "when"
        return next((style for part, style in STYLES if part in name.lower()), "")


def _telling(table: Table) -> list[str]:
    """The columns that tell most about a row, in an order people expect."""
    named = [table.by_name[table.name_column]] if table.name_column in table.by_name else []
    keys = [column for column in table.columns if column.unique and column.kind is not Kind.GUID]
    first = [*keys, *named, *table.searched]
    rest = [column for column in table.columns if column not in first and _tells(table, column)]
    lookups = [column for column in rest if column.targets][LOOKUPS:]
    rest = sorted((column for column in rest if column not in lookups), key=_rank)
    names = [column.name for column in (*first, *rest) if column.name not in (table.key, table.modified)]
    return list(dict.fromkeys(names)) or [table.key]


def _tells(table: Table, column: Column) -> bool:
    """Whether a column says something to a person; ids of related rows do where they can be named."""
    if column.kind in (Kind.GUID, Kind.LOOKUP) and not column.targets or is_half(table, column):
        return False
    return column.kind not in (Kind.MEMO, Kind.BIG) and not OWN_AFFAIR.search(column.name)


def _rank(column: Column) -> int:
    if column.required or TELLING.search(column.name):
        return 0
    if column.targets:
        return 1
    if column.kind in NUMBERS or column.kind is Kind.DATE:
        return 2
    return 3 if column.options else 4
