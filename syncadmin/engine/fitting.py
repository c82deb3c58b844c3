"""Whether values can be written where they belong: why they cannot be carried over, and whether they fit there.

Nothing is ever cut silently.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side, Unlinked, Verdict


def unfit(mapping: TableMapping, side: Side, chosen: Iterable[Verdict]) -> Problem | None:
    """The problem with the first value that does not fit into its destination."""
    for one in chosen:
        field = mapping.by_id[one.field]
        limit = field.length(side)
        if limit and isinstance(one.result, str) and len(one.result) > limit:
            facts = {"system": SYSTEM_NAMES[side], "field": field.caption, "value": one.result}
            return Problem("value_too_long", {**facts, "length": str(len(one.result)), "limit": str(limit)})
    return None


def hindrance(mapping: TableMapping, verdicts: Iterable[Verdict], missing: Container[str] = ()) -> Problem | None:
    """The problem with the first value that cannot be carried over; ``missing`` are mappings that do not exist."""
    for one in verdicts:
        if one.hindrance is None:
            continue
        found, caption = one.hindrance, mapping.by_id[one.field].caption
        facts = {"system": SYSTEM_NAMES[found.side], "field": caption, "value": found.value}
        if isinstance(found, Unlinked):
            code = "relation_missing" if found.relation in missing else "waiting_for"
            return Problem(code, {**facts, "mapping": found.relation})
        return Problem("cannot_transform", {**facts, "message": found.why})
    return None
