"""What the list of a table shows of its records besides number and name, and what its columns are called."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mappings.models import TableMapping
from mappings.tables import Table, table_of
from syncadmin.engine.values import Side
from syncadmin.ui.words import in_words

# How many values the page shows besides number and name, two in a cell; an export has all of them.
ON_THE_PAGE = 4
_MOST = 12


@dataclass(frozen=True)
class Shown:
    """A property of a record, and what people call it."""

    name: str
    caption: str


@dataclass(frozen=True)
class Layout:
    """The columns of a list: what the records are called by, and what is shown of them. ``number`` is None where
    nothing but the name (or the key) names them; ``others`` are further mapped fields, which can be chosen."""

    number: Shown | None
    title: Shown
    values: tuple[Shown, ...]
    others: tuple[Shown, ...] = ()

    @property
    def fields(self) -> list[Shown]:
        """Every field that is known of the records."""
        return [one for one in (self.number, self.title, *self.values, *self.others) if one]

    @property
    def cells(self) -> list[tuple[Shown, ...]]:
        """The values that share a cell on the page."""
        some = self.values[:ON_THE_PAGE]
        return [some[start : start + 2] for start in range(0, len(some), 2)]


def layout_of(mapping: TableMapping, side: Side) -> Layout:
    """What the list of one side of a mapping shows."""
    table = table_of(mapping, side)
    named = _captions(mapping, side)
    number = table.number if table.number and table.number != table.title else ""
    known = (table.number, table.title)
    values = [one for one in dict.fromkeys(_values(mapping, table)) if one not in known][:_MOST]
    others = [one for one in named if one not in (*known, *values)]
    return Layout(
        Shown(number, named.get(number) or _("No.")) if number else None,
        Shown(table.title, named.get(table.title) or _("Name")),
        *(tuple(Shown(one, named.get(one) or in_words(one)) for one in some) for some in (values, others)),
    )


def _values(mapping: TableMapping, table: Table) -> list[str]:
    """What is known to be shown of a table, else its mapped fields; keys of other records say nothing to people."""
    if table.shown:
        return list(table.shown)
    rows = (one for one in mapping.fields.all() if one.active and not one.related_mapping)
    return [name for one in rows if (name := one.bc_property if table.side is Side.BC else one.dataverse_column)]


def _captions(mapping: TableMapping, side: Side) -> dict[str, str]:
    """How the properties of a side are called by the field rows."""
    rows = list(mapping.fields.all())
    named = {one.bc_property if side is Side.BC else one.dataverse_column: one.caption for one in reversed(rows)}
    return {name: _(caption) for name, caption in named.items() if name and caption}
