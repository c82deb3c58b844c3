"""Which mappings would wait for each other in runs of several mappings."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.models import TableMapping
from syncadmin.engine.waves import arrange


def circle_of(mapping: TableMapping, dependencies: Sequence[str]) -> tuple[str, ...]:
    """The mappings that depend on each other if this one depends on these; none if that is in order."""
    known = {one.name: one.dependencies for one in mapping.connection.mappings.all()}
    found = next(one for one in arrange({**known, mapping.name: dependencies}) if one.name == mapping.name)
    return found.circle
