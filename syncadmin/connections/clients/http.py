"""One HTTP session with one system: sending, time limits, retries where they are safe, and nothing that leaks.

A request is tried again if it can do no harm twice, or if the failed attempt certainly did nothing. What an answer
means is up to ``answers`` and to the ``parse`` function that the caller hands in.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
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
    RemoteError,
    Unreachable,
)
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


@dataclass(frozen=True)
class Patience:
    """How often and how long to try again, in seconds, and how long to wait for connection and answer."""

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    total_wait: float = 300.0
    connect: float = 10.0
    read: float = 180.0


class Service:
    """What all sessions with one service share: when it may be asked again, and what time it is there."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self.clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._until = 0.0
        self.time: datetime | None = None

    def hold(self, seconds: float) -> None:
        """Let nobody send for so long."""
        with self._lock:
            self._until = max(self._until, self.clock() + seconds)

    def wait(self) -> None:
        """Sleep until sending is allowed."""
        with self._lock:
            left = self._until - self.clock()
        if left > 0:
            self._sleep(left)

    def note_time(self, date: str | None) -> None:
        """Remember the Date header of an answer."""
        try:
            self.time = parsedate_to_datetime(date or "").astimezone(UTC)
        except ValueError:
            return

    def now(self) -> datetime:
        """The time of the last answer, or ours before there was one; whole seconds."""
        return self.time or datetime.fromtimestamp(int(self.clock()), UTC)


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
        service: Service | None = None,
    ) -> None:
        require_safe(side, root)
        self.side, self.root, self.auth = side, root.rstrip("/"), auth
        self.verify = verify
        self.patience = patience or Patience()
        self.headers = dict(headers or {})
        self.service = service or Service(clock, sleep)
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
            return isinstance(error, RemoteError) and error.transient and (call.repeatable or error.undone)

        def enough(state: RetryCallState) -> bool:
            tried = state.attempt_number >= limits.attempts
            return tried or state.idle_for + state.upcoming_sleep > limits.total_wait

        attempts: Callable[..., T] = Retrying(
            retry=retry_if_exception(again), stop=enough, wait=self._wait, sleep=self._hold, reraise=True
        )
        return attempts(self._attempt, call, parse)

    def rest(self, tries: int) -> None:
        """Wait before writing again, longer with each try."""
        self._hold(self._backoff(tries))

    def note(self, error: RemoteError) -> None:
        """Let everyone wait if the error of a part of a batch says so."""
        if error.retry_after is not None:
            self.service.hold(error.retry_after)

    def close(self) -> None:
        """Give back the connections."""
        self._session.close()

    def _attempt(self, call: Call, parse: Callable[[Reply], T]) -> T:
        self.service.wait()
        reply = self._authorised(call)
        if reply.status >= 400:
            raise error_of(self.side, reply.status, reply.headers, reply.body, str(call), self.service.clock())
        if reply.status >= 300:
            same_host(self.side, self.root, reply.headers.get("Location", ""))
            raise AddressRefused(self.side, "the service redirects", facts={"address": self.root}, request=str(call))
        try:
            return parse(reply)
        except ValueError:
            what = "a page" if b"<!doctype" in reply.body[:200].lower() or b"<html" in reply.body[:200].lower() else ""
            message = what or "an incomplete or unreadable document"
            raise BadAnswer(self.side, message, status=reply.status, request=str(call)) from None

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
            response = self._session.send(prepared, timeout=limits, verify=self.verify, allow_redirects=False)
        except requests.RequestException as error:
            raise self._broken(call, error) from None
        log.debug("%s %s: %s in %.3f s", self.side, call, response.status_code, response.elapsed.total_seconds())
        self.service.note_time(response.headers.get("Date"))
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
        return AnswerLost(self.side, "the connection broke before the answer came", request=str(call))

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, RemoteError) and error.retry_after is not None:
            return error.retry_after
        return self._backoff(state.attempt_number)

    def _backoff(self, tries: int) -> float:
        longest = min(self.patience.longest_wait, self.patience.first_wait * 2.0 ** (tries - 1))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 (spreads load, protects nothing)

    def _hold(self, seconds: float) -> None:
        self.service.hold(seconds)
        self.service.wait()


def encode(content: object) -> bytes:
    """JSON with decimals as plain numbers, never with an exponent."""
    text: str = simplejson.dumps(content, use_decimal=False, default=_plain, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return simplejson.RawJSON(format(value, "f"))
    raise TypeError(f"no JSON for {type(value).__name__}")
