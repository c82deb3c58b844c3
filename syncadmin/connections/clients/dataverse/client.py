"""Dataverse over its Web API v9.2. What OData, batches and values look like is elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from syncadmin.connections.clients import checking, deep, odata, privileges, rows, writing
from syncadmin.connections.clients.auth import Authentication
from syncadmin.connections.clients.catalogues import DataverseCatalogue
from syncadmin.connections.clients.client import Client
from syncadmin.connections.clients.contract import (
    Change,
    Check,
    Identity,
    Need,
    Step,
    TableFacts,
    Write,
    Written,
)
from syncadmin.connections.clients.dataverse import owners, staging
from syncadmin.connections.clients.dataverse import writes as dataverse_writes
from syncadmin.connections.clients.dataverse.closed_parents import ClosedParents
from syncadmin.connections.clients.dataverse.options import OptionSet, publish
from syncadmin.connections.clients.dataverse.reads import DataverseReads
from syncadmin.connections.clients.dataverse.staging import StepsOf
from syncadmin.connections.clients.dataverse.states import BOTH, STATE, completed, lacks_half
from syncadmin.connections.clients.dataverse.webhooks import Webhooks
from syncadmin.connections.clients.drift import current, current_writes
from syncadmin.connections.clients.errors import BadAnswer
from syncadmin.connections.clients.gates import Gate
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.sending import columns_of
from syncadmin.connections.clients.service import Patience
from syncadmin.connections.clients.values import guid
from syncadmin.connections.clients.writing import Look, Send
from syncadmin.engine.values import Record, Side


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


class Dataverse(Client[DataverseCatalogue, DataverseReads]):
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
        gate: Gate | None = None,
    ) -> None:
        self.endpoint = endpoint
        headers = {"Accept": "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0"}
        self._http = Http(
            self.side,
            endpoint.root,
            auth,
            headers=headers,
            patience=patience,
            verify=verify,
            clock=clock,
            sleep=sleep,
            gate=gate,
        )
        self._lanes = Lanes(self._http)
        self._catalogue = DataverseCatalogue(self._http)
        self._reads = DataverseReads(self._http, self._lanes)

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """Test address, token, permission, organisation and tables."""
        self._catalogue.forget()
        return checking.run(
            (
                (Step.ADDRESS, lambda: checking.address(self._http)),
                (Step.TOKEN, lambda: checking.token(self._http)),
                (Step.PERMISSION, self.who_am_i),
                (Step.ORGANISATION, lambda: self.organisation().name),
                (Step.TABLES, lambda: checking.tables(self._http, tables, self._read_one)),
            )
        )

    def probe(self, needs: Sequence[Need]) -> Iterator[Check]:
        """Rights on the tables, the currencies and the clock."""
        yield from privileges.missing_in_dataverse(self._http, self._lanes, self.who_am_i(), needs)
        yield from checking.currencies(self._http)
        yield checking.clock(self._http)

    def owners(self, table: str) -> list[Identity]:
        """The teams (``team``) or users (``systemuser``) that may own rows."""
        return owners.owners(self._http, table)

    def watching(self) -> Webhooks:
        """How to be told of changes."""
        return Webhooks(self._http)

    def identity(self) -> Identity:
        """The organisation; its name is not asked for."""
        return Identity(guid(self._http.get("WhoAmI").get("OrganizationId")) or "", "")

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

    def tables(self) -> Mapping[str, TableFacts]:
        """The tables of the environment."""
        return self._catalogue.tables()

    def lines(
        self, table: str, columns: Sequence[str], parents: Sequence[str], above: str = ""
    ) -> dict[str, list[Record]]:
        """Lines below many parents in a request."""
        parent = self._table(above or self._table(table).facts.parent)
        return current(self._catalogue, table, lambda known: self._reads.lines(known, columns, parents, parent))

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Create in bulk under the GUIDs we chose; update and delete guarded, in batches."""
        if any(write.change is Change.CREATE and not write.key for write in writes):
            raise ValueError("a create in Dataverse needs the GUID we chose")
        wanted = columns_of(columns, writes)
        return current_writes(self._catalogue, table, writes, partial(self._write, wanted))

    def add_option(self, table: str, column: str, label: str) -> int:
        """Give a choice one more option; its number."""
        choice = self._option_set(table, column)
        value = choice.add(label)
        publish([choice])
        return value

    def rename_option(self, table: str, column: str, value: int, label: str) -> None:
        """Give an option another label."""
        choice = self._option_set(table, column)
        choice.rename(value, label)
        publish([choice])

    def now(self) -> datetime:
        """The time of the service's last answer."""
        if self._http.service.time is None:
            self.who_am_i()
        return self._http.service.now()

    def asked(self) -> int:
        """How many requests were answered so far."""
        return self._http.service.answers

    def _now(self) -> float:
        return self._http.service.clock()

    def _write(self, columns: Sequence[str], table: Table, writes: Sequence[Write]) -> list[Written]:
        known = self._placed(table) if rows.lead_elsewhere(table, writes) else table
        lines = {name: self._placed(self._table(name)) for name in deep.line_tables(writes)}
        shown = [name for name in columns if name in known.columns]

        def look(some: Sequence[Write]) -> dict[int, Record]:
            found = self._reads.by_keys(known, shown, [write.key for write in some])
            return {write.ref: found[write.key] for write in some if write.key in found}

        work = dataverse_writes.Batches(known, shown, lines)
        plain = dataverse_writes.sender(work, self._http, self._lanes, self._catalogue, look)
        if known.facts.parent:
            plain = self._below(work, plain, look)

        def settle(some: Sequence[Write], steps: StepsOf) -> list[Written]:
            send = staging.sender(work, self._http, self._lanes, plain, steps)
            return writing.carry_out(known, some, send, look, self._http.rest)

        described = partial(self._catalogue.described, table.name)
        whole = completed(described(), writes) if lacks_half(writes) else writes
        sendable, refused = deep.sendable(whole, lines)
        staged = staging.Staging(work, described, settle, partial(self._states, known))
        return [*staged.carry_out(sendable), *refused]

    def _below(self, work: dataverse_writes.Batches, plain: Send, look: Look) -> Send:
        """What sends lines whose documents may be closed."""
        above = work.table.facts.parent
        if STATE not in self._table(above).columns:
            return plain
        states = partial(self._reads.by_keys, self._table(above), BOTH)
        parents = ClosedParents(work, partial(self._catalogue.described, above), states, plain, look)
        return partial(parents.send, self._http)

    def _states(self, table: Table, writes: Sequence[Write]) -> dict[int, Record]:
        """The states of the rows to be written, as far as they are there."""
        found = self._reads.by_keys(table, BOTH, [write.key for write in writes])
        return {write.ref: found[write.key] for write in writes if write.key in found}

    def _placed(self, table: Table) -> Table:
        """The table with where those are that its lookups lead to."""
        return replace(table, sets=self._catalogue.paths())

    def _option_set(self, table: str, column: str) -> OptionSet:
        return OptionSet(self._http, self._catalogue, table, column)

    def _read_one(self, table: str) -> None:
        known = self._table(table)
        self._http.get(odata.query(known.path, {"select": known.selection(()), "top": "1"}), If_None_Match="null")
