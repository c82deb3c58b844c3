"""Which mappings are run by that of their documents only: lines that go one way never change by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.models import TableMapping
from syncadmin.engine.mapping import Direction


def document_of(mapping: TableMapping) -> TableMapping | None:
    """The mapping whose runs write the lines of this one, if nothing else does."""
    if mapping.direction == Direction.BIDIRECTIONAL:
        return None
    return TableMapping.objects.filter(connection=mapping.connection_id, lines=mapping.name).first()


def documents_among(mappings: Iterable[TableMapping]) -> dict[int, TableMapping]:
    """The same for several mappings at once, by the number of those that have one."""
    mappings = list(mappings)
    found = {(one.connection_id, one.lines): one for one in mappings if one.lines}
    one_way = [one for one in mappings if one.direction != Direction.BIDIRECTIONAL]
    return {one.pk: found[one.connection_id, one.name] for one in one_way if (one.connection_id, one.name) in found}
