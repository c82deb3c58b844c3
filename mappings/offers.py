"""What the pages that map something offer to choose from: the tables of both systems, and the columns of one.

Everything is asked of the systems while somebody waits; a system that does not tell is a problem beside the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from functools import partial

from django.utils.translation import gettext as _

from mappings.columns import Columns, kind_words
from mappings.tables import TABLES
from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.contract import Column, TableFacts
from syncadmin.connections.models import Connection
from syncadmin.connections.needs import missing_settings
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

Offer = tuple[str, str]
Tables = Mapping[str, TableFacts]


def read_tables(connection: Connection) -> dict[Side, Tables | Problem]:
    """The tables of both systems, asked for at the same time; a problem for a side that does not tell."""
    missing = {side: missing_settings(connection, side) for side in Side}
    answers = ask({side: partial(_read, connection, side) for side in Side if not missing[side]})
    return {side: missing[side][0] if missing[side] else answers[side] for side in Side}


def table_offers(tables: Tables, side: Side) -> list[Offer]:
    """Name and description of every table that a mapping can be about, by description."""
    found = [(name, _table_words(name, facts, side)) for name, facts in tables.items() if not facts.parent]
    return sorted(found, key=lambda one: one[1].casefold())


def column_offers(columns: Columns) -> list[Offer]:
    """Name and description of every column, by description."""
    found = [(one.name, column_words(one)) for one in columns.values()]
    return sorted(found, key=lambda one: one[1].casefold())


def column_words(column: Column) -> str:
    """A column in a few words: what people call it, its type, and whether it has to be filled."""
    said = [column.caption or column.name, kind_words(column)]
    if column.required:
        said.append(_("required"))
    if column.target:
        said.append(_("leads to %(table)s") % {"table": column.target})
    return ", ".join(said)


def named(typed: str, offers: list[Offer]) -> str:
    """The name that somebody means who typed a name, or a caption that only one of them has; blank if there is none."""
    wanted = typed.strip().casefold()
    if exact := next((name for name, _words in offers if name.casefold() == wanted), ""):
        return exact
    captioned = [name for name, words in offers if words.partition(",")[0].casefold() == wanted]
    return captioned[0] if len(captioned) == 1 else ""


def _read(connection: Connection, side: Side) -> Tables:
    with closing(open_hurried(connection, side)) as client:
        return dict(client.tables())


def _table_words(name: str, facts: TableFacts, side: Side) -> str:
    known = TABLES.get((side, name))
    said = [facts.caption or (str(known.caption) if known else name)]
    if facts.custom:
        said.append(_("added by somebody"))
    if not facts.writable:
        said.append(_("read-only"))
    return ", ".join(said)
