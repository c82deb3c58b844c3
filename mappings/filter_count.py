"""How many records of a side satisfy some conditions, asked of the system itself while somebody waits.

Where the system cannot tell, the records that are kept are counted, as far as all fields were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from mappings.compile import columns_read
from mappings.models import TableMapping
from mappings.value_lines import Columns
from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.conditions import exact_filter
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.encoding import decode_values
from syncadmin.engine.mapping import Condition
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Side

MOST_KEPT = 20_000


@dataclass(frozen=True)
class Counted:
    """What is known of a side: how many records satisfy the conditions, of how many; nothing where it cannot be
    counted. ``kept``: they are the records that were last read. ``text`` is the filter as the system is asked, blank
    where it cannot be asked so."""

    matching: int | None = None
    total: int | None = None
    kept: bool = False
    text: str = ""
    problem: Problem | None = None


def count_side(mapping: TableMapping, side: Side, columns: Columns, conditions: Sequence[Condition]) -> Counted:
    """Count the records of one side."""
    text = filter_text(mapping, side, columns, conditions)
    answer = ask({side: partial(_count, mapping, side, conditions)})[side]
    if isinstance(answer, Problem):
        return Counted(text=text, problem=answer)
    if answer[0] is None and (found := _among_kept(mapping, side, conditions)):
        return Counted(*found, kept=True, text=text)
    return Counted(*answer, text=text)


def filter_text(mapping: TableMapping, side: Side, columns: Columns, conditions: Sequence[Condition]) -> str:
    """The conditions as OData; blank where the system cannot evaluate them all."""
    virtual = "." in mapping.table(side)  # options as a table
    if virtual or any(one.property not in columns or columns[one.property].derived for one in conditions):
        return ""
    table = Table(side, mapping.table(side), mapping.table(side), "", "", columns)
    return exact_filter(table, conditions) or ""


def _count(mapping: TableMapping, side: Side, conditions: Sequence[Condition]) -> tuple[int | None, int | None]:
    client = open_hurried(mapping.connection, side)
    with closing(client):
        matching = client.count(mapping.table(side), conditions)
        return matching, client.count(mapping.table(side)) if conditions else matching


def _among_kept(mapping: TableMapping, side: Side, conditions: Sequence[Condition]) -> tuple[int, int] | None:
    """How many of the kept records satisfy the conditions, of how many; None if that would not tell much."""
    rows = mapping.records.filter(side=side.value, deleted=False)
    total = int(rows.count())
    if not 0 < total <= MOST_KEPT or {one.property for one in conditions} - set(columns_read(mapping, side)):
        return None
    records = (Record(side, "", "", values=decode_values(one)) for one in rows.values_list("values", flat=True))
    return sum(all(one.admits(record) for one in conditions) for record in records), total
