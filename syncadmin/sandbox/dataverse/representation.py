"""One row of Dataverse as it is answered: the selected columns, annotations, and what is expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call, Reply
from ..reading import selected
from ..store import Row
from . import annotating, expanding, paging

if TYPE_CHECKING:
    from .service import Dataverse


def representation(service: Dataverse, call: Call, table: Table, row: Row, status: int) -> Reply:
    """The answer that shows a row."""
    names = paging.chosen(selected(call.query.get("$select", ""), table), table)
    expansions = expanding.expansions_of(service, call.query.get("$expand", ""), table)
    extra = expanding.hidden(expansions, names)
    value: Row = {"@odata.context": paging.context(call, table, names, single=True)}
    shown: Row = {"@odata.etag": row["@odata.etag"], **{name: row[name] for name in (*names, *extra)}}
    asking = expanding.Asking(service, call, service.options.dataverse_page)
    value.update(expanding.shown(asking, table, [shown], expansions, extra)[0])
    heeded = ("return=representation",) if call.method != "GET" else ()
    return Reply(status, value, {"ETag": str(row["@odata.etag"]), **annotating.applied(call, *heeded)})
