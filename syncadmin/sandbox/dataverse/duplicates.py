"""Dataverse's duplicate detection: rules somebody published, and clients that ask for them to be minded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call
from ..store import Row, Selection
from .errors import Failure

if TYPE_CHECKING:
    from .service import Dataverse

HEADER = "mscrm.suppressduplicatedetection"


def check(service: Dataverse, call: Call, table: Table, values: Row, before: Row | None) -> None:
    """Refuse values that make a row look like another one by a rule, if the client asks for it; raises Failure."""
    name = service.options.duplicate_rules.get(table.name)
    if name not in values or call.header(HEADER).lower() != "false":
        return
    stored = service.store.schema.intake(table).clean({name: values[name]})[name]
    if stored is None:
        return
    is_text = isinstance(stored, str)
    where = f'fold("{name}") = ?' if is_text else f'"{name}" = ?'
    selection = Selection(table, (table.key,), where, (str(stored).casefold() if is_text else stored,), limit=2)
    if any(key != (before[table.key] if before else None) for (key,) in service.store.select(selection)):
        raise Failure(
            412, "0x80040333", "A record was not created or updated because a duplicate of it already exists."
        )
