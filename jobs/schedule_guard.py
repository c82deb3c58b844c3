"""The guard against two people changing the same Job Queue Entry: what was seen of it, and who changed it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jobs.schedule_models import Schedule
from mappings.models import TableMapping
from mappings.parts import ChangedMeanwhile, digest
from syncadmin.audit.models import Change
from syncadmin.ui.meanwhile import refuse_stale, saved_words

_RHYTHM = ("every", "idle_after", "weekdays", "starting_time", "ending_time", "undisturbed")


def seen_of(mapping: TableMapping) -> str:
    """A short text that is the same as long as the rhythm of a mapping is."""
    schedule = Schedule.objects.filter(mapping=mapping).first() or Schedule(mapping=mapping)
    return digest([str(getattr(schedule, name)) for name in _RHYTHM])


@contextmanager
def guarded(mapping: TableMapping, seen: str) -> Iterator[None]:
    """What happens within changes the rhythm that was seen, or ChangedMeanwhile is raised; a blank text is nobody's."""
    with transaction.atomic():
        list(Schedule.objects.select_for_update().filter(mapping=mapping))
        if seen and seen != seen_of(mapping):
            raise ChangedMeanwhile
        yield


def refuse(form: forms.BaseForm, mapping: TableMapping) -> None:
    """Say in a form who changed the entry and what; its next *Save* replaces that."""
    changes = Change.objects.filter(kind=Change.Kind.SCHEDULE, key=str(mapping.pk))
    last = next((one for one in changes[:20] if any(edit[0] in _RHYTHM for edit in one.edits)), None)
    said = saved_words(last.who, last.at) if last else saved_words("", None)
    edits = [_edit(one) for one in last.edits if one[0] in _RHYTHM] if last else []
    refuse_stale(form, said, edits, seen=seen_of(mapping))


def _edit(edit: list[Any]) -> str:
    name, before, after = edit
    caption = capfirst(str(Schedule._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return f"{caption}: {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return str(_("blank") if value in (None, "") else value)
