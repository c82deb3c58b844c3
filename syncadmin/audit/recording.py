"""Keeping changes: services call these within their transaction. Old ones go after so many days (a setting)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from syncadmin.audit.author import author
from syncadmin.audit.models import Change

Edit = tuple[str, object, object] | tuple[str]
_ENCODER = DjangoJSONEncoder()


def edits_between(before: Mapping[str, Any], after: Mapping[str, Any], secret: Collection[str] = ()) -> list[Edit]:
    """What differs, by field; of secrets only that they do."""
    found: list[Edit] = []
    for name, value in after.items():
        if before.get(name) != value:
            found.append((name,) if name in secret else (name, before.get(name), value))
    return found


def record(
    kind: Change.Kind,
    event: Change.Event,
    subject: models.Model,
    *,
    edits: Iterable[Edit] = (),
    version: int | None = None,
    by: User | None = None,
    by_itself: bool = False,
) -> Change:
    """Keep that somebody did this to something: the person named, else who is at work; nobody, if ``by_itself``."""
    person = None if by_itself else by or author()
    return Change.objects.create(
        by=person,
        who=person.get_username() if person else "",
        kind=kind,
        event=event,
        key=str(subject.pk),
        subject=str(subject)[:200],
        edits=[[one[0], *map(_plain, one[1:])] for one in edits],
        version=version,
    )


def forget_old() -> int:
    """Delete what is old enough; how many changes went. No days keep them for ever."""
    if not (days := settings.CHANGE_RETENTION_DAYS):
        return 0
    return Change.objects.filter(at__lt=timezone.now() - timedelta(days=days)).delete()[0]


def _plain(value: object) -> object:
    """As JSON keeps it."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict | list | tuple):
        return value
    try:
        return _ENCODER.default(value)
    except TypeError:
        return str(value)
