"""Definitions of mappings on the command line: exported, compared with a file, imported from one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.definition import Definition, define
from mappings.definition_words import differences
from mappings.models import TableMapping
from mappings.portable import definitions_for, file_of
from mappings.transfer import existing, require_same_tables, seen_of, take_over
from mappings.wording import consequence_words
from syncadmin.connections.models import Connection


@dataclass(frozen=True)
class Said:
    """What a command prints, for people and as JSON; ``changes`` is how many differences there are."""

    text: str
    document: Any
    changes: int = 0


def exported(connection: Connection, names: Iterable[str] = ()) -> Said:
    """All mappings of a connection, or those of these names."""
    rows = connection.mappings.filter(name__in=list(names)) if names else connection.mappings.all()
    text = file_of(connection, rows)
    return Said(text.rstrip("\n"), json.loads(text))


def compared(connection: Connection, path: Path) -> Said:
    """What a file would change; raises OSError, BadFile or OtherTables."""
    found = _differences(connection, _read(connection, path))
    number = sum(map(len, found.values()))
    lines = [f"{name}: {change}" for name, changes in found.items() for change in changes]
    return Said("\n".join(lines) or "Nothing would change.", {"mappings": found}, number)


def imported(connection: Connection, path: Path) -> Said:
    """Take a file over; raises OSError, BadFile, OtherTables or ChangedMeanwhile."""
    definitions = _read(connection, path)
    found = _differences(connection, definitions)
    consequence = take_over(connection, definitions, seen_of(connection, definitions))
    number = sum(map(len, found.values()))
    names = ", ".join(found)
    text = f"{connection.name} has the mappings of the file: {names}. {consequence_words(consequence)}".strip()
    return Said(text, {"mappings": found, "looks_again": consequence.records}, number)


def _read(connection: Connection, path: Path) -> list[Definition]:
    definitions = definitions_for(connection, path.read_bytes())
    there = existing(connection, definitions)
    for one in definitions:
        if one["name"] in there:
            require_same_tables(there[one["name"]], one)
    return definitions


def _differences(connection: Connection, definitions: Iterable[Definition]) -> dict[str, list[str]]:
    definitions = list(definitions)
    there: dict[str, TableMapping] = existing(connection, definitions)
    known = {name: define(one) for name, one in there.items()}
    return {one["name"]: list(map(str, differences(known.get(one["name"]), one))) for one in definitions}
