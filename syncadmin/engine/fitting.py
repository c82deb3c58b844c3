"""Whether values can be written where they belong: why they cannot be carried over, and whether they fit there.

Nothing is ever cut silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Differing, Side, Unlinked, Verdict


def unfit(mapping: TableMapping, side: Side, chosen: Iterable[Verdict]) -> Problem | None:
    """The problem with the first value that does not fit into its destination, or that is needed there and missing."""
    for one in chosen:
        field = mapping.by_id[one.field]
        if field.needed is side.other and one.result is None:
            return Problem("value_missing", {"system": SYSTEM_NAMES[side.other], "field": field.caption})
        limit = field.length(side)
        if limit and isinstance(one.result, str) and len(one.result) > limit:
            facts = {"system": SYSTEM_NAMES[side], "field": field.caption, "value": one.result}
            return Problem("value_too_long", {**facts, "length": str(len(one.result)), "limit": str(limit)})
    return None


def hindrance(mapping: TableMapping, verdicts: Iterable[Verdict], links: Links = NO_LINKS) -> Problem | None:
    """The problem with the first value that cannot be carried over."""
    for one in verdicts:
        if one.hindrance is None:
            continue
        found, caption = one.hindrance, mapping.by_id[one.field].caption
        facts = {"system": SYSTEM_NAMES[found.side], "field": caption, "value": found.value}
        if isinstance(found, Unlinked):
            return _unlinked(found, facts, links)
        if isinstance(found, Differing):
            return Problem("field_differs", {**facts, "wanted": found.wanted})
        return Problem("cannot_transform", {**facts, "message": found.why})
    return None


def _unlinked(found: Unlinked, facts: Mapping[str, str], links: Links) -> Problem:
    """What a record waits for; a record that has a name goes by it, and its ``key`` stands beside."""
    code = "relation_missing" if found.relation in links.missing else "waiting_for"
    name = links.names.get((found.relation, found.value))
    told = {"value": name, "key": found.value} if name else {}
    return Problem(code, {**facts, **told, "mapping": found.relation})
