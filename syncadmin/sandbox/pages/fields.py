"""The fields of the sandbox's forms, filled and with their errors.

Does not live here: under which heading a field stands (`layouts`), what may be chosen (`lookups`), how text
and values become each other (`values`), requests and pages (`pages`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..columns import Column, Kind, Table
from ..store import Store
from .layouts import is_wide, layout_of
from .lookups import Choice, lookup_of
from .values import writable

SEARCH = "find:"
MEMOS = {"description"}


@dataclass(frozen=True)
class Field:
    """One input of a form as the template shows it."""

    name: str
    title: str
    value: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    wide: bool = False
    memo: bool = False
    kind: str = "text"
    search: str = ""
    searched: str = ""

    @property
    def id(self) -> str:
        """The id of the input element."""
        return f"field-{self.name}"


@dataclass(frozen=True)
class Group:
    """Fields under a common heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """What a form is filled with: texts by column, errors beside columns, searches for related rows."""

    texts: Mapping[str, str]
    errors: Mapping[str, str]
    searches: Mapping[str, str]
    is_new: bool = False


def groups(store: Store, table: Table, form: Form) -> list[Group]:
    """The form of a table under its headings."""
    return [
        Group(title, tuple(_field(store, column, form) for column in columns))
        for title, columns in layout_of(table, writable(table, form.is_new))
    ]


def searches_of(typed: Mapping[str, str]) -> dict[str, str]:
    """For which related rows a form asks, by column."""
    asked = {name.removeprefix(SEARCH): text.strip() for name, text in typed.items() if name.startswith(SEARCH)}
    return {name: text for name, text in asked.items() if text}


def _field(store: Store, column: Column, form: Form) -> Field:
    value, wanted = form.texts.get(column.name, ""), form.searches.get(column.name, "")
    lookup = lookup_of(store, column, value, wanted)
    is_memo = column.name in MEMOS or column.kind is Kind.MEMO
    return Field(
        name=column.name,
        title=column.title,
        value=value,
        hint=_hint(column),
        choices=lookup.choices,
        error=form.errors.get(column.name, ""),
        wide=is_wide(column) or lookup.searchable,
        memo=is_memo,
        kind=_kind(column),
        search=f"{SEARCH}{column.name}" if lookup.searchable else "",
        searched=wanted,
    )


def _hint(column: Column) -> str:
    if column.kind is Kind.CHOICES:
        return ", ".join(f"{option.value} {option.name}" for option in column.options)
    if column.kind is Kind.TIME:
        return "UTC"
    return f"max. {column.length}" if column.length and not column.targets else ""


def _kind(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "date"
    return "number" if column.is_scaled or column.kind is Kind.INTEGER else "text"
