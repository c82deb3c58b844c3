"""Business Central's API v2.0: which address means what, for single requests and those inside a batch.

Rows are read and written in `entities`, batches in `batch`, descriptions in `metadata`.
"""

from __future__ import annotations

import re

from ..columns import BUSINESS_CENTRAL, Table
from ..exchange import BadJson, Call, Reply
from ..literals import BadFilter, NotImplementedHere, UnknownProperty
from ..options import Options
from ..store import Store
from ..values import GUID, Refused
from . import batch, entities, metadata
from .errors import Failure, bad_request, no_such_segment, not_allowed, refusal

SEGMENT = re.compile(r"(?P<name>[$\w.]+)(?:\((?P<key>.*)\))?")


class BusinessCentral:
    """One environment with one company."""

    def __init__(self, store: Store, options: Options) -> None:
        self.store = store
        self.options = options

    def answer(self, call: Call) -> Reply:
        """What the service answers to a request; never an exception for anything a client can send."""
        if call.path == "$batch":
            return self._guarded(call, batch.answer)
        return self._guarded(call, _route)

    def table(self, entity_set: str) -> Table | None:
        """A table by its entity set."""
        return self.store.sets(BUSINESS_CENTRAL).get(entity_set)

    def table_of(self, call: Call) -> Table | None:
        """The table a request is about, if it can be told."""
        return self.table(_last(call))

    def _guarded(self, call: Call, work: entities.Work) -> Reply:
        try:
            return work(self, call)
        except Failure as failure:
            return failure.reply()
        except Refused as refused:
            return refusal(refused, _label(self, call), self.options).reply()
        except UnknownProperty as error:
            message = f"Could not find a property named '{error.name}' on type 'Microsoft.NAV.{_entity(self, call)}'."
            return bad_request(message).reply()
        except NotImplementedHere as error:
            return Failure(501, "BadRequest_MethodNotImplemented", str(error)).reply()
        except (BadFilter, BadJson) as error:
            return bad_request(str(error)).reply()


def segments(path: str) -> list[tuple[str, str | None]]:
    """A path as names with their keys; raises Failure."""
    found = [SEGMENT.fullmatch(part) for part in path.split("/") if part]
    if not all(found):
        raise Failure(404, "BadRequest_NotFound", "The request URI is not valid.")
    return [(match["name"], match["key"]) for match in found if match]


def _route(service: BusinessCentral, call: Call) -> Reply:
    names = segments(call.path)
    if not names:
        return _only_get(call, metadata.service_document(call))
    if names[0][0] == "$metadata":
        return _only_get(call, metadata.document())
    if names[0][0] == "entityDefinitions":
        return _only_get(call, metadata.entity_definitions(call))
    if names[0][0] == "companies":
        return _company_route(service, call, names)
    if "company" not in call.query and "company" not in call.headers:
        raise Failure(404, "Internal_CompanyNotFound", "The company is not given.")
    _check_company(service, call.query.get("company") or call.header("company"))
    return _set_route(service, call, names)


def _company_route(service: BusinessCentral, call: Call, names: list[tuple[str, str | None]]) -> Reply:
    if len(names) == 1:
        return _set_route(service, call, names)
    _check_company(service, names[0][1] or "")
    return _set_route(service, call, names[1:])


def _set_route(service: BusinessCentral, call: Call, names: list[tuple[str, str | None]]) -> Reply:
    table = service.table(names[0][0])
    if table is None:
        raise no_such_segment(names[0][0])
    key = names[0][1]
    if len(names) == 2 and names[1] == ("$count", None) and key is None:
        return entities.count(service, call, table)
    if len(names) > 1:
        raise no_such_segment(names[1][0])
    if key is None:
        return entities.collection(service, call, table)
    if not GUID.fullmatch(key):
        raise Failure(400, "BadRequest_NotFound", f"The key '{key}' is not valid for {table.entity_set}.")
    return entities.single(service, call, table, key.lower())


def _check_company(service: BusinessCentral, name: str) -> None:
    """A company by id or by name."""
    if GUID.fullmatch(name):
        if service.store.stored("companies", name) is None:
            raise Failure(404, "Internal_CompanyNotFound", f"The company '{name}' does not exist.")
    elif not name or service.store.stored_by("companies", "name", name) is None:
        raise Failure(404, "Internal_CompanyNotFound", f"The company '{name}' does not exist.")


def _only_get(call: Call, reply: Reply) -> Reply:
    if call.method != "GET":
        raise not_allowed(call.method)
    return reply


def _entity(service: BusinessCentral, call: Call) -> str:
    table = service.table_of(call)
    return table.entity if table else _last(call)


def _label(service: BusinessCentral, call: Call) -> str:
    table = service.table_of(call)
    return table.label if table else _last(call)


def _last(call: Call) -> str:
    return call.path.rpartition("/")[2].partition("(")[0]
