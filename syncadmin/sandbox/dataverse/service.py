"""Dataverse's Web API v9.2: which address means what, for single requests and those inside a batch.

Rows are read and written in `entities`, bulk messages in `multiple`, batches in `batch`, descriptions in `metadata`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from ..columns import DATAVERSE, Table
from ..delivery import Deliveries
from ..exchange import BadJson, Call, Disturbed, Reply, undisturbed
from ..literals import BadFilter, UnknownProperty
from ..options import Options
from ..permissions import Right, hidden_rows
from ..store import EDITOR, Store
from ..values import Refused
from . import batch, entities, metadata, multiple, navigation, option_actions, privileges, totals
from .callers import caller_of
from .contexts import TAG
from .errors import PAYLOAD, PROPERTY, Failure, no_such_segment, not_allowed, refusal, unknown_property
from .permitting import permit
from .webhooks import Webhooks

SEGMENT = re.compile(r"(?P<name>[$\w.]+)(?:\((?P<key>.*)\))?", re.DOTALL)
LONGEST, LONGEST_IN_BATCH = 32_768, 65_536
BULK = "Microsoft.Dynamics.CRM."


class Dataverse:
    """One organisation."""

    def __init__(self, store: Store, options: Options, deliveries: Deliveries) -> None:
        self._store = store
        self.options = options
        self.webhooks = Webhooks(store, options, deliveries)
        self.disturbed: Disturbed = undisturbed

    @property
    def store(self) -> Store:
        """The rows, as far as the application may read them."""
        if not self.options.rights:
            return self._store
        return self._store.narrowed(hidden_rows(self.options.rights, self._store.tables, self.editor()))

    def operation(self, call: Call) -> Reply:
        """What the service answers to an operation of a batch, which may be disturbed."""
        return self.disturbed(call, self.answer)

    def answer(self, call: Call) -> Reply:
        """What the service answers to a request; never an exception for anything a client can send."""
        mark = TAG.set(call.query.get("tag", TAG.get()))
        try:
            _check_length(call)
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
        finally:
            TAG.reset(mark)
        return reply

    def editor(self) -> str:
        """The user behind the client's application."""
        return self._store.fact(EDITOR) or ""

    def table(self, entity_set: str) -> Table | None:
        """A table by its entity set."""
        return self.store.sets(DATAVERSE).get(entity_set)

    def table_of(self, call: Call) -> Table:
        """The table a request is about; accounts where it cannot be told."""
        return self.table(call.path.partition("/")[0].partition("(")[0]) or self.store.tables["account"]


def _check_length(call: Call) -> None:
    """Addresses have their limits, which are wider inside a batch."""
    if len(call.url) > (LONGEST_IN_BATCH if call.batched else LONGEST):
        raise Failure(414, "0x0", "The request URI is too long.")


def split(path: str) -> list[str]:
    """A path at its slashes, but not at those inside a key."""
    return [part for part in re.split(r"/(?![^(]*\))", path) if part]


def _route(service: Dataverse, call: Call) -> Reply:
    parts = split(call.path)
    if not parts:
        return _only_get(call, metadata.service_document(service, call))
    first = SEGMENT.fullmatch(parts[0])
    if first is None:
        raise no_such_segment(parts[0])
    if first["name"] in FUNCTIONS:
        return FUNCTIONS[first["name"]](service, call, first["key"] or "")
    if first["name"] in SPECIAL:
        return _only_get(call, SPECIAL[first["name"]](service, call))
    table = service.table(first["name"])
    if table is None:
        raise no_such_segment(first["name"])
    if call.method == "GET":
        permit(service, table, Right.READ)
    if first["key"] is None:
        return _set_route(service, call, table, parts[1:])
    return _row_route(service, call, table, first["key"], parts[1:])


def _set_route(service: Dataverse, call: Call, table: Table, rest: list[str]) -> Reply:
    if not rest:
        return entities.collection(service, call, table)
    if rest == ["$count"]:
        return _only_get(call, entities.count(service, call, table))
    work = multiple.MESSAGES.get(rest[0].removeprefix(BULK)) if rest[0].startswith(BULK) else None
    if work is None or len(rest) > 1 or call.method != "POST":
        raise no_such_segment(rest[0])
    return work(service, call, table)


def _row_route(service: Dataverse, call: Call, table: Table, key: str, rest: list[str]) -> Reply:
    if not rest:
        return entities.single(service, call, table, key)
    step = SEGMENT.fullmatch(rest[0])
    if step is not None and navigation.leads_on(service, table, step["name"]):
        return navigation.answer(service, call, navigation.Step(table, key, step["name"], step["key"], rest[1:]))
    if rest == [f"{privileges.NAME}()"]:
        return privileges.answer(service, call, table, key)
    if len(rest) == 1 or rest[1:] == ["$value"]:
        return entities.column(service, call, table, key, rest)
    raise no_such_segment(rest[1])


def _who_am_i(service: Dataverse, call: Call, arguments: str) -> Reply:
    if call.method != "GET" or arguments:
        raise no_such_segment("WhoAmI")
    caller = caller_of(service, call).user
    user = service.store.stored("systemuser", caller) or {}
    organization = service.store.find("organization", limit=1)
    return Reply(
        200,
        {
            "@odata.context": f"{call.root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse",
            "BusinessUnitId": user.get("_businessunitid_value"),
            "UserId": caller,
            "OrganizationId": organization[0]["organizationid"] if organization else None,
        },
    )


def _total(service: Dataverse, call: Call, arguments: str) -> Reply:
    if call.method != "GET":
        raise no_such_segment("RetrieveTotalRecordCount")
    return totals.retrieve_total_record_count(service, call, arguments)


def _version(service: Dataverse, call: Call) -> Reply:
    del service
    host = urlsplit(call.root).netloc
    return Reply(200, {"@odata.context": f"{call.root}/$metadata#RetrieveVersionResponse", "Version": f"9.2 {host}"})


def _definitions(service: Dataverse, call: Call) -> Reply:
    return metadata.answer(service, call, split(call.path))


def _document(service: Dataverse, call: Call) -> Reply:
    return metadata.document(service, call)


FUNCTIONS: dict[str, Callable[[Dataverse, Call, str], Reply]] = {
    "WhoAmI": _who_am_i,
    "RetrieveTotalRecordCount": _total,
    **option_actions.ACTIONS,
}
SPECIAL: dict[str, Callable[[Dataverse, Call], Reply]] = {
    "RetrieveVersion": _version,
    "EntityDefinitions": _definitions,
    "GlobalOptionSetDefinitions": _definitions,
    "RelationshipDefinitions": _definitions,
    "$metadata": _document,
}


def _only_get(call: Call, reply: Reply) -> Reply:
    if call.method != "GET":
        raise not_allowed(call.method)
    return reply
