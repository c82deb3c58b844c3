"""Dataverse's Web API v9.2: which address means what, for single requests and those inside a batch.

Rows are read and written in `entities`, bulk messages in `multiple`, batches in `batch`, descriptions in `metadata`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from ..columns import DATAVERSE, Table
from ..exchange import BadJson, Call, Reply
from ..literals import BadFilter, UnknownProperty
from ..options import Options
from ..store import EDITOR, Store
from ..values import Refused
from . import batch, entities, metadata, multiple
from .errors import PAYLOAD, PROPERTY, Failure, no_such_segment, not_allowed, refusal, unknown_property

SEGMENT = re.compile(r"(?P<name>[$\w.]+)(?:\((?P<key>.*)\))?", re.DOTALL)
BULK = "Microsoft.Dynamics.CRM."


class Dataverse:
    """One organisation."""

    def __init__(self, store: Store, options: Options) -> None:
        self.store = store
        self.options = options

    def answer(self, call: Call) -> Reply:
        """What the service answers to a request; never an exception for anything a client can send."""
        try:
            reply = batch.answer(self, call) if call.path == "$batch" else _route(self, call)
        except Failure as failure:
            reply = failure.reply()
        except Refused as refused:
            reply = refusal(refused, self.table_of(call)).reply()
        except UnknownProperty as error:
            reply = unknown_property(error.name, self.table_of(call).entity).reply()
        except BadFilter as error:
            reply = Failure(400, PROPERTY, str(error)).reply()
        except BadJson as error:
            reply = Failure(400, PAYLOAD, f"Error identified in Payload: {error}").reply()
        return reply

    def editor(self) -> str:
        """The user behind the client's application."""
        return self.store.fact(EDITOR) or ""

    def table(self, entity_set: str) -> Table | None:
        """A table by its entity set."""
        return self.store.sets(DATAVERSE).get(entity_set)

    def table_of(self, call: Call) -> Table:
        """The table a request is about; accounts where it cannot be told."""
        return self.table(call.path.partition("/")[0].partition("(")[0]) or self.store.tables["account"]


def split(path: str) -> list[str]:
    """A path at its slashes, but not at those inside a key."""
    return [part for part in re.split(r"/(?![^(]*\))", path) if part]


def _route(service: Dataverse, call: Call) -> Reply:
    parts = split(call.path)
    matches = [SEGMENT.fullmatch(part) for part in parts]
    if not parts:
        return _only_get(call, metadata.service_document(call))
    first = matches[0]
    if first is None:
        raise no_such_segment(parts[0])
    special = SPECIAL.get(first["name"])
    if special is not None:
        return _only_get(call, special(service, call))
    table = service.table(first["name"])
    if table is None:
        raise no_such_segment(first["name"])
    if first["key"] is None:
        return _set_route(service, call, table, parts[1:])
    return _row_route(service, call, table, first["key"], parts[1:])


def _set_route(service: Dataverse, call: Call, table: Table, rest: list[str]) -> Reply:
    if not rest:
        return entities.collection(service, call, table)
    if rest == ["$count"]:
        return _only_get(call, entities.count(service, call, table))
    work = multiple.MESSAGES.get(rest[0].removeprefix(BULK)) if rest[0].startswith(BULK) else None
    if work is None or len(rest) > 1:
        raise no_such_segment(rest[0])
    if call.method != "POST":
        raise no_such_segment(rest[0])
    return work(service, call, table)


def _row_route(service: Dataverse, call: Call, table: Table, key: str, rest: list[str]) -> Reply:
    if not rest:
        return entities.single(service, call, table, key)
    if len(rest) == 1 or rest[1:] == ["$value"]:
        return entities.column(service, call, table, key, rest)
    raise no_such_segment(rest[1])


def _who_am_i(service: Dataverse, call: Call) -> Reply:
    if call.method != "GET":
        raise no_such_segment("WhoAmI")
    user = service.store.stored("systemuser", service.editor()) or {}
    organization = service.store.find("organization", limit=1)
    return Reply(
        200,
        {
            "@odata.context": f"{call.root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse",
            "BusinessUnitId": user.get("_businessunitid_value"),
            "UserId": service.editor(),
            "OrganizationId": organization[0]["organizationid"] if organization else None,
        },
    )


def _version(service: Dataverse, call: Call) -> Reply:
    del service
    host = urlsplit(call.root).netloc
    return Reply(200, {"@odata.context": f"{call.root}/$metadata#RetrieveVersionResponse", "Version": f"9.2 {host}"})


def _definitions(service: Dataverse, call: Call) -> Reply:
    return metadata.answer(service, call, split(call.path))


def _document(service: Dataverse, call: Call) -> Reply:
    del service, call
    return metadata.document()


SPECIAL: dict[str, Callable[[Dataverse, Call], Reply]] = {
    "WhoAmI": _who_am_i,
    "RetrieveVersion": _version,
    "EntityDefinitions": _definitions,
    "$metadata": _document,
}


def _only_get(call: Call, reply: Reply) -> Reply:
    if call.method != "GET":
        raise not_allowed(call.method)
    return reply
