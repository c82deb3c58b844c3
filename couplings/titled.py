"""What the records are called that the values of lookups and options lead to, for a page that compares a pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from couplings.related import as_key, titles
from mappings.models import TableMapping
from syncadmin.engine.links import named
from syncadmin.engine.values import Side

if TYPE_CHECKING:
    from couplings.comparison import Row


def titled(mapping: TableMapping, rows: Sequence[Row], relations: Mapping[str, str]) -> list[Row]:
    """The rows with what their values lead to; ``relations`` are the related mappings by the id of the field."""
    related = [one for one in rows if relations.get(one.id) and one.kind]
    called = {side: _titles(mapping, side, related, relations) for side in Side}
    return [
        replace(
            one,
            bc_title=called[Side.BC].get((one.id, str(one.bc)), ""),
            dataverse_title=called[Side.DATAVERSE].get((one.id, str(one.dataverse)), ""),
        )
        for one in rows
    ]


def _titles(
    mapping: TableMapping, side: Side, rows: Sequence[Row], relations: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """The titles by field and value: in one go for keys, which say all; options only say something of their field."""
    values = {one.id: str(one.bc if side is Side.BC else one.dataverse) for one in rows}
    keys = {text for text in values.values() if as_key(text)}
    names = {name for field in values for name in named(relations[field])}
    found = titles(mapping.connection_id, names, side, keys) if keys else {}
    called = {(field, text): found[text] for field, text in values.items() if text in found}
    for field, text in values.items():
        if side is Side.DATAVERSE and text.isdecimal():
            called[field, text] = titles(mapping.connection_id, named(relations[field]), side, [text]).get(text, "")
    return called
