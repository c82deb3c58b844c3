"""Finding a record by what a person calls it: its key, its number or its name, on either side of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from couplings.models import RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from mappings.models import TableMapping
from syncadmin.engine.values import Side

MOST = 10


def find_pairs(mapping: TableMapping, called: str) -> list[KnownPair]:
    """The pairs of the records called so: by key, else by number (that of a BC record before that of a Dataverse one),
    else by name; none, one, or the first of several."""
    if key := key_in(called):
        pairs = [one for side in Side for one in pairs_of(mapping, side, [key])]
        return [one for one in pairs if one.coupling or one.bc or one.dataverse][:1]
    numbers = [{"number": called, "side": side.value} for side in Side]
    for wanted in (*numbers, {"title": called}, {"title__iexact": called}):
        rows = RemoteRecord.objects.filter(mapping=mapping, **wanted).order_by("deleted", "side", "key")[:MOST]
        if found := list(rows):
            return _pairs(mapping, [one for one in found if not one.deleted] or found)
    return []


def key_in(called: str) -> UUID | None:
    """The key a text is, if it is one."""
    try:
        return UUID(called) if "-" in called else None
    except ValueError:
        return None


def _pairs(mapping: TableMapping, rows: Sequence[RemoteRecord]) -> list[KnownPair]:
    """The pairs these rows belong to; both records of a coupling are one pair."""
    keys = {side: [one.key for one in rows if one.side == side.value] for side in Side}
    return list({one.pair.key: one for side in Side for one in pairs_of(mapping, side, keys[side])}.values())
