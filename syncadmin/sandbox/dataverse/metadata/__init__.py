"""How Dataverse describes itself: service document, CSDL, and definitions of tables, columns, choices and relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exchange import Call, Reply
from .csdl import csdl
from .paths import answer, tables_of

if TYPE_CHECKING:
    from ..service import Dataverse

__all__ = ["answer", "document", "service_document"]


def service_document(service: Dataverse, call: Call) -> Reply:
    """The sets below the root."""
    sets = [{"name": table.entity_set, "kind": "EntitySet", "url": table.entity_set} for table in tables_of(service)]
    return Reply(200, {"@odata.context": f"{call.root}/$metadata", "value": sets})


def document(service: Dataverse, call: Call) -> Reply:
    """The CSDL document."""
    annotations = call.query.get("annotations", "").lower() == "true"
    return Reply(200, None, {"Content-Type": "application/xml"}, csdl(tables_of(service), annotations))
