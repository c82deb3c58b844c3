"""Changes in words: fields by their captions, values as people read them; mappings by what their versions say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, OuterRef, Subquery
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jobs.alerts.models import Recipient
from jobs.roles import CAPTIONS
from jobs.schedule_models import Schedule
from mappings.definition_words import differences
from mappings.models import TableMapping
from mappings.version_models import MappingVersion
from syncadmin.audit.models import Change
from syncadmin.connections.models import Connection
from syncadmin.connections.steps import SYSTEMS
from syncadmin.engine.values import Side

_MODELS: Mapping[str, type[Model]] = {
    Change.Kind.CONNECTION: Connection,
    Change.Kind.SCHEDULE: Schedule,
    Change.Kind.USER: User,
    Change.Kind.SETTINGS: Recipient,
}
_SHOWN = 6


@dataclass(frozen=True)
class Told:
    """A change in words: its lines, where its subject is shown, and the page of the version it made."""

    lines: Sequence[str]
    url: str = ""
    version_url: str = ""

    @property
    def first(self) -> Sequence[str]:
        """As many as a list shows."""
        return self.lines[:_SHOWN]

    @property
    def more(self) -> int:
        """How many it does not."""
        return max(0, len(self.lines) - _SHOWN)


def tell(changes: Iterable[Change]) -> dict[int, Told]:
    """What each of these changes means, by its key; the same few queries for however many."""
    changes = list(changes)
    versions, there = _versions(changes), _there(changes)
    return {one.pk: _told(one, versions.get(one.version or 0), there) for one in changes}


def _told(one: Change, version: MappingVersion | None, there: Mapping[str, set[str]]) -> Told:
    url = _url(one) if one.key in there.get(one.kind, ()) else ""
    if one.kind != Change.Kind.MAPPING:
        return Told([_line(one, edit) for edit in one.edits], url)
    if version is None:
        gone = one.version and one.event == Change.Event.CHANGED
        return Told([_("The version is not kept any more.")] if gone else [], url)
    page = reverse("mappings:version", args=[version.mapping_id, version.pk])
    before = getattr(version, "before", None)
    return Told([str(each) for each in differences(before, version.definition)] if before else [], url, page)


def _line(one: Change, edit: Sequence[Any]) -> str:
    caption = _caption(one.kind, edit[0])
    if len(edit) < 3:
        return _("%(field)s was changed.") % {"field": caption}
    shown = {"field": caption, "old": _shown(one.kind, edit[0], edit[1]), "new": _shown(one.kind, edit[0], edit[2])}
    if one.event in (Change.Event.CREATED, Change.Event.DISABLED):
        return f"{shown['field']}: {shown['new']}"
    return _("%(field)s: %(old)s → %(new)s") % shown


def _caption(kind: str, name: str) -> str:
    if name == "role":
        return _("Role")
    field = _field(kind, name)
    caption = str(capfirst(str(getattr(field, "verbose_name", name))))
    system = {"bc": SYSTEMS[Side.BC], "dataverse": SYSTEMS[Side.DATAVERSE]}.get(name.partition("_")[0])
    return f"{system}: {caption}" if system and kind == Change.Kind.CONNECTION else caption


def _shown(kind: str, name: str, value: Any) -> str:
    if value is None or value == "":
        return _("blank")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "role":
        return str(CAPTIONS.get(value, value))
    choices = dict(getattr(_field(kind, name), "flatchoices", ()))
    return str(choices.get(value, value))


def _field(kind: str, name: str) -> Any:
    model = _MODELS.get(kind)
    fields = {one.name: one for one in model._meta.get_fields()} if model else {}
    return fields.get(name)


def _url(one: Change) -> str:
    names = {
        Change.Kind.CONNECTION: "connections:detail",
        Change.Kind.MAPPING: "mappings:detail",
        Change.Kind.SCHEDULE: "jobs:schedule",
        Change.Kind.USER: "jobs:user",
    }
    name = names.get(Change.Kind(one.kind))
    return reverse(name, args=[one.key]) if name else ""


def _versions(changes: Sequence[Change]) -> dict[int, MappingVersion]:
    """The versions that these changes made, each with the definition ``before`` it."""
    keys = [one.version for one in changes if one.version]
    earlier = MappingVersion.objects.filter(mapping=OuterRef("mapping"), pk__lt=OuterRef("pk")).order_by("-pk")
    rows = MappingVersion.objects.filter(pk__in=keys).annotate(before=Subquery(earlier.values("definition")[:1]))
    return {one.pk: one for one in rows}


def _there(changes: Sequence[Change]) -> dict[str, set[str]]:
    """By kind, the keys of what still exists."""
    models: dict[str, type[Model]] = {
        Change.Kind.CONNECTION: Connection,
        Change.Kind.MAPPING: TableMapping,
        Change.Kind.SCHEDULE: TableMapping,
        Change.Kind.USER: User,
    }
    found = {}
    for kind, model in models.items():
        keys = {int(one.key) for one in changes if one.kind == kind and one.key.isdecimal()}
        rows = model._default_manager.filter(pk__in=keys) if keys else model._default_manager.none()
        found[str(kind)] = {str(key) for key in rows.values_list("pk", flat=True)}
    return found
