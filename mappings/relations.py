"""Which related mappings a field row can choose from. Whether a choice fits its columns is judged in ``agreement``."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mappings.models import TableMapping
from syncadmin.engine.links import SEPARATOR


def relation_choices(mapping: TableMapping, kept: str = "") -> list[tuple[str, str]]:
    """None, the other mappings and the option mappings of the connection, and what a row has ``kept`` so far."""
    names = {one for choice in _related_tables(mapping) for one in choice}
    names |= set(mapping.connection.option_mappings.values_list("name", flat=True)) | {kept}
    return [("", _("None: the value is the same on both sides")), *((one, one) for one in sorted(names) if one)]


def _related_tables(mapping: TableMapping) -> Iterator[tuple[str, ...]]:
    """The other mappings; those that share a Dataverse table also together, since a lookup may lead to each."""
    by_table: dict[str, list[str]] = {}
    for one in mapping.connection.mappings.exclude(pk=mapping.pk).order_by("name"):
        by_table.setdefault(one.dataverse_table, []).append(one.name)
    for names in by_table.values():
        yield (*names, SEPARATOR.join(names))
