"""Watches of Business Central, which calls them webhook subscriptions: they last three days and are renewed.

Each API has subscriptions of its own. A receiver proves itself by answering a token; a change of a line tells of its
document (API page: dynamics-subscriptions).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.errors import BadAnswer, RowGone
from syncadmin.connections.clients.http import Call, Http, Json, Reply
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.watching import Watch

_JSON = {"Content-Type": "application/json"}
_ANY = {**_JSON, "If-Match": "*"}


class Subscriptions:
    """The subscriptions of one company; see ``watching.Watching``."""

    def __init__(self, http: Http, company: str, table: Callable[[str], Table]) -> None:
        self._http, self._company, self._table = http, company, table

    def existing(self, address: str, tables: Sequence[str]) -> list[Watch]:
        """Those that call the address, from the list of each API."""
        known = {self._resource(one).lower(): one.name for one in map(self._table, tables)}
        rows = (row for root in self._roots(tables) for row in self._rows(root))
        ours = (row for row in rows if row.get("notificationUrl") == address)
        return [self._watch(row, known[name]) for row in ours if (name := _below(row).lower()) in known]

    def start(self, table: str, address: str, secret: str) -> Watch:
        """Subscribe; the address is asked for the token before the answer comes."""
        known = self._table(table)
        body = {"notificationUrl": address, "resource": self._resource(known), "clientState": secret}
        return self._watch(self._send("POST", _place(known.root), body), table)

    def renew(self, watch: Watch, address: str, secret: str) -> Watch:
        """Three more days, with the address and secret of now."""
        place = f"{_place(self._table(watch.table).root)}({odata.quoted(watch.key)})"
        return self._watch(self._send("PATCH", place, {"notificationUrl": address, "clientState": secret}), watch.table)

    def stop(self, watch: Watch) -> None:
        """End a subscription."""
        place = f"{_place(self._table(watch.table).root)}({odata.quoted(watch.key)})"
        try:
            self._http.send(Call("DELETE", place, {"If-Match": "*"}, repeatable=True), lambda _reply: None)
        except RowGone:
            return

    def _roots(self, tables: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(self._table(name).root for name in tables))

    def _rows(self, root: str) -> Iterator[Json]:
        for page in odata.pages(self._http.get, _place(root)):
            yield from page

    def _resource(self, table: Table) -> str:
        """How a subscription names a table: from ``/api`` on."""
        root = table.root or self._http.root
        return f"{root[root.index('/api/') :]}/{self._company}/{table.path}"

    def _send(self, method: str, place: str, body: Json) -> Json:
        headers = _JSON if method == "POST" else _ANY
        return self._http.send(Call(method, place, headers, json.dumps(body).encode()), Reply.json)

    def _watch(self, row: Json, table: str) -> Watch:
        try:
            key, until = str(row["subscriptionId"]), datetime.fromisoformat(str(row["expirationDateTime"]))
        except (KeyError, ValueError):
            raise BadAnswer(self._http.side, "a subscription without key or end") from None
        return Watch(key, table, until)


def _place(root: str) -> str:
    return f"{root}/subscriptions" if root else "subscriptions"


def _below(row: Json) -> str:
    """The resource of a subscription from ``/api`` on, however it was written."""
    resource = f"/{str(row.get('resource') or '').lstrip('/')}"
    return resource[resource.index("/api/") :] if "/api/" in resource else resource
