"""Watches of Dataverse: an endpoint that leads to the address, and for each table a step for each of its messages.

There is no handshake and no end; the secret comes as ``?code=``. Steps are told of after the fact (asynchronously), so
that no user waits for us (API page: register-web-hook).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.errors import RowGone, TableMissing
from syncadmin.connections.clients.http import Call, Http, Json, Reply
from syncadmin.connections.clients.values import guid
from syncadmin.connections.clients.watching import Watch
from syncadmin.engine.values import Side

NAME = "syncadmin"
_MESSAGES = ("Create", "Update", "Delete")
_WEBHOOK, _WEBHOOK_KEY, _ASYNCHRONOUS, _POST_OPERATION = 8, 4, 1, 40
_JSON = {"Content-Type": "application/json", "Prefer": "return=representation"}
_FRESH = {"If_None_Match": "null"}


class Webhooks:
    """The webhooks of one environment; see ``watching.Watching``. A watch is the keys of its steps."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def existing(self, address: str, tables: Sequence[str]) -> list[Watch]:
        """One for each table that has all its steps; of others the steps are ended."""
        wanted = {name: set(_MESSAGES) for name in tables}
        found = [one for endpoint in self._endpoints(address) for one in self._steps(endpoint)]
        steps: dict[str, dict[str, str]] = {}
        for key, table, message in found:
            steps.setdefault(table, {})[message] = key
        whole = {table: keys for table, keys in steps.items() if wanted.get(table) == set(keys)}
        torn = [key for key, table, message in found if whole.get(table, {}).get(message) != key]
        self._end(torn)
        return [Watch(",".join(keys.values()), table) for table, keys in whole.items()]

    def start(self, table: str, address: str, secret: str) -> Watch:
        """The steps of a table, and the endpoint if it is not there yet."""
        endpoint = self._endpoint(address, secret)
        return Watch(",".join(self._step(endpoint, table, message) for message in _MESSAGES), table)

    def renew(self, watch: Watch, address: str, secret: str) -> Watch:
        """Nothing ends here; the secret of now is written down."""
        self._endpoint(address, secret)
        return watch

    def stop(self, watch: Watch) -> None:
        """End the steps."""
        self._end(watch.key.split(","))

    def _endpoints(self, address: str) -> list[str]:
        condition = f"url eq {odata.quoted(address)} and contract eq {_WEBHOOK}"
        rows = self._values("serviceendpoints", "serviceendpointid", condition)
        return [str(guid(one.get("serviceendpointid"))) for one in rows]

    def _endpoint(self, address: str, secret: str) -> str:
        """The endpoint for the address, with this secret."""
        body = {"authtype": _WEBHOOK_KEY, "authvalue": secret}
        for key in self._endpoints(address):
            self._send("PATCH", f"serviceendpoints({key})", body)
            return key
        made = self._send("POST", "serviceendpoints", {"name": NAME, "contract": _WEBHOOK, "url": address, **body})
        return str(guid(made.get("serviceendpointid")))

    def _steps(self, endpoint: str) -> list[tuple[str, str, str]]:
        """Key, table and message of the steps of an endpoint, as their names say."""
        rows = self._values("sdkmessageprocessingsteps", "name", f"_eventhandler_value eq {endpoint}")
        named = ((str(one.get("sdkmessageprocessingstepid")), str(one.get("name") or "").split()) for one in rows)
        return [(key, words[1], words[2]) for key, words in named if len(words) == 3 and words[0] == NAME]

    def _step(self, endpoint: str, table: str, message: str) -> str:
        condition = f"name eq {odata.quoted(message)}"
        said = self._one("sdkmessages", "sdkmessageid", condition, table)
        about = f"primaryobjecttypecode eq {odata.quoted(table)} and _sdkmessageid_value eq {said}"
        body = {
            "name": f"{NAME} {table} {message}",
            "mode": _ASYNCHRONOUS,
            "stage": _POST_OPERATION,
            "rank": 1,
            "supporteddeployment": 0,
            "sdkmessageid@odata.bind": f"/sdkmessages({said})",
            "sdkmessagefilterid@odata.bind": f"/sdkmessagefilters({self._filter(about, table)})",
            "eventhandler_serviceendpoint@odata.bind": f"/serviceendpoints({endpoint})",
        }
        return str(self._send("POST", "sdkmessageprocessingsteps", body).get("sdkmessageprocessingstepid"))

    def _filter(self, condition: str, table: str) -> str:
        return self._one("sdkmessagefilters", "sdkmessagefilterid", condition, table)

    def _one(self, path: str, key: str, condition: str, table: str) -> str:
        for row in self._values(path, key, condition):
            return str(guid(row.get(key)))
        raise TableMissing(Side.DATAVERSE, "no such message", facts={"table": table})

    def _end(self, keys: Iterable[str]) -> None:
        for key in keys:
            call = Call("DELETE", f"sdkmessageprocessingsteps({key})", repeatable=True)
            try:
                self._http.send(call, lambda _reply: None)
            except RowGone:
                continue

    def _values(self, path: str, columns: str, condition: str) -> list[Json]:
        target = odata.query(path, {"select": columns, "filter": condition})
        return [row for page in odata.pages(lambda link: self._http.get(link, **_FRESH), target) for row in page]

    def _send(self, method: str, place: str, body: Mapping[str, object]) -> Json:
        headers = _JSON if method == "POST" else {**_JSON, "If-Match": "*"}
        return self._http.send(Call(method, place, headers, json.dumps(body).encode()), Reply.json)
