"""What somebody is told who saves a part of a mapping that somebody else changed: by whom, when, and what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from mappings.definition import Definition, define
from mappings.definition_words import differences
from mappings.field_services import state_of_options
from mappings.models import FieldMapping, TableMapping
from mappings.option_form import OptionForm
from mappings.parts import Part, digest
from mappings.version_models import MappingVersion
from syncadmin.ui.meanwhile import refuse_stale, saved_words


def refuse(form: forms.BaseForm, mapping: TableMapping, part: Part, seen: str = "") -> None:
    """Say in a form what happened to its part, and let its next *Save* replace that."""
    current = TableMapping.objects.get(pk=mapping.pk)
    found = changed_meanwhile(current, part, seen)
    refuse_stale(form, saved_words(found.who, found.at), found.changes, seen=part.seen(current))


def refuse_options(form: OptionForm, row: FieldMapping) -> None:
    """The same for the lines of an option mapping."""
    found = changed_meanwhile(row.mapping, Part(option=form.name))
    seen = state_of_options(row.mapping.connection, form.name)
    refuse_stale(form, saved_words(found.who, found.at), found.changes, seen=seen)


def saved_meanwhile(mapping: TableMapping, part: Part) -> str:
    """Who changed a part last, in words."""
    found = changed_meanwhile(mapping, part)
    return saved_words(found.who, found.at)


@dataclass(frozen=True)
class Meanwhile:
    """Who changed a part last and when, as far as that is known, and what it changed since it was seen."""

    who: str = ""
    at: datetime | None = None
    changes: Sequence[str] = ()


def changed_meanwhile(mapping: TableMapping, part: Part, seen: str = "") -> Meanwhile:
    """What the versions of a mapping say of its part."""
    whole = define(mapping)
    now = part.of(whole)
    versions = list(mapping.versions.select_related("by"))
    last, older = _last_change(versions, part, now)
    if last is None or older is None:
        return Meanwhile()
    before = next((found for one in versions if digest(found := part.of(one.definition)) == seen), older)
    who = last.by.get_username() if last.by else ""
    return Meanwhile(who, last.at, tuple(map(str, differences(_only(whole, before), _only(whole, now), mapping))))


def _last_change(
    versions: Sequence[MappingVersion], part: Part, now: dict[str, Any]
) -> tuple[MappingVersion | None, dict[str, Any] | None]:
    """The version that made the part what it is, and what the part was before."""
    last = None
    for one in versions:
        found = part.of(one.definition)
        if found != now:
            return last, found
        last = one
    return last, None


def _only(whole: Definition, part: dict[str, Any]) -> Definition:
    """A definition that differs from others in this part at most."""
    return {**whole, "fields": [], "options": {}, **part}
