"""The APIs that customers and their partners added to Business Central, which tells where they are.

Microsoft's own further APIs and our extension are left out: they are either no tables to map, or known already. A table
that two APIs have is taken from the first of them; the standard API and our extension come before all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar

from syncadmin.connections.clients.business_central import extension, pages
from syncadmin.connections.clients.business_central.csdl import bc_tables
from syncadmin.connections.clients.errors import DataRefused, NotAllowed, RequestRefused, RowGone
from syncadmin.connections.clients.http import Call, Http
from syncadmin.connections.clients.metadata import Table

T = TypeVar("T")
_ROUTES = "apicategoryroutes"
_STANDARD = re.compile(r"/api/v\d+\.\d+$")
_WORD = re.compile(r"[\w.-]+", re.ASCII)
_OWN_PUBLISHERS = frozenset({"microsoft", extension.ROOT.partition("/")[0]})
_ABSENT = (RowGone, RequestRefused, DataRefused, NotAllowed)
MOST_APIS = 50


class Widening(Mapping[str, T]):
    """What is known of some tables, and of more of them that are asked for only when needed."""

    def __init__(self, own: Mapping[str, T], more: Callable[[], Mapping[str, T]]) -> None:
        self._own, self._more = own, more

    def __getitem__(self, name: str) -> T:
        return self._own[name] if name in self._own else self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[str, T]:
        return {**self._more(), **self._own}


def read(http: Http) -> dict[str, Table]:
    """The tables of all further APIs; none where the service does not tell of any."""
    found: dict[str, Table] = {}
    for path in _paths(http):
        found = {**_tables(http, path), **found}
    return found


def _paths(http: Http) -> list[str]:
    try:
        told = http.get(_ROUTES).get("value") or ()
    except _ABSENT:
        return []
    parts = ([str(one.get(name) or "") for name in ("publisher", "group", "version")] for one in told)
    others = (one for one in parts if one[0].casefold() not in _OWN_PUBLISHERS)
    return sorted({"/".join(one) for one in others if all(map(_WORD.fullmatch, one))})[:MOST_APIS]


def _tables(http: Http, path: str) -> dict[str, Table]:
    base, found = _STANDARD.subn("", http.root)
    root = f"{base}/api/{path}"
    call = Call("GET", f"{root}/$metadata", {"Accept": "application/xml"}, repeatable=True)
    try:
        tables = http.send(call, partial(bc_tables, root=root)) if found else {}
    except _ABSENT:
        return {}
    return {name: table for name, table in tables.items() if name not in pages.SYSTEM_TABLES}
