"""Subscriptions over HTTP: list, make, renew and end them. A receiver has to answer a handshake first."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..delivery import may_call, send
from ..etags import is_well_formed, same
from ..exchange import Call, Reply
from .apis import Api, of_root
from .errors import Failure, bad_request, no_such_row, not_allowed
from .places import Segments, company_of, segments
from .subscriptions import Subscription

if TYPE_CHECKING:
    from .service import BusinessCentral

LONGEST = 2_048
PATIENCE = 5.0
WRITABLE = {"notificationUrl", "resource", "clientState"}


def answer(service: BusinessCentral, call: Call, names: Segments) -> Reply:
    """A request to the subscriptions of an API, or to one of them."""
    if len(names) > 1:
        raise Failure(404, "BadRequest_ResourceNotFound", f"Resource not found for the segment '{names[1][0]}'.")
    key = names[0][1]
    if key is not None:
        return _single(service, call, _existing(service, call, key.strip("'")))
    if call.method == "GET":
        path = of_root(call.root).path
        value = [one.shown() for one in service.subscriptions.all() if one.path == path]
        return Reply(200, {"@odata.context": f"{call.root}/$metadata#subscriptions", "value": value})
    if call.method == "POST":
        return _create(service, call)
    raise not_allowed(call.method)


def _existing(service: BusinessCentral, call: Call, key: str) -> Subscription:
    found = service.subscriptions.get(key)
    if found is None or found.path != of_root(call.root).path:
        raise no_such_row("Webhook Subscription", key)
    return found


def _single(service: BusinessCentral, call: Call, subscription: Subscription) -> Reply:
    if call.method == "GET":
        return _shown(call, 200, subscription)
    if call.method not in ("PATCH", "DELETE"):
        raise not_allowed(call.method)
    given = call.header("if-match")
    if call.method == "PATCH" and not is_well_formed(given):
        raise Failure(400, "BadRequest_InvalidToken", "The If-Match header is missing or not a valid ETag.")
    if not same(given or "*", subscription.etag):
        message = "Another user has already changed the record. The version of the request is out of date."
        raise Failure(service.options.stale_status, "Request_EntityChanged", message)
    if call.method == "DELETE":
        service.subscriptions.remove([subscription.id])
        return Reply(204)
    return _renew(service, call, subscription)


def _create(service: BusinessCentral, call: Call) -> Reply:
    body = _body(call)
    if len(service.subscriptions.all()) >= service.options.webhook_subscriptions:
        raise Failure(400, "Application_DialogException", "No more webhook subscriptions can be created.")
    url, resource = body.get("notificationUrl", ""), body.get("resource", "")
    company, table = _target(service, of_root(call.root), resource)
    _shake_hands(url)
    path = of_root(call.root).path
    made = service.subscriptions.add(url, resource, body.get("clientState", ""), path, company, table)
    return _shown(call, 201, made)


def _renew(service: BusinessCentral, call: Call, old: Subscription) -> Reply:
    body = _body(call)
    resource = body.get("resource", old.resource)
    company, table = _target(service, of_root(call.root), resource)
    url = body.get("notificationUrl", old.url)
    _shake_hands(url)
    state = body.get("clientState", old.client_state)
    changes = {"url": url, "resource": resource, "client_state": state, "company": company, "table": table}
    return _shown(call, 200, service.subscriptions.renew(old, **changes))


def _body(call: Call) -> Mapping[str, str]:
    """The texts that were sent; raises Failure."""
    found: dict[str, str] = {}
    for name, value in call.json().items() if call.body else ():
        if name.startswith("@"):
            continue
        if name not in WRITABLE or not isinstance(value, str):
            raise bad_request(f"The property '{name}' cannot be written, or not with this value.")
        if len(value) > LONGEST:
            message = f"The length of the string is {len(value)}, but it must be less than or equal to {LONGEST}."
            raise Failure(400, "Application_StringExceededLength", message)
        found[name] = value
    return found


def _target(service: BusinessCentral, api: Api, resource: str) -> tuple[str, str]:
    """Company and table of a resource, which may be written with or without what stands before it; raises Failure."""
    _, _, below = f"/{resource.strip('/')}".rpartition(f"/api/{api.path}/")
    names = segments(below)
    company = company_of(service.store, names[0][1] or "").company if names and names[0][0] == "companies" else ""
    table = api.table(service.store.tables, names[-1][0]) if len(names) == 2 and names[0][1] is not None else None
    if table is None or table.parent is not None or not table.in_companies or names[-1][1] is not None:
        raise bad_request(f"The resource '{resource}' does not support webhooks.")
    return company, table.name


def _shake_hands(url: str) -> None:
    """The receiver says that it wants to be told; raises Failure."""
    if not may_call(url):
        raise bad_request(f"The notification URL '{url}' is not a valid https address.")
    token = uuid.uuid4().hex
    sign = "&" if "?" in url else "?"
    answer = send(f"{url}{sign}validationToken={quote(token)}", b"", timeout=PATIENCE)
    if answer.status != 200 or answer.text.strip() != token:
        raise bad_request(f"The notification URL '{url}' did not answer the validation token.")


def _shown(call: Call, status: int, subscription: Subscription) -> Reply:
    value = {"@odata.context": f"{call.root}/$metadata#subscriptions/$entity", **subscription.shown()}
    return Reply(status, value, {"ETag": subscription.etag})
