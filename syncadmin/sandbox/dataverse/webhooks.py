"""Dataverse's webhooks: which steps a change concerns, and the calls to their endpoints.

There is no handshake and no signature. Only 502, 503 and 504 are tried again, once. What is sent is in `contexts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import unescape
from urllib.parse import urlencode

from ..delivery import Deliveries, send
from ..exchange import to_json
from ..options import Options
from ..store import Row, Store
from ..watching import Change, Event
from . import contexts
from .contexts import Happening
from .tables.webhooks import AUTH_HEADER, AUTH_KEY, AUTH_QUERY, ENDPOINTS, STEPS, SYNCHRONOUS, WEBHOOK

AGAIN = (502, 503, 504)
LARGEST = 256 * 1024
TIMEOUT = 60.0
SETTING = re.compile(r'<setting\s+name="([^"]*)"\s+value="([^"]*)"')
OWN = (ENDPOINTS.name, STEPS.name)


@dataclass(frozen=True)
class Delivery:
    """One call to one endpoint."""

    url: str
    content: bytes
    headers: Mapping[str, str]


class Webhooks:
    """Tells endpoints of changes, as long as there are steps."""

    def __init__(self, store: Store, options: Options, deliveries: Deliveries) -> None:
        self._store = store
        self._options = options
        self._deliveries = deliveries
        self.begin()

    def begin(self) -> None:
        """Watch if there are steps, otherwise as soon as there is one."""
        self._store.watchers.drop(self.changed)
        if STEPS.name in self._store.tables and self._store.count(STEPS.name):
            self._store.watchers.add(self.changed)
        else:
            self._store.watchers.add_sleeping(self.changed)

    def changed(self, change: Change) -> None:
        """Tell whom it may concern, at once or in a moment."""
        store = self._store
        if change.table.service != ENDPOINTS.service or change.table.name in OWN or STEPS.name not in store.tables:
            return
        happening = Happening(store, change, contexts.TAG.get(), store.clock.now())
        for step in _steps(happening):
            endpoint = store.stored(ENDPOINTS.name, str(step.get("_eventhandler_value")))
            if endpoint is None or endpoint.get("contract") != WEBHOOK:
                continue
            work = partial(self._deliver, _delivery(happening, step, endpoint))
            if step.get("mode") == SYNCHRONOUS:
                work()
            else:
                self._deliveries.later(0, work)

    def _deliver(self, delivery: Delivery, is_again: bool = False) -> None:
        answer = send(delivery.url, delivery.content, delivery.headers, TIMEOUT)
        if answer.status in AGAIN and not is_again:
            self._deliveries.later(self._options.webhook_retry_after, partial(self._deliver, delivery, is_again=True))


def _steps(happening: Happening) -> Iterator[Row]:
    """The enabled steps a change concerns."""
    store, change = happening.store, happening.change
    for step in store.find(STEPS.name):
        message = store.stored("sdkmessage", str(step.get("_sdkmessageid_value"))) or {}
        if step.get("statecode") != 0 or message.get("name") != happening.message:
            continue
        about = store.stored("sdkmessagefilter", str(step.get("_sdkmessagefilterid_value")))
        if about is not None and about.get("primaryobjecttypecode") != change.table.name:
            continue
        names = {name.strip() for name in str(step.get("filteringattributes") or "").split(",") if name.strip()}
        if change.event is not Event.UPDATED or not names or names & contexts.touched(change):
            yield step


def _delivery(happening: Happening, step: Row, endpoint: Row) -> Delivery:
    context = contexts.context_of(happening, int(str(step.get("mode") or SYNCHRONOUS)))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "x-request-id": str(context["RequestId"]),
        "x-ms-correlation-request-id": str(context["CorrelationId"]),
        "x-ms-dynamics-organization": str(context["OrganizationName"]).encode("ascii", "replace").decode(),
        "x-ms-dynamics-entity-name": happening.change.table.name,
        "x-ms-dynamics-request-name": happening.message,
    }
    content = to_json(context)
    if len(content) > LARGEST:
        headers["x-ms-dynamics-msg-size-exceeded"] = "true"
        content = to_json(contexts.cut(context))
    url, proof = _authenticated(endpoint)
    return Delivery(url, content, {**headers, **proof})


def _authenticated(endpoint: Row) -> tuple[str, dict[str, str]]:
    """Address and headers by which the endpoint knows us."""
    url, kind, value = str(endpoint.get("url")), endpoint.get("authtype"), str(endpoint.get("authvalue") or "")
    pairs = {unescape(name): unescape(text) for name, text in SETTING.findall(value)}
    if kind == AUTH_HEADER:
        return url, {name: text for name, text in pairs.items() if _is_header(name, text)}
    wanted = {"code": value} if kind == AUTH_KEY else pairs if kind == AUTH_QUERY else {}
    sign = "&" if "?" in url else "?"
    return (f"{url}{sign}{urlencode(wanted)}" if wanted else url), {}


def _is_header(name: str, text: str) -> bool:
    return re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII) is not None and text.isprintable() and text.isascii()
