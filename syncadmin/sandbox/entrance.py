"""The way from an address to a service: which one is meant, and whether a request gets as far.

Business Central is online, where tokens count, and on-premises, where a name and a password do. What the services do
with a request is theirs; limits are in `limits`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from werkzeug.routing import Rule
from werkzeug.wrappers import Request

from .business_central import apis
from .columns import BUSINESS_CENTRAL, DATAVERSE
from .exchange import Call, Reply, call_of
from .identity import ENVIRONMENT, TENANT, TENANT_DOMAIN
from .options import Options

if TYPE_CHECKING:
    from .server import Sandbox

ON_PREMISES = "BC"
WEB_API = "api/data/v9.2"
APPLICATION = "application"

routes = [
    *(
        Rule(path, endpoint=BUSINESS_CENTRAL)
        for path in ("/v2.0/<tenant>/<environment>/api/<path:path>", "/v2.0/<environment>/api/<path:path>")
    ),
    Rule(f"/<any({ON_PREMISES}):instance>/api/<path:path>", endpoint=BUSINESS_CENTRAL),
    Rule(f"/{WEB_API}/", endpoint=DATAVERSE),
    Rule(f"/{WEB_API}/<path:path>", endpoint=DATAVERSE),
]


def enter(sandbox: Sandbox, service: str, request: Request, values: dict[str, Any]) -> Call | Reply:
    """The request as the service gets it, or the answer to one that does not get as far."""
    user = _user(sandbox, service, request, values)
    if user is None:
        return _unauthorized(service, on_premises="instance" in values)
    refused = _refused(sandbox.options, service, request, values) or sandbox.limits.refuse(service)
    if refused is not None:
        return refused
    place = (WEB_API, values.get("path", ""))
    if service == BUSINESS_CENTRAL:
        found = apis.find(values["path"].strip("/"), sandbox.options)
        if found is None:
            return _no_such_api(values["path"])
        place = (f"api/{found[0].path}", found[1])
    root = _root(request.url.partition("?")[0], f"/{place[0]}")
    call = call_of(request.method, request.url, dict(request.headers.items()), request.get_data(), root, user)
    call.path = place[1].strip("/")
    return call


def _user(sandbox: Sandbox, service: str, request: Request, values: dict[str, Any]) -> str | None:
    """Who asks, or None for somebody who may not."""
    if "instance" not in values:
        authorization = request.headers.get("Authorization", "")
        return APPLICATION if sandbox.tokens.service_of(authorization) == service else None
    given, options = request.authorization, sandbox.options
    if given is None or given.type != "basic" or not options.basic_user:
        return None
    is_right = (given.username, given.password) == (options.basic_user, options.basic_password)
    return options.basic_user if is_right else None


def _refused(options: Options, service: str, request: Request, values: dict[str, Any]) -> Reply | None:
    if service == DATAVERSE:
        message = "The user is not a member of the organization."
        return _error(403, "0x80072560", message) if options.not_a_member else None
    if "instance" in values:
        message = "The API services are not enabled."
        return None if options.api_services else _error(405, "BadRequest_MethodNotAllowed", message)
    tenant, environment = values.get("tenant", TENANT).lower(), values["environment"]
    if tenant not in (TENANT, TENANT_DOMAIN) or environment.lower() != ENVIRONMENT.lower():
        return _error(404, "NoEnvironment", f"Environment '{environment}' was not found.")
    if len(request.get_data()) > options.largest_body:
        return _error(413, "BadRequest_RequestTooLarge", "The request body is too large.")
    return None


def _no_such_api(path: str) -> Reply:
    return _error(404, "BadRequest_NotFound", f"No HTTP resource was found that matches the path '{path}'.")


def _unauthorized(service: str, on_premises: bool) -> Reply:
    headers = {"WWW-Authenticate": 'Basic realm=""' if on_premises else "Bearer"}
    if service == DATAVERSE:
        return Reply(401, None, headers)
    refused = _error(401, "Authentication_InvalidCredentials", "The server has rejected the client credentials.")
    return Reply(401, refused.value, headers)


def _error(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"error": {"code": code, "message": f"{message}  CorrelationId:  {uuid.uuid4()}."}})


def _root(url: str, tail: str) -> str:
    """The API's address within a request's address."""
    head, found, _ = url.partition(tail)
    return head + found
