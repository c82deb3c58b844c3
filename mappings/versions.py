"""Keeping a version of a mapping with each change, and giving it back.

Versions are kept by what all changes pass: ``changing.look_again``, or ``versioned`` around changes that mean nothing
for the next run. What was changed by another way is noted before the next change, without a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from mappings.definition import Definition, define
from mappings.models import TableMapping
from mappings.version_models import MappingVersion
from syncadmin.audit.author import author
from syncadmin.audit.models import Change
from syncadmin.audit.recording import record

MOST_VERSIONS = 50


def keep_version(mapping: TableMapping, before: Definition | None, after: Definition) -> None:
    """Keep how a mapping is defined now, if that is another way than before."""
    latest = mapping.versions.first()
    now = timezone.now()
    if before is not None and before != after and (latest is None or latest.definition != before):
        MappingVersion.objects.create(mapping=mapping, at=now, definition=before)
        latest = None
    if before != after and (latest is None or latest.definition != after):
        made = MappingVersion.objects.create(mapping=mapping, at=now, by=author(), definition=after)
        event = Change.Event.CREATED if before is None else Change.Event.CHANGED
        record(Change.Kind.MAPPING, event, mapping, version=made.pk)
        old = mapping.versions.values_list("pk", flat=True)[MOST_VERSIONS:]
        MappingVersion.objects.filter(pk__in=list(old)).delete()


@contextmanager
def versioned(mapping: TableMapping) -> Iterator[None]:
    """Keep a version if what happens within changes the mapping."""
    with transaction.atomic():
        before = define(TableMapping.objects.get(pk=mapping.pk))
        yield
        keep_version(mapping, before, define(TableMapping.objects.get(pk=mapping.pk)))
