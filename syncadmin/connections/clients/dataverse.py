"""Dataverse over its Web API v9.2. What OData, batches and values look like is elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from syncadmin.connections.clients import checking, dataverse_writes, odata, reading, rows, writing
from syncadmin.connections.clients.auth import Authentication
from syncadmin.connections.clients.contract import Change, Check, Column, Step, Write, Written
from syncadmin.connections.clients.errors import BadAnswer, DataRefused, RequestRefused, RowGone, TableMissing
from syncadmin.connections.clients.http import Call, Http, Patience
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table, dataverse_table, with_options
from syncadmin.connections.clients.schemas import Schemas
from syncadmin.connections.clients.values import guid
from syncadmin.engine.values import Record, Side, Value

PAGE = 5000
IN_FLIGHT = 4
KEYS = 1000
LONGEST_TARGET = 30_000
SCHEMAS: Schemas[Table] = Schemas()
_PAGED = {"Prefer": f"odata.maxpagesize={PAGE}", "If-None-Match": "null"}
_OPTIONS = ("Picklist", "State", "Status")


@dataclass(frozen=True)
class DataverseEndpoint:
    """Where an environment is."""

    address: str

    @property
    def root(self) -> str:
        """The root of the Web API."""
        return f"{self.address.rstrip('/')}/api/data/v9.2"


@dataclass(frozen=True)
class Organisation:
    """The organisation behind an environment."""

    key: str
    name: str


class Dataverse:
    """One environment; see ``contract.Remote``. Clock and sleep belong together."""

    side = Side.DATAVERSE

    def __init__(
        self,
        endpoint: DataverseEndpoint,
        auth: Authentication,
        *,
        patience: Patience | None = None,
        verify: bool | str = True,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self.endpoint = endpoint
        headers = {"Accept": "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0"}
        self._http = Http(
            self.side, endpoint.root, auth, headers=headers, patience=patience, verify=verify, clock=clock, sleep=sleep
        )
        self._lanes = Lanes(self._http, in_flight)

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """Test address, token, permission, organisation and tables."""
        SCHEMAS.forget(self.endpoint.root)
        return checking.run(
            (
                (Step.ADDRESS, lambda: checking.address(self._http)),
                (Step.TOKEN, lambda: checking.token(self._http)),
                (Step.PERMISSION, self.who_am_i),
                (Step.ORGANISATION, lambda: self.organisation().name),
                (Step.TABLES, lambda: checking.tables(self._http, tables, self._read_one)),
            )
        )

    def who_am_i(self) -> str:
        """The key of the user we are."""
        return guid(self._http.get("WhoAmI").get("UserId")) or ""

    def organisation(self) -> Organisation:
        """The organisation's key and name."""
        key = guid(self._http.get("WhoAmI").get("OrganizationId"))
        if key is None:
            raise BadAnswer(self.side, "no organisation is named")
        found = self._http.get(odata.query(f"organizations({key})", {"select": "name"}), If_None_Match="null")
        return Organisation(key, str(found.get("name") or ""))

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of a table, without options."""
        return self._table(table).columns

    def describe(self, table: str) -> Mapping[str, Column]:
        """The columns of a table, options included."""
        ask = partial(self._describe_all, table)
        return SCHEMAS.get(self.endpoint.root, f"{table} with options", self._now(), ask).columns

    def changed(self, table: str, columns: Sequence[str], since: datetime | None) -> Iterator[list[Record]]:
        """Pages of changed rows in the order of their keys; the next page is read while one is worked on."""
        known = self._table(table)
        earliest = since.replace(microsecond=0) if since else None
        condition = odata.since(known.stamp, earliest) if earliest and known.stamp else ""
        return self._question(known, columns).ask_in_pages(self._http, condition)

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """Rows by key, several hundred in a request."""
        known = self._table(table)
        question = self._question(known, columns)
        wanted = list(dict.fromkeys(filter(None, map(guid, keys))))

        def target(some: Sequence[str]) -> str:
            return question.target(odata.is_in(known.key, some))

        def read(http: Http, some: Sequence[str]) -> list[Record]:
            return question.ask(http, odata.is_in(known.key, some))

        found = self._lanes.each(read, odata.pieces(wanted, target, LONGEST_TARGET, KEYS))
        return {record.key: record for some in found for record in some}

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """Rows with exactly these values; they are compared again here, as Dataverse does not regard case."""
        known = self._table(table)
        conditions = [odata.equals(self.side, known.column(name), value) for name, value in values.items()]
        conditions += [odata.since(known.stamp, since.replace(microsecond=0))] if since and known.stamp else []
        question = self._question(known, list(dict.fromkeys([*columns, *values])))
        found = question.ask(self._http, " and ".join(conditions))
        return [record for record in found if rows.carries(known, record, values)]

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Create in bulk under the GUIDs we chose; update and delete guarded, in batches."""
        known = self._table(table)
        wanted = list(dict.fromkeys([*columns, *(name for write in writes for name in write.values)]))
        wanted = [name for name in wanted if name in known.columns]

        if any(write.change is Change.CREATE and not write.key for write in writes):
            raise ValueError("a create in Dataverse needs the GUID we chose")

        def look(keys: Sequence[str]) -> dict[str, Record]:
            return self.by_keys(table, wanted, keys)

        send = partial(dataverse_writes.send, known, wanted, self._lanes, look)
        return writing.carry_out(known, writes, send, look, self._http.rest)

    def now(self) -> datetime:
        """The time of the service's last answer."""
        if self._http.service.time is None:
            self.who_am_i()
        return self._http.service.now()

    def close(self) -> None:
        """Give back all sessions."""
        self._lanes.close()

    def _now(self) -> float:
        return self._http.service.clock()

    def _table(self, name: str) -> Table:
        return SCHEMAS.get(self.endpoint.root, name, self._now(), partial(self._describe, name))

    def _describe(self, name: str) -> Table:
        """One request tells all that reading and writing needs."""
        options = {"select": "LogicalName,EntitySetName,PrimaryIdAttribute", "expand": "Attributes"}
        call = Call("GET", odata.query(_definition(name), options), repeatable=True)
        try:
            return self._http.send(call, lambda reply: dataverse_table(reply.json()))
        except (RowGone, RequestRefused, DataRefused) as error:
            raise TableMissing(self.side, error.message, facts={"table": name}) from None

    def _describe_all(self, name: str) -> Table:
        known = self._table(name)
        for kind in _OPTIONS:
            path = f"{_definition(name)}/Attributes/Microsoft.Dynamics.CRM.{kind}AttributeMetadata"
            options = {"select": "LogicalName", "expand": "OptionSet($select=Options)"}
            known = with_options(known, self._http.get(odata.query(path, options)).get("value", ()))
        return known

    def _read_one(self, table: str) -> None:
        known = self._table(table)
        self._http.get(odata.query(known.path, {"select": known.selection(()), "top": "1"}), If_None_Match="null")

    def _question(self, table: Table, columns: Sequence[str]) -> reading.Question:
        return reading.Question(table, table.path, columns, _PAGED)


def _definition(table: str) -> str:
    return f"EntityDefinitions(LogicalName={odata.quoted(table)})"
