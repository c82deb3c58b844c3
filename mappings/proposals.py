"""Which field rows a new mapping starts with: columns of both tables that belong together by a rule people can see.

The rules, in their order: equal captions or names, and a key that leads to what another mapping couples. A column is
proposed once, and only where it can be written. What is proposed is only offered; ``making`` keeps what was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mappings.columns import Columns
from mappings.compile import Columns as Tables
from mappings.row_agreement import convertible
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side

_KEYS = frozenset({ColumnKind.GUID, ColumnKind.LOOKUP})
_NOT_A_WORD = re.compile(r"[\W_]+")
# What both systems keep for themselves.
_NEVER = frozenset({"id", "systemid", "integrationid", "statecode", "statuscode"})
LONGEST_NAME = 20


class Rule(StrEnum):
    """Why two columns are proposed for each other."""

    CAPTION = "caption"
    NAME = "name"
    RELATION = "relation"


@dataclass(frozen=True)
class Related:
    """Another mapping of the connection, by what it couples."""

    name: str
    bc_table: str
    dataverse_table: str


@dataclass(frozen=True)
class Proposal:
    """A row as it is offered. ``related`` is what carries its values over, where they are not the same; ``options``:
    which option is which has still to be said."""

    bc: Column
    dataverse: Column
    rule: Rule
    direction: Direction
    related: str = ""
    options: bool = False

    @property
    def key(self) -> str:
        """What it is called in a form."""
        return f"{self.bc.name}/{self.dataverse.name}"


def proposals(tables: Tables, direction: Direction, mappings: Iterable[Related]) -> list[Proposal]:
    """The rows to offer, in the order of the columns of Business Central."""
    taken: set[str] = set()
    found: list[Proposal] = []
    related = list(mappings)
    for bc in tables[Side.BC].values():
        one = next(_candidates(bc, tables[Side.DATAVERSE], direction, related, taken), None)
        if one:
            taken.add(one.dataverse.name)
            found.append(one)
    return found


def _candidates(
    bc: Column, columns: Columns, direction: Direction, mappings: list[Related], taken: set[str]
) -> Iterator[Proposal]:
    """What could be proposed for a column, best rule first."""
    there = [one for one in columns.values() if one.name not in taken and not _is_kept(one)]
    if _is_kept(bc):
        return
    for rule, belongs in ((Rule.CAPTION, _same_caption), (Rule.NAME, _same_name)):
        for one in there:
            if belongs(bc, one) and (way := _way(bc, one, direction)):
                if bc.kind is one.kind is ColumnKind.OPTION:
                    yield Proposal(bc, one, rule, way, options=True)
                elif bc.kind not in _KEYS and convertible(bc, one):
                    yield Proposal(bc, one, rule, way)
    for one in there:
        for mapping in mappings:
            if _leads_to(bc, one, mapping) and (way := _way(bc, one, direction)):
                yield Proposal(bc, one, Rule.RELATION, way, mapping.name)


def _way(bc: Column, dataverse: Column, wanted: Direction) -> Direction | None:
    """The way a row can flow: that of the mapping, or the part of it where the column can be written."""
    sides = {Side.BC: bc.updatable or bc.creatable, Side.DATAVERSE: dataverse.updatable or dataverse.creatable}
    open_to = [side for side in Side if wanted.flows_to(side) and sides[side]]
    if len(open_to) == 2:
        return Direction.BIDIRECTIONAL
    return {Side.BC: Direction.TO_BC, Side.DATAVERSE: Direction.TO_DATAVERSE}[open_to[0]] if open_to else None


def _is_kept(column: Column) -> bool:
    """Whether a column belongs to its system alone."""
    return column.name.casefold() in _NEVER


def _same_caption(bc: Column, dataverse: Column) -> bool:
    return bool(_plain(bc.caption)) and _plain(bc.caption) == _plain(dataverse.caption)


def _same_name(bc: Column, dataverse: Column) -> bool:
    """Names but for the prefix of whoever added a column to Dataverse."""
    name = _plain(dataverse.name)
    return _plain(bc.name) in (name, _plain(dataverse.name.partition("_")[2]))


def _leads_to(bc: Column, dataverse: Column, mapping: Related) -> bool:
    """Whether a key of each side leads to what the mapping couples."""
    if bc.kind not in _KEYS or dataverse.target != mapping.dataverse_table:
        return False
    return bc.target == mapping.bc_table or _plain(bc.name) == f"{_one_of(mapping.bc_table)}id"


def _one_of(table: str) -> str:
    """The name of a row: ``currencies`` holds currencies, each a ``currency``."""
    name = table.casefold()
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub("", text.casefold())
