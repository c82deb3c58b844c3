"""What the records are called that the values of lookups and options lead to, for pages that show values of a pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from couplings.related import as_key, titles
from mappings.models import TableMapping
from syncadmin.engine.links import named
from syncadmin.engine.values import Apart, Side, Value

if TYPE_CHECKING:
    from couplings.comparison import Row

# By side, id of the field, and value as text: keys say all, options only say something of their field.
Titles = Mapping[tuple[Side, str, str], str]


def titled(mapping: TableMapping, rows: Sequence[Row], relations: Mapping[str, str]) -> list[Row]:
    """The rows with what their values lead to; ``relations`` are the related mappings by the id of the field."""
    called = titles_of(mapping, relations, [(one.id, one.bc, one.agreed, one.dataverse) for one in rows if one.kind])
    return [
        replace(
            one,
            bc_title=called.get((Side.BC, one.id, str(one.bc)), ""),
            dataverse_title=called.get((Side.DATAVERSE, one.id, str(one.dataverse)), ""),
            base_title=_base_title(one, called),
        )
        for one in rows
    ]


def titles_of(
    mapping: TableMapping,
    relations: Mapping[str, str],
    fields: Iterable[tuple[str, Value, Value | Apart, Value]],
) -> Titles:
    """What the values of fields lead to: by id what BC says, what was agreed, and what Dataverse says."""
    texts: dict[Side, dict[str, set[str]]] = {side: {} for side in Side}
    for field, bc, base, dataverse in fields:
        agreed = base if isinstance(base, Apart) else Apart(base, base)
        texts[Side.BC].setdefault(field, set()).update(map(str, (bc, agreed.bc)))
        texts[Side.DATAVERSE].setdefault(field, set()).update(map(str, (dataverse, agreed.dataverse)))
    return {
        (side, field, text): title
        for side in Side
        for (field, text), title in _titles(mapping, side, texts[side], relations).items()
    }


def base_called(base: Value | Apart, field: str, called: Titles) -> Value | Apart:
    """What was last agreed, by what it is called; one value where both sides call it the same."""
    agreed = base if isinstance(base, Apart) else Apart(base, base)
    bc = called.get((Side.BC, field, str(agreed.bc)))
    dataverse = called.get((Side.DATAVERSE, field, str(agreed.dataverse)))
    if bc is None and dataverse is None:
        return base
    if bc == dataverse or not isinstance(base, Apart):
        return bc or dataverse
    return Apart(bc or agreed.bc, dataverse or agreed.dataverse)


def base_shown(base: Value | Apart) -> Value:
    """What was last agreed, as one value to show."""
    if not isinstance(base, Apart):
        return base
    return " | ".join("–" if value is None else str(value) for value in (base.bc, base.dataverse))


def _base_title(row: Row, called: Titles) -> str:
    said = base_called(row.agreed, row.id, called)
    return "" if said == row.agreed else str(base_shown(said))


def _titles(
    mapping: TableMapping, side: Side, texts: Mapping[str, set[str]], relations: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """The titles by field and value: in one go for keys."""
    company = mapping.connection.own_company
    related = {field: named(relations[field]) for field in texts if relations.get(field)}
    keys = {text for field in related for text in texts[field] if as_key(text)}
    names = {name for one in related.values() for name in one}
    found = company | (titles(mapping.connection_id, names, side, keys) if keys else {})
    called = {(field, text): found[text] for field in texts for text in texts[field] if text in found}
    for field, through in related.items():
        numbers = [text for text in texts[field] if text.isdecimal()] if side is Side.DATAVERSE else []
        options = titles(mapping.connection_id, through, side, numbers) if numbers else {}
        called |= {(field, text): title for text, title in options.items()}
    return called
