"""The WSGI application: finds the service a request is for, checks its token, lets faults strike, and logs it.

Control endpoints (`control`) and the pages for playing the other user (`pages`) are neither logged nor disturbed.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from email.utils import formatdate
from http import HTTPStatus
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import control, control_schema, sending, striking
from .columns import BUSINESS_CENTRAL, DATAVERSE
from .entrance import APPLICATION, enter
from .entrance import routes as entrance_routes
from .exchange import JSON_TYPE, Reply
from .faults import Asked, Fault
from .request_log import Entry
from .tokens import discovery

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .server import Sandbox

TOKEN = "token"  # noqa: S105 - the name of a service
PAGES = "syncadmin.sandbox.pages.site"
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
        response: Response = endpoint(self.sandbox, request, **values)
        return response(environ, start_response)

    def _serve(
        self, service: str, request: Request, values: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        started = time.perf_counter()
        request.get_data()
        self.sandbox.late_rows.commit(self.sandbox.clock.ticks())
        asked = Asked(service, request.method, request.path, request.query_string.decode("latin-1"))
        fault = striking.find(self.sandbox, asked)
        with self.sandbox.limits.under_way(service), self._turn(service, values) as refused:
            reply = refused or striking.carry_out(
                self.sandbox, asked, fault, lambda: self._reply(service, request, values)
            )
        content = b"" if reply is None or reply.status in (204, 304) else reply.payload()
        self._log(asked, reply, fault, started)
        if reply is None:
            sending.reset(request.environ)
        headers = self._headers(service, reply, content)
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", list(headers.items()))
        return sending.pieces(content, fault)

    def _turn(self, service: str, values: dict[str, Any]) -> AbstractContextManager[Reply | None]:
        """Business Central lets requests of one user wait in line."""
        user = values.get("instance", APPLICATION)
        return self.sandbox.line.turn(user) if service == BUSINESS_CENTRAL else nullcontext()

    def _reply(self, service: str, request: Request, values: dict[str, Any]) -> Reply:
        if service == TOKEN:
            authorization = request.headers.get("Authorization", "")
            form = request.form.to_dict()
            return self.sandbox.tokens.answer(values["tenant"], form, authorization, request.host_url.rstrip("/"))
        if service == "discovery":
            return discovery(request.host_url.rstrip("/"), values["tenant"])
        with self.sandbox.gate.request():
            call = enter(self.sandbox, service, request, values)
            if isinstance(call, Reply):
                return call
            found = self.sandbox.business_central if service == BUSINESS_CENTRAL else self.sandbox.dataverse
            return found.answer(call)

    def _headers(self, service: str, reply: Reply, content: bytes) -> dict[str, str]:
        headers = {"Content-Type": JSON_TYPE} if content else {}
        if service in (BUSINESS_CENTRAL, DATAVERSE):
            headers["OData-Version"] = "4.0"
            headers["Date"] = formatdate(self.sandbox.clock.now(service).timestamp(), usegmt=True)
            headers["request-id" if service == BUSINESS_CENTRAL else "x-ms-service-request-id"] = str(uuid.uuid4())
        if service == DATAVERSE:
            headers["x-ms-dop-hint"] = str(self.sandbox.options.parallelism)
            limits = self.sandbox.limits
            headers["x-ms-ratelimit-burst-remaining-xrm-requests"] = str(limits.remaining(service))
            headers["x-ms-ratelimit-time-remaining-xrm-requests"] = f"{limits.seconds_left(service):,.2f}"
            headers["Set-Cookie"] = "ARRAffinity=sandbox; path=/; HttpOnly"
        headers.update(reply.headers)
        if reply.status not in (204, 304):
            headers["Content-Length"] = str(len(content))
        return headers

    def _log(self, asked: Asked, reply: Reply | None, fault: Fault | None, started: float) -> None:
        status, struck = 0 if reply is None else reply.status, fault.kind if fault else ""
        duration = time.perf_counter() - started
        entry = Entry(asked.service, asked.method, asked.path, asked.query, status, duration, struck)
        self.sandbox.requests.add(entry)


def _rules() -> list[Rule]:
    """All addresses; plain words name a service, callables answer themselves."""
    rules = [
        Rule("/<tenant>/oauth2/v2.0/token", endpoint=TOKEN, methods=["POST"]),
        Rule("/<tenant>/v2.0/.well-known/openid-configuration", endpoint="discovery"),
    ]
    others = (*entrance_routes, *control.routes, *control_schema.routes, *_page_rules())
    return [*rules, *(rule.empty() for rule in others)]


def _page_rules() -> list[Rule]:
    """The pages for people, if they are installed."""
    if find_spec(PAGES) is None:
        return []
    routes: list[Rule] = import_module(PAGES).routes
    return routes
