"""*Change Log*: the versions of a mapping, what each of them changed, and giving one of them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mappings.definition import Definition, define
from mappings.definition_words import Difference, differences
from mappings.models import TableMapping
from mappings.parts import ChangedMeanwhile
from mappings.transfer import OtherTables, seen_of, take_over
from mappings.version_models import MappingVersion
from mappings.wording import consequence_words
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.fragments import done

_SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """A version with what it changed; the oldest one that is kept changed nothing that is known."""

    version: MappingVersion
    changes: Sequence[Difference]
    oldest: bool
    latest: bool

    @property
    def first_changes(self) -> Sequence[Difference]:
        """As many as the list shows."""
        return self.changes[:_SHOWN]

    @property
    def more(self) -> int:
        """How many the list does not show."""
        return max(0, len(self.changes) - _SHOWN)


@require_http_methods(["GET", "HEAD"])
@requires("mappings.view_tablemapping")
def change_log(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All versions that are kept, the latest first."""
    mapping = _mapping(pk)
    context = {"title": _("Change Log"), "mapping": mapping, "entries": _entries(mapping)}
    return render(request, "mappings/change_log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.view_tablemapping")
def version(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One version: what it changed, and what giving it back would change now; POST does that."""
    mapping = _mapping(pk)
    get_object_or_404(mapping.versions, pk=number)
    entry = next(one for one in _entries(mapping) if one.version.pk == number)
    if request.method == "POST":
        return check_access(request, "mappings.change_tablemapping") or _restore(request, mapping, entry)
    wanted = _wanted(mapping, entry.version)
    context = {
        "title": _("Version %(number)d") % {"number": number},
        "mapping": mapping,
        "entry": entry,
        "would_change": differences(define(mapping), wanted, mapping),
        "seen": seen_of(mapping.connection, [wanted]),
    }
    return render(request, "mappings/version.html", context)


def _restore(request: HttpRequest, mapping: TableMapping, entry: Entry) -> HttpResponseBase:
    wanted = _wanted(mapping, entry.version)
    here = reverse("mappings:version", args=[mapping.pk, entry.version.pk])
    try:
        found = take_over(mapping.connection, [wanted], request.POST.get("seen", ""))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else changed this meanwhile. Look at the differences again."))
        return done(request, here)
    except OtherTables:
        messages.error(request, _("This version is about other tables."))
        return done(request, here)
    messages.success(request, f"{_('The version is restored.')} {consequence_words(found)}".strip())
    return done(request, reverse("mappings:change_log", args=[mapping.pk]))


def _wanted(mapping: TableMapping, version: MappingVersion) -> Definition:
    """The version under the name the mapping has now, which others know it by."""
    return {**version.definition, "name": mapping.name}


def _entries(mapping: TableMapping) -> list[Entry]:
    versions = list(mapping.versions.select_related("by"))
    found = []
    for place, one in enumerate(versions):
        older: Any = versions[place + 1] if place + 1 < len(versions) else None
        changes = differences(older.definition, one.definition, mapping) if older else []
        found.append(Entry(one, changes, oldest=older is None, latest=place == 0))
    return found


def _mapping(pk: int) -> TableMapping:
    return get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
