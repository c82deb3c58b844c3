"""The parts of a mapping that are edited on pages of their own, and the guard against two people changing the same one.

A page carries what it *saw* of its part as a short text, and is refused if the part is another one by the time it is
saved. What whoever saves is told then is in ``meanwhile``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from mappings.definition import Definition, define
from mappings.models import FieldMapping, TableMapping
from syncadmin.engine.brakes import Effect

_ROW = ("caption", "constant", "bc_property", "dataverse_column")
ROW_COLUMNS = (
    *("direction", "owner", "mode", "constant", "related_mapping", "default", "clear_on_failure", "not_null"),
    "rules",
)


class ChangedMeanwhile(Exception):
    """Somebody else changed the same setting since the page was shown."""


def digest(shown: object) -> str:
    """A short text that is the same as long as a setting is."""
    return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Part:
    """Settings of a mapping by ``names``, settings of its field rows by ``columns`` (of one ``row`` only, named by its
    two fields), or the lines of one option mapping."""

    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    row: tuple[str, str] | None = None
    option: str = ""

    def of(self, definition: Definition) -> dict[str, Any]:
        """This part of a definition; everything else is left out."""
        found: dict[str, Any] = {name: definition.get(name) for name in self.names}
        if self.columns:
            rows = [one for one in definition.get("fields", ()) if self.row in (None, _columns_of(one))]
            kept = (*_ROW, *self.columns)
            found["fields"] = [{name: one[name] for name in kept if name in one} for one in rows]
        if self.option:
            found["options"] = {self.option: definition.get("options", {}).get(self.option, [])}
        return found

    def seen(self, mapping: TableMapping) -> str:
        """A short text that is the same as long as the part is."""
        if self.columns or self.option:
            return digest(self.of(define(mapping)))
        return digest({name: getattr(mapping, name) for name in self.names})

    def check(self, mapping: TableMapping, seen: str) -> None:
        """Raise ChangedMeanwhile if the part is not what somebody saw; a blank text is nobody's."""
        if seen and seen != self.seen(mapping):
            raise ChangedMeanwhile


SETTINGS = Part(("direction", "only_coupled", "policy", "most_missing", "by_record", "deletion", "waits_quietly"))
GENERAL = Part(("name", "dependencies"))
FILTERS = Part(("filters",))
TEMPLATES = Part(("templates",))
ARCHIVE = Part(("archive",))
BRAKES = Part(tuple(f"most_{one}{part}" for one in Effect for part in ("", "_share")))
CRITERIA = Part(
    ("synchronize_matched", "create_unmatched", "match_first"), ("match_on", "match_case_sensitive", "match_priority")
)


def part_of_row(row: FieldMapping) -> Part:
    """What is edited on the page of a field row."""
    return Part(columns=ROW_COLUMNS, row=(row.bc_property, row.dataverse_column))


def _columns_of(row: Definition) -> tuple[str, str]:
    return row["bc_property"], row["dataverse_column"]
