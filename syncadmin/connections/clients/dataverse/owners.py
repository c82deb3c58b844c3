"""Who may own rows of Dataverse: its owner teams, and its users who can sign in."""

from __future__ import annotations

from dataclasses import dataclass

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.contract import Identity
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.values import guid

_MOST = 500


@dataclass(frozen=True)
class _Source:
    """A table of owners; other teams than owner teams, and disabled users, can own nothing new."""

    path: str
    key: str
    name: str
    condition: str


_SOURCES = {
    "team": _Source("teams", "teamid", "name", "teamtype eq 0"),
    "systemuser": _Source("systemusers", "systemuserid", "fullname", "isdisabled eq false"),
}


def owners(http: Http, table: str) -> list[Identity]:
    """Teams (``team``) or users (``systemuser``) in the order of their names, the first few hundred."""
    source = _SOURCES[table]
    options = {
        "select": f"{source.key},{source.name}",
        "filter": source.condition,
        "orderby": source.name,
        "top": str(_MOST),
    }
    rows = http.get(odata.query(source.path, options), If_None_Match="null").get("value") or ()
    return [Identity(guid(row.get(source.key)) or "", str(row.get(source.name) or "")) for row in rows]
