"""The default mappings as data: read from ``defaults.toml``, and chosen by the settings of a connection.

What of them is written where is in ``defaults``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from syncadmin.connections.models import DECIDE_MAPPINGS, Connection

_FILE = Path(__file__).with_name("defaults.toml")
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class DefaultField:
    """One row: ``way`` is its direction as the file writes it, ``more`` what it says besides."""

    caption: str
    bc: str
    dataverse: str
    way: str
    more: Settings

    @property
    def key(self) -> tuple[str, str]:
        """By what the row is known among the rows of its mapping."""
        return self.bc, self.dataverse


@dataclass(frozen=True)
class Default:
    """One mapping as a connection gets it. ``scheduled`` says whether it has a job queue entry."""

    name: str
    bc_table: str
    dataverse_table: str
    direction: str
    only_coupled: bool
    policy: str
    fields: tuple[DefaultField, ...]
    variant: str = ""
    deletion: str = "ask"
    archive: Settings = field(default_factory=dict)
    match_first: bool = False
    waits_quietly: bool = False
    create_unmatched: bool = False
    synchronize_matched: bool = False
    filters: tuple[Settings, ...] = ()
    templates: tuple[Settings, ...] = ()
    dependencies: tuple[str, ...] = ()
    lines: str = ""
    own_company: bool = False
    idle_after: int = 0
    scheduled: bool = True
    when: Settings = field(default_factory=dict)


@cache
def default_mappings() -> list[dict[str, Any]]:
    """The file as it stands: one table per mapping."""
    mappings: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["mapping"]
    return mappings


def all_defaults() -> list[dict[str, Any]]:
    """All mappings for whoever reads them outside, whatever the settings: names, tables, filters and rows by name."""
    return [{"variant": "", **one, "fields": [_named(*row) for row in one["fields"]]} for one in default_mappings()]


def _named(caption: str, bc: str, dataverse: str, way: str, more: Settings) -> dict[str, Any]:
    return {"caption": caption, "bc_property": bc, "dataverse_column": dataverse, "direction": way, **more}


def settings_of(connection: Connection) -> dict[str, Any]:
    """What of a connection decides which defaults it gets."""
    return {name: getattr(connection, name) for name in DECIDE_MAPPINGS}


def defaults_of(settings: Settings) -> list[Default]:
    """The mappings that belong to these settings, with the rows and dependencies that do."""
    belonging = [one for one in default_mappings() if _belongs(one.get("when"), settings)]
    names = {one["name"] for one in belonging}
    return [_default(one, settings, names) for one in belonging]


def _default(stored: Mapping[str, Any], settings: Settings, names: Iterable[str]) -> Default:
    scheduled = stored.get("scheduled", True)
    chosen = {
        "fields": tuple(_field(*row) for row in stored["fields"] if _belongs(_more(row).get("when"), settings)),
        "dependencies": tuple(one for one in _dependencies(stored, settings) if one in names),
        "filters": tuple(_filter(one) for one in stored.get("filters", ()) if _belongs(one.get("when"), settings)),
        "templates": tuple(stored.get("templates", ())),
        "scheduled": scheduled if isinstance(scheduled, bool) else _belongs(scheduled, settings),
    }
    return Default(**{**stored, **chosen})


def _field(caption: str, bc: str, dataverse: str, way: str, more: Settings) -> DefaultField:
    return DefaultField(caption, bc, dataverse, way, {name: one for name, one in more.items() if name != "when"})


def _filter(stored: Settings) -> Settings:
    return {name: one for name, one in stored.items() if name != "when"}


def _more(row: list[Any]) -> Settings:
    more: Settings = row[4]
    return more


def _dependencies(stored: Mapping[str, Any], settings: Settings) -> Iterable[str]:
    for one in stored.get("dependencies", ()):
        if isinstance(one, str):
            yield one
        elif _belongs(one["when"], settings):
            yield one["name"]


def _belongs(when: Settings | None, settings: Settings) -> bool:
    return all(settings[name] == wanted for name, wanted in (when or {}).items())
