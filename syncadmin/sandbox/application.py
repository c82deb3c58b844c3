"""The WSGI application: finds the service a request is for, checks its token, lets faults strike, and logs it.

Control endpoints (`control`) and the pages for playing the other user (`pages`) are neither logged nor disturbed.
"""

from __future__ import annotations

import os
import socket
import struct
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NoReturn

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import control
from .columns import BUSINESS_CENTRAL, DATAVERSE
from .exchange import JSON_TYPE, Reply, call_of
from .faults import Fault
from .identity import ENVIRONMENT, TENANT, TENANT_DOMAIN
from .request_log import Entry
from .tokens import discovery

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .server import Sandbox

TOKEN = "token"  # noqa: S105 - the name of a service
PAGES = "syncadmin.sandbox.pages"
HTML = b"<html><head><title>Service Unavailable</title></head><body><h1>The service is unavailable.</h1></body></html>"
Page = Callable[..., Response]


class Application:
    """Everything the one port serves."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._map = Map(_rules(), strict_slashes=False, merge_slashes=False)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            endpoint, values = self._map.bind_to_environ(environ).match()
        except HTTPException as error:
            return error.get_response(environ)(environ, start_response)
        if isinstance(endpoint, str):
            return self._serve(endpoint, request, dict(values), start_response)
        response: Response = endpoint(self._subject(endpoint), request, **values)
        return response(environ, start_response)

    def _subject(self, endpoint: Page) -> object:
        """Control endpoints steer the whole sandbox; pages only see its rows."""
        return self.sandbox if endpoint.__module__ == control.__name__ else self.sandbox.store

    def _serve(
        self, service: str, request: Request, values: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        started = time.perf_counter()
        request.get_data()
        fault = self.sandbox.faults.strike(service, request.method, request.path)
        with self.sandbox.limits.under_way():
            reply = self._disturbed(service, request, values, fault)
        content = b"" if reply is None or reply.status in (204, 304) else reply.payload()
        self._log(service, request, reply, fault, started)
        if reply is None:
            _reset(request.environ)
        headers = self._headers(service, reply, content)
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", list(headers.items()))
        if fault is not None and fault.kind == "truncate":
            return _half(content)
        return [content]

    def _disturbed(self, service: str, request: Request, values: dict[str, Any], fault: Fault | None) -> Reply | None:
        """The answer, or None where the connection is to be reset."""
        if fault is None or fault.kind == "truncate":
            return self._reply(service, request, values)
        if fault.kind == "reset":
            return None
        if fault.kind == "lose_answer":
            self._reply(service, request, values)
            return None
        if fault.kind == "slow":
            time.sleep(fault.seconds)
            return self._reply(service, request, values)
        if fault.kind == "expire":
            self.sandbox.tokens.expire()
            return self._reply(service, request, values)
        return _error(service, fault)

    def _reply(self, service: str, request: Request, values: dict[str, Any]) -> Reply:
        if service == TOKEN:
            authorization = request.headers.get("Authorization", "")
            form = request.form.to_dict()
            return self.sandbox.tokens.answer(values["tenant"], form, authorization, request.host_url.rstrip("/"))
        if service == "discovery":
            return discovery(request.host_url.rstrip("/"), values["tenant"])
        refused = self._refused(service, request, values)
        if refused is not None:
            return refused
        head = request.url.partition("?")[0]
        path = values.get("path", "")
        root = _root(head, "/api/v2.0" if service == BUSINESS_CENTRAL else "/api/data/v9.2")
        call = call_of(request.method, request.url, dict(request.headers.items()), request.get_data(), root)
        call.path = path.strip("/")
        found = self.sandbox.business_central if service == BUSINESS_CENTRAL else self.sandbox.dataverse
        return found.answer(call)

    def _refused(self, service: str, request: Request, values: dict[str, Any]) -> Reply | None:
        """The answer to a request that does not get as far as the service."""
        authorization = request.headers.get("Authorization", "")
        if self.sandbox.tokens.service_of(authorization) != service and not self._has_basic(service, request):
            return _unauthorized(service)
        if service == BUSINESS_CENTRAL and not _knows_place(values):
            return _no_such_environment(values["environment"])
        if service == DATAVERSE and self.sandbox.options.not_a_member:
            message = "The user is not a member of the organization."
            return Reply(403, {"error": {"code": "0x80072560", "message": message}})
        return self.sandbox.limits.refuse(service)

    def _has_basic(self, service: str, request: Request) -> bool:
        options, given = self.sandbox.options, request.authorization
        if service != BUSINESS_CENTRAL or not options.basic_user or given is None or given.type != "basic":
            return False
        return (given.username, given.password) == (options.basic_user, options.basic_password)

    def _headers(self, service: str, reply: Reply, content: bytes) -> dict[str, str]:
        headers = {"Content-Type": JSON_TYPE} if content else {}
        if service in (BUSINESS_CENTRAL, DATAVERSE):
            headers["OData-Version"] = "4.0"
            headers["request-id" if service == BUSINESS_CENTRAL else "x-ms-service-request-id"] = str(uuid.uuid4())
        if service == DATAVERSE:
            headers["x-ms-dop-hint"] = str(self.sandbox.options.parallelism)
            headers["x-ms-ratelimit-burst-remaining-xrm-requests"] = str(self.sandbox.limits.remaining(service))
            headers["Set-Cookie"] = "ARRAffinity=sandbox; path=/; HttpOnly"
        headers.update(reply.headers)
        if reply.status not in (204, 304):
            headers["Content-Length"] = str(len(content))
        return headers

    def _log(self, service: str, request: Request, reply: Reply | None, fault: Fault | None, started: float) -> None:
        status = 0 if reply is None else reply.status
        query = request.query_string.decode("latin-1")
        duration = time.perf_counter() - started
        entry = Entry(service, request.method, request.path, query, status, duration, fault.kind if fault else "")
        self.sandbox.requests.add(entry)


def _rules() -> list[Rule]:
    """All addresses; plain words name a service, callables answer themselves."""
    business_central = ("/v2.0/<tenant>/<environment>/api/v2.0/", "/v2.0/<environment>/api/v2.0/")
    rules = [
        Rule("/<tenant>/oauth2/v2.0/token", endpoint=TOKEN, methods=["POST"]),
        Rule("/<tenant>/v2.0/.well-known/openid-configuration", endpoint="discovery"),
        *(Rule(path, endpoint=BUSINESS_CENTRAL) for path in business_central),
        *(Rule(f"{path}<path:path>", endpoint=BUSINESS_CENTRAL) for path in business_central),
        Rule("/api/data/v9.2/", endpoint=DATAVERSE),
        Rule("/api/data/v9.2/<path:path>", endpoint=DATAVERSE),
    ]
    return [*rules, *(rule.empty() for rule in (*control.routes, *_page_rules()))]


def _page_rules() -> list[Rule]:
    """The pages for people, if they are installed."""
    if find_spec(PAGES) is None:
        return []
    routes: list[Rule] = import_module(PAGES).routes
    return routes


def _root(url: str, tail: str) -> str:
    """The API's address within a request's address."""
    head, found, _ = url.partition(tail)
    return head + found


def _knows_place(values: dict[str, Any]) -> bool:
    tenant = values.get("tenant", TENANT).lower()
    return tenant in (TENANT, TENANT_DOMAIN) and values["environment"].lower() == ENVIRONMENT.lower()


def _no_such_environment(name: str) -> Reply:
    message = f"Environment '{name}' was not found."
    return Reply(404, {"error": {"code": "NoEnvironment", "message": message}})


def _unauthorized(service: str) -> Reply:
    headers = {"WWW-Authenticate": "Bearer"}
    if service == DATAVERSE:
        return Reply(401, None, headers)
    message = f"The server has rejected the client credentials.  CorrelationId:  {uuid.uuid4()}."
    return Reply(401, {"error": {"code": "Authentication_InvalidCredentials", "message": message}}, headers)


def _error(service: str, fault: Fault) -> Reply:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.kind == "html":
        return Reply(fault.status, None, {**headers, "Content-Type": "text/html"}, HTML)
    if service == TOKEN:
        return Reply(fault.status, {"error": "temporarily_unavailable", "error_description": "AADSTS90033: Try later."})
    usual = {429: "0x80072322"} if service == DATAVERSE else {429: "Application_TooManyRequests"}
    code = fault.code or usual.get(fault.status, "0x80040216" if service == DATAVERSE else "Internal_ServerError")
    message = f"The service answered {fault.status} because it was asked to."
    return Reply(fault.status, {"error": {"code": code, "message": message}}, headers)


def _half(content: bytes) -> Iterator[bytes]:
    """The first half of an answer, then the end of the connection."""
    yield content[: len(content) // 2]
    raise ConnectionAbortedError("cut off on request")


def _reset(environ: WSGIEnvironment) -> NoReturn:
    """Reset the client's connection at once, without an answer; always raises."""
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())
    raise ConnectionResetError("reset on request")
