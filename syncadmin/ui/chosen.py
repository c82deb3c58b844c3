"""Which columns of a table are shown, and in which order: ``columns`` in the address, their names between commas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

NAME = "columns"
# Columns that are always there, before all others and behind them.
_FIRST, _LAST = ("selected",), ("take",)


@dataclass(frozen=True)
class Choice:
    """A column that can be chosen."""

    name: str
    caption: str
    shown: bool


def names_in(text: str | None) -> list[str]:
    """The columns an address names."""
    return list(dict.fromkeys(one for one in (text or "").split(",") if one))


def choices_of(table: Any, names: Sequence[str] = ()) -> list[Choice]:
    """The columns of a table: what is shown in its order, then the others."""
    free = {one.name: one for one in table.columns.iterall() if _is_free(one)}
    shown = [one for one in names if one in free] or [name for name, one in free.items() if one.visible]
    ordered = [*shown, *(name for name in free if name not in shown)]
    return [Choice(name, strip_tags(str(free[name].header)) or name, name in shown) for name in ordered]


def show(table: Any, names: Sequence[str]) -> list[str]:
    """Show these columns of a table, in this order; answers the names it does not have. None of them: as it was."""
    chosen = [one.name for one in choices_of(table, names) if one.shown and one.name in names]
    unknown = [one for one in names if one not in chosen]
    if chosen:
        for one in table.columns.iterall():
            if _is_free(one):
                one.column.visible = one.name in chosen
        rest = [name for name in table.sequence if name not in chosen]
        first = [name for name in rest if name in _FIRST]
        table.sequence = [*first, *chosen, *(name for name in rest if name not in first)]
    return unknown


def exported(table: Any, *, everything: bool) -> list[str]:
    """The columns of an export: all there are, or those that are shown; a cell of several values gives them singly."""
    if everything:
        return [one.name for one in table.columns.iterall() if not one.column.exclude_from_export]
    return list(dict.fromkeys(_singly(table)))


def _singly(table: Any) -> Iterator[str]:
    for one in table.columns.itervisible():
        if parts := getattr(one.column, "parts", ()):
            yield from parts
        elif not one.column.exclude_from_export:
            yield one.name


def _is_free(one: Any) -> bool:
    """Whether a column may be shown or not, as people like."""
    return one.name not in (*_FIRST, *_LAST) and not getattr(one.column, "fixed", False)
