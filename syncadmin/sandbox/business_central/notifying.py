"""What the subscriptions of Business Central's webhooks are told: changes of a while, gathered and sent together.

A receiver that is busy is told again later; one that answers anything else but success loses its subscription.
"""

from __future__ import annotations

from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..delivery import UNREACHABLE, Deliveries, send
from ..exchange import to_json
from ..options import Options
from ..store import Row
from ..values import trimmed_time
from ..watching import Change, Event

if TYPE_CHECKING:
    from .subscriptions import Subscription, Subscriptions

AGAIN = (UNREACHABLE, 408, 429)
HEADERS = {"Content-Type": "application/json"}
TIMEOUT = 30.0
Told = dict[str, tuple[Event, str]]


class Notifier:
    """Gathers changes by subscription and row, and sends them when their time has come."""

    def __init__(self, subscriptions: Subscriptions, options: Options, deliveries: Deliveries) -> None:
        self._subscriptions = subscriptions
        self._options = options
        self._deliveries = deliveries
        self._lock = Lock()
        self._gathered: dict[str, Told] = {}

    def changed(self, change: Change) -> None:
        """Note a change for whom it may concern."""
        for subscription in self._subscriptions.all():
            key = subscription.key_of(change)
            if key is not None:
                self._gather(subscription, key, change)

    def clear(self) -> None:
        """Forget what was gathered."""
        with self._lock:
            self._gathered.clear()

    def _gather(self, subscription: Subscription, key: str, change: Change) -> None:
        with self._lock:
            if not self._gathered:
                self._deliveries.later(self._options.webhook_delay, self._tell)
            told = self._gathered.setdefault(subscription.id, {})
            event = change.event if key == change.key else Event.UPDATED
            told[key] = (_merged(told.get(key), event), _stamp(change))

    def _tell(self) -> None:
        with self._lock:
            gathered, self._gathered = self._gathered, {}
        by_url: dict[str, list[Row]] = defaultdict(list)
        for subscription in self._subscriptions.all():
            by_url[subscription.url] += self._values(subscription, gathered.get(subscription.id, {}))
        for url, values in by_url.items():
            if values:
                self._send(url, values, self._options.webhook_retries)

    def _values(self, subscription: Subscription, told: Told) -> list[Row]:
        if len(told) > self._options.webhook_collection:
            first = min(stamp for _, stamp in told.values())
            return [_value(subscription, "collection", f"?$filter={quote(f'lastModifiedDateTime ge {first}')}", first)]
        return [_value(subscription, event, f"({key})", stamp) for key, (event, stamp) in told.items()]

    def _send(self, url: str, values: list[Row], left: int) -> None:
        keys = {str(value["subscriptionId"]) for value in values}
        known = {subscription.id for subscription in self._subscriptions.all()}
        values = [value for value in values if value["subscriptionId"] in known]
        if not values:
            return
        answer = send(url, to_json({"value": values}), HEADERS, TIMEOUT)
        if answer.status in AGAIN or answer.status >= 500:
            if left > 0:
                self._deliveries.later(self._options.webhook_retry_after, lambda: self._send(url, values, left - 1))
        elif not answer.accepted:
            self._subscriptions.remove(keys)


def _merged(before: tuple[Event, str] | None, event: Event) -> Event:
    """One word for two changes of a row: what was created and changed since is news as a whole."""
    return Event.CREATED if before and before[0] is Event.CREATED and event is Event.UPDATED else event


def _stamp(change: Change) -> str:
    row = change.after or change.before or {}
    return trimmed_time(row.get(change.table.modified)) or "0001-01-01T00:00:00Z"


def _value(subscription: Subscription, kind: str, below: str, stamp: str) -> Row:
    shown = subscription.shown()
    return {
        "subscriptionId": subscription.id,
        "clientState": subscription.client_state,
        "expirationDateTime": shown["expirationDateTime"],
        "resource": f"{subscription.resource}{below}",
        "changeType": str(kind),
        "lastModifiedDateTime": stamp,
    }
