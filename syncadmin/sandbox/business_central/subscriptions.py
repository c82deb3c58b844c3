"""Who wants to be told of changes in Business Central: the subscriptions of webhooks, kept as long as the sandbox runs.

How they are made over HTTP is in `subscribing`, what they are told in `notifying`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from ..columns import BUSINESS_CENTRAL, Table
from ..delivery import Deliveries
from ..etags import etag
from ..options import Options
from ..store import Row, Store
from ..values import time_text
from ..watching import Change
from .notifying import Notifier


@dataclass(frozen=True)
class Subscription:
    """A wish to be told at `url` of the rows of a table of a company; `path` is that of the API it was made in."""

    id: str
    url: str
    resource: str
    client_state: str
    path: str
    company: str
    table: str
    user: str
    modified: datetime
    expires: datetime
    version: int = 1

    @property
    def etag(self) -> str:
        """The mark of its version."""
        return etag(BUSINESS_CENTRAL, self.version)

    def key_of(self, change: Change) -> str | None:
        """The key of the row a change is about for this subscription; lines tell of their document."""
        table = change.table
        if change.company != self.company:
            return None
        if table.name == self.table:
            return change.key
        is_line = table.parent is not None and table.parent.table == self.table and not table.read_only
        return _document(table, change) if is_line else None

    def shown(self) -> Row:
        """The subscription as the API shows it."""
        return {
            "@odata.etag": self.etag,
            "subscriptionId": self.id,
            "notificationUrl": self.url,
            "resource": self.resource,
            "timestamp": self.version,
            "userId": self.user,
            "lastModifiedDateTime": moment(self.modified),
            "clientState": self.client_state,
            "expirationDateTime": moment(self.expires),
        }


class Subscriptions:
    """All subscriptions of the environment; looks at changes only while there are any."""

    def __init__(self, store: Store, options: Options, deliveries: Deliveries) -> None:
        self._store = store
        self._options = options
        self._lock = Lock()
        self._kept: dict[str, Subscription] = {}
        self._version = 1_000
        self._notifier = Notifier(self, options, deliveries)

    def all(self) -> list[Subscription]:
        """Those that have not ended."""
        now = self._store.clock.now()
        with self._lock:
            return [one for one in self._kept.values() if one.expires > now]

    def get(self, key: str) -> Subscription | None:
        """One that has not ended, or None."""
        return next((one for one in self.all() if one.id == key), None)

    def add(self, url: str, resource: str, client_state: str, path: str, company: str, table: str) -> Subscription:
        """A new one, for as long as they last."""
        now, end = self._span()
        key = uuid.uuid4().hex
        return self._keep(Subscription(key, url, resource, client_state, path, company, table, _USER, now, end))

    def renew(self, old: Subscription, **changes: str) -> Subscription:
        """The same with another end, and whatever else is to change."""
        now, end = self._span()
        return self._keep(replace(old, modified=now, expires=end, **changes))  # type: ignore[arg-type]

    def remove(self, keys: Iterable[str]) -> None:
        """Some are no more."""
        with self._lock:
            for key in keys:
                self._kept.pop(key, None)
            if not self._kept:
                self._store.watchers.drop(self._notifier.changed)

    def clear(self) -> None:
        """None are left, and nobody is told of what has happened."""
        self.remove(list(self._kept))
        self._notifier.clear()

    def _span(self) -> tuple[datetime, datetime]:
        now = self._store.clock.now()
        return now, now + timedelta(seconds=self._options.webhook_life)

    def _keep(self, subscription: Subscription) -> Subscription:
        with self._lock:
            self._version += 1
            kept = replace(subscription, version=self._version)
            self._kept[kept.id] = kept
            self._store.watchers.add(self._notifier.changed)
        return kept


_USER = "00000000-0000-0000-0000-000000000001"


def moment(value: datetime) -> str:
    """A moment as BC writes it, in whole seconds."""
    return f"{time_text(value, 0)}Z"


def _document(table: Table, change: Change) -> str | None:
    row = change.after or change.before
    return str(row[table.parent.column]) if row and table.parent else None
