"""Business Central's APIs: which address means what, for single requests and those inside a batch.

Rows are read in `entities` and written in `writing`, batches are in `batch`, descriptions in `metadata`.
"""

from __future__ import annotations

from ..columns import BUSINESS_CENTRAL, Table
from ..delivery import Deliveries
from ..exchange import BadJson, Call, Disturbed, Reply, undisturbed
from ..limits import Limits
from ..literals import BadFilter, NotImplementedHere, UnknownProperty
from ..options import Options
from ..permissions import Right
from ..store import Store
from ..values import Refused
from . import actions, apis, batch, captions, entities, metadata, subscribing, writing
from .errors import Failure, bad_request, not_allowed, refusal
from .permitting import permit
from .places import Segments, company_of, place_of, segments
from .subscriptions import Subscriptions

READING = ("GET", "HEAD", "OPTIONS")


class BusinessCentral:
    """One environment with its companies."""

    def __init__(self, store: Store, options: Options, limits: Limits, deliveries: Deliveries) -> None:
        self.store = store
        self.options = options
        self.limits = limits
        self.disturbed: Disturbed = undisturbed
        self.subscriptions = Subscriptions(store, options, deliveries)

    def answer(self, call: Call) -> Reply:
        """What the service answers to a request; never an exception for anything a client can send."""
        try:
            _check_headers(call)
            return batch.answer(self, call) if call.path == "$batch" else _route(self, call)
        except Failure as failure:
            return failure.reply()
        except Refused as refused:
            return refusal(refused, self._label(call), self.options, call.batched).reply()
        except UnknownProperty as error:
            message = f"Could not find a property named '{error.name}' on type 'Microsoft.NAV.{self._entity(call)}'."
            return bad_request(message).reply()
        except NotImplementedHere as error:
            return Failure(501, "BadRequest_MethodNotImplemented", str(error)).reply()
        except (BadFilter, BadJson) as error:
            return bad_request(str(error)).reply()

    def operation(self, call: Call) -> Reply:
        """What the service answers to an operation of a batch, which may be disturbed."""
        return self.disturbed(call, self.answer)

    def _table(self, call: Call) -> Table | None:
        """The table a request is about, as far as its address tells."""
        names = [part.partition("(")[0] for part in reversed(call.path.split("/"))]
        found = (self.store.tables.get(name) for name in names)
        return next((table for table in found if table and table.service == BUSINESS_CENTRAL), None)

    def _entity(self, call: Call) -> str:
        table = self._table(call)
        return table.entity if table else "entity"

    def _label(self, call: Call) -> str:
        table = self._table(call)
        return table.label if table else ""


def _check_headers(call: Call) -> None:
    if call.method in READING:
        return
    if call.header("data-access-intent").lower() == "readonly":
        raise bad_request("Data cannot be changed in a session that is for reading only.")
    if call.body and "json" not in call.header("content-type").lower():
        message = f"The content type '{call.header('content-type')}' of the request is not supported."
        raise Failure(415, "BadRequest", message)


def _route(service: BusinessCentral, call: Call) -> Reply:
    names = segments(call.path)
    if not names:
        return _only_get(call, metadata.service_document(service.store, call))
    name, key = names[0]
    if name == "$metadata":
        return _only_get(call, metadata.document(service.store, call))
    if name == "apicategoryroutes":
        return _only_get(call, Reply(200, {"value": apis.routes(service.options)}))
    if name == "entityDefinitions":
        return _only_get(call, captions.entity_definitions(service.store, call))
    if name == "subscriptions":
        return subscribing.answer(service, call, names)
    if name == "companies" and (key is None or len(names) == 1):
        return _set_route(service, call, service.store, names)
    if name == "companies":
        return _set_route(service, call, company_of(service.store, key or ""), names[1:])
    given = call.query.get("company") or call.header("company")
    if not given:
        raise Failure(404, "Internal_CompanyNotFound", "The company is not given.")
    return _set_route(service, call, company_of(service.store, given), names)


def _set_route(service: BusinessCentral, call: Call, store: Store, names: Segments) -> Reply:
    last, key = names[-1]
    if len(names) > 1 and key is None and last == "$count":
        place = place_of(service, call, store, names[:-1])
        permit(place)
        return entities.count(place)
    if len(names) > 1 and key is None and last.lower().startswith(actions.NAMESPACE):
        place = place_of(service, call, store, names[:-1])
        permit(place, Right.WRITE)
        return actions.answer(place, last)
    place = place_of(service, call, store, names)
    permit(place)
    place.check_flat()
    if call.method == "GET":
        return entities.single(place) if place.key else entities.collection(place)
    if place.table.read_only:
        raise not_allowed(call.method)
    return writing.single(place) if place.key else writing.collection(place)


def _only_get(call: Call, reply: Reply) -> Reply:
    if call.method != "GET":
        raise not_allowed(call.method)
    return reply
