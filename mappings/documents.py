"""Which mappings are run by that of their documents only: lines that go one way never change by themselves."""

from __future__ import annotations

from mappings.models import TableMapping
from syncadmin.engine.mapping import Direction


def document_of(mapping: TableMapping) -> TableMapping | None:
    """The mapping whose runs write the lines of this one, if nothing else does."""
    if mapping.direction == Direction.BIDIRECTIONAL:
        return None
    return TableMapping.objects.filter(connection=mapping.connection_id, lines=mapping.name).first()
