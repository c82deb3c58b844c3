"""Documents that were posted: they are gone from their own table, and the posted ones say from which they come.

What follows from it is decided in ``engine.deletion``.
"""

from __future__ import annotations

from collections.abc import Sequence

from syncadmin.connections.clients.contract import Remote

# Where to look, and for which column: the first of the tables that is there.
_POSTED = {"salesOrders": (("postedSalesInvoices", "orderId"), ("salesInvoices", "orderId"))}


def is_posted(table: str) -> bool:
    """Whether rows of a table go away by being posted."""
    return table in _POSTED


def posted(remote: Remote, table: str, keys: Sequence[str]) -> set[str]:
    """Those of the rows which are gone that were posted."""
    there = remote.tables() if is_posted(table) else {}
    for name, column in _POSTED.get(table, ()):
        if name in there and column in remote.columns(name):
            return {str(one.values[column]) for one in remote.find(name, [column], column, keys)}
    return set()
