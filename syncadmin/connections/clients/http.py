"""One HTTP session with one system: sending, time limits, retries where they are safe, and nothing that leaks.

A request is tried again if it can do no harm twice, or if the failed attempt certainly did nothing. What an answer
means is up to ``answers`` and to the ``parse`` function that the caller hands in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import simplejson
from tenacity import RetryCallState, Retrying, retry_if_exception
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from syncadmin.connections.clients.addresses import require_safe, same_host
from syncadmin.connections.clients.answers import error_of
from syncadmin.connections.clients.auth import Authentication
from syncadmin.connections.clients.errors import (
    AddressRefused,
    AddressUnknown,
    AnswerLost,
    BadAnswer,
    Busy,
    RemoteError,
    TimedOut,
    Unreachable,
)
from syncadmin.connections.clients.exchange import MOST_OF_BATCH, Exchange, exchange_of
from syncadmin.connections.clients.gates import Gate
from syncadmin.connections.clients.service import Patience, Service
from syncadmin.engine.values import Side

log = logging.getLogger(__name__)
T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request: its target is relative to the root or an absolute link, encoded already."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    repeatable: bool = False

    def __str__(self) -> str:
        return f"{self.method} {urlsplit(self.target).path.rpartition('/')[2] or '/'}"


@dataclass(frozen=True)
class Reply:
    """An answer below 300."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Json:
        """The JSON object in the body, with decimals exact; raises ValueError if there is none."""
        content = simplejson.loads(self.body.decode("utf-8-sig"), use_decimal=True)
        if not isinstance(content, dict):
            raise ValueError("no JSON object")
        return content


class Http:
    """One session with one service."""

    def __init__(
        self,
        side: Side,
        root: str,
        auth: Authentication,
        *,
        headers: Mapping[str, str] | None = None,
        patience: Patience | None = None,
        verify: bool | str = True,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        gate: Gate | None = None,
        service: Service | None = None,
    ) -> None:
        require_safe(side, root)
        self.side, self.root, self.auth = side, root.rstrip("/"), auth
        self.verify = verify
        self.patience = patience or Patience()
        self.headers = dict(headers or {})
        self.service = service or Service(side, clock, sleep, gate)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def twin(self) -> Http:
        """Another session with the same service, for another thread; waits when this one has to."""
        return Http(
            self.side,
            self.root,
            self.auth,
            headers=self.headers,
            patience=self.patience,
            verify=self.verify,
            service=self.service,
        )

    def get(self, target: str, **headers: str) -> Json:
        """The JSON object at a target."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.send(Call("GET", target, named, repeatable=True), Reply.json)

    def send(self, call: Call, parse: Callable[[Reply], T]) -> T:
        """Send until answered, as long as that is safe; ``parse`` raises ValueError for what is no answer."""
        limits = self.patience

        def again(error: BaseException) -> bool:
            if not isinstance(error, RemoteError) or isinstance(error, Busy):
                return False
            return error.transient and (call.repeatable or error.undone)

        def enough(state: RetryCallState) -> bool:
            tried = state.attempt_number >= limits.attempts
            return tried or state.idle_for + state.upcoming_sleep > limits.total_wait

        attempts: Callable[..., T] = Retrying(
            retry=retry_if_exception(again), stop=enough, wait=self._wait, sleep=self.service.sleep, reraise=True
        )
        return attempts(self._attempt, call, parse)

    def rest(self, tries: int) -> None:
        """Wait before writing again, longer with each try."""
        self.service.sleep(self.patience.backoff(tries))

    def note(self, error: RemoteError) -> None:
        """Let everyone wait if the error of a part of a batch says so."""
        self.service.heed(error, self.patience)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be kept of a request or an answer."""
        return self.auth.secrets

    def close(self) -> None:
        """Give back the connections."""
        self._session.close()

    def _attempt(self, call: Call, parse: Callable[[Reply], T]) -> T:
        reply = self._authorised(call)
        if reply.status >= 400:
            now = self.service.clock()
            error = error_of(self.side, reply.status, reply.headers, reply.body, str(call), now)
            error.exchange = None if call.method == "GET" else self._told(call, reply)
            self.service.heed(error, self.patience)
            raise error
        if reply.status >= 300:
            same_host(self.side, self.root, reply.headers.get("Location", ""))
            raise AddressRefused(self.side, "the service redirects", facts={"address": self.root}, request=str(call))
        try:
            return parse(reply)
        except ValueError:
            what = "a page" if b"<!doctype" in reply.body[:200].lower() or b"<html" in reply.body[:200].lower() else ""
            message = what or "an incomplete or unreadable document"
            raise BadAnswer(self.side, message, status=reply.status, request=str(call)) from None

    def _told(self, call: Call, reply: Reply) -> Exchange:
        """What is kept of a request that failed as a whole; its body holds what belongs to many."""
        asked = (call.method, call.target, call.headers, b"")
        return exchange_of(asked, (reply.status, reply.headers, reply.body), self.secrets, MOST_OF_BATCH)

    def _authorised(self, call: Call) -> Reply:
        authorisation = self.auth.authorisation()
        reply = self._exchange(call, authorisation)
        if reply.status == 401 and self.auth.discard(authorisation):
            reply = self._exchange(call, self.auth.authorisation())
        return reply

    def _exchange(self, call: Call, authorisation: str) -> Reply:
        url = same_host(self.side, self.root, call.target if "://" in call.target else f"{self.root}/{call.target}")
        headers = {**self.headers, **call.headers, "Authorization": authorisation}
        prepared = self._session.prepare_request(requests.Request(call.method, url, headers, data=call.body))
        prepared.url = url  # byte for byte: nothing may be encoded a second time
        limits = (self.patience.connect, self.patience.read)
        try:
            with self.service.turn(self.patience):
                response = self._session.send(prepared, timeout=limits, verify=self.verify, allow_redirects=False)
        except requests.RequestException as error:
            raise self._broken(call, error) from None
        log.debug("%s %s: %s in %.3f s", self.side, call, response.status_code, response.elapsed.total_seconds())
        self.service.note(response.headers, response.status_code)
        return Reply(response.status_code, response.headers, response.content)

    def _broken(self, call: Call, error: requests.RequestException) -> RemoteError:
        """Tell a connection that never was (nothing was sent) from one that broke."""
        cause = error.args[0] if error.args else None
        reason = cause.reason if isinstance(cause, MaxRetryError) else cause
        log.debug("%s %s: %s", self.side, call, type(reason or error).__name__)
        host = urlsplit(self.root).hostname or ""
        if isinstance(reason, NameResolutionError):
            return AddressUnknown(self.side, "the name does not resolve", request=str(call), facts={"host": host})
        if isinstance(error, requests.exceptions.SSLError):
            return Unreachable(self.side, "its certificate is not accepted", request=str(call))
        if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
            return Unreachable(self.side, f"{host} accepts no connection", request=str(call))
        if call.repeatable:
            return Unreachable(self.side, "the connection broke before the answer came", request=str(call))
        if isinstance(error, requests.ReadTimeout):
            return TimedOut(self.side, "no answer came in time", request=str(call))
        return AnswerLost(self.side, "the connection broke before the answer came", request=str(call))

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, RemoteError) and error.retry_after is not None:
            return max(error.retry_after, self.service.left())
        return self.service.left() or self.patience.backoff(state.attempt_number)


def encode(content: object) -> bytes:
    """JSON with decimals as plain numbers, never with an exponent."""
    text: str = simplejson.dumps(content, use_decimal=False, default=_plain, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return simplejson.RawJSON(format(value, "f"))
    raise TypeError(f"no JSON for {type(value).__name__}")
