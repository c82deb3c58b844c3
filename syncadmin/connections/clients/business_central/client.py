"""Business Central over its API v2.0: one company's tables. What OData, batches and values look like is elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote

from syncadmin.connections.clients import checking, deep, odata, privileges, writing
from syncadmin.connections.clients.auth import Authentication
from syncadmin.connections.clients.business_central import writes as business_central_writes
from syncadmin.connections.clients.business_central.reads import BusinessCentralReads
from syncadmin.connections.clients.business_central.releasing import (
    STATUS,
    Releasing,
    has_actions,
    has_released_parents,
)
from syncadmin.connections.clients.business_central.subscriptions import Subscriptions
from syncadmin.connections.clients.catalogues import BusinessCentralCatalogue
from syncadmin.connections.clients.client import Client
from syncadmin.connections.clients.contract import (
    Change,
    Check,
    Company,
    Identity,
    Need,
    Step,
    TableFacts,
    Write,
    Written,
)
from syncadmin.connections.clients.drift import current, current_writes
from syncadmin.connections.clients.errors import CompanyNotFound, RowGone
from syncadmin.connections.clients.gates import Gate
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.sending import Sender, columns_of
from syncadmin.connections.clients.service import Patience
from syncadmin.connections.clients.values import guid
from syncadmin.engine.values import Record, Side

ADDRESS = "https://api.businesscentral.dynamics.com"


@dataclass(frozen=True)
class BusinessCentralEndpoint:
    """Where a company is: online by tenant and environment, or on-premises by the root of the API."""

    address: str = ADDRESS
    tenant: str = ""
    environment: str = ""
    company_id: str = ""
    on_premises_root: str = ""

    @property
    def root(self) -> str:
        """The root of the API."""
        if self.on_premises_root:
            return self.on_premises_root.rstrip("/")
        place = "/".join(quote(part, safe="") for part in (self.tenant, self.environment) if part)
        return f"{self.address.rstrip('/')}/v2.0/{place}/api/v2.0"


class BusinessCentral(Client[BusinessCentralCatalogue, BusinessCentralReads]):
    """One company of Business Central; see ``contract.Remote``. Clock and sleep belong together."""

    side = Side.BC

    def __init__(
        self,
        endpoint: BusinessCentralEndpoint,
        auth: Authentication,
        *,
        patience: Patience | None = None,
        verify: bool | str = True,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        gate: Gate | None = None,
    ) -> None:
        self.endpoint = endpoint
        headers = {"Accept": "application/json", "Accept-Language": "en-US"}
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
        self._catalogue = BusinessCentralCatalogue(self._http)
        self._company = f"companies({guid(endpoint.company_id) or endpoint.company_id})"
        self._reads = BusinessCentralReads(self._http, self._lanes, self._company)

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """Test address, token, permission, company and tables."""
        self._catalogue.forget()
        return checking.run(
            (
                (Step.ADDRESS, lambda: checking.address(self._http)),
                (Step.TOKEN, lambda: checking.token(self._http)),
                (Step.PERMISSION, lambda: checking.admitted(self._http, self._company_names)),
                (Step.COMPANY, lambda: self.company().name),
                (Step.TABLES, lambda: checking.tables(self._http, tables, self._read_one)),
            )
        )

    def probe(self, needs: Sequence[Need]) -> Iterator[Check]:
        """Rights on the tables (lines may what their parent may), the local currency, the extension and the clock."""
        asked = [need for need in needs if not self._table(need.table).facts.parent]
        yield from privileges.missing_in_business_central(self._http, self._lanes, self._path_of, asked)
        yield from checking.local_currency(self._http, self._company)
        yield from checking.run(((Step.EXTENSION, lambda: self.extension() or ""),))
        yield checking.clock(self._http)

    def identity(self) -> Identity:
        """The company as it is called now."""
        shown = {"select": "id,name,displayName"}
        try:
            row = self._http.get(odata.query(self._company, shown))
        except RowGone:
            raise CompanyNotFound(self.side, "no such company", facts={"company": self.endpoint.company_id}) from None
        return Identity(guid(row.get("id")) or "", str(row.get("displayName") or row.get("name") or ""))

    def companies(self) -> list[Company]:
        """All companies of the environment."""
        target = odata.query("companies", {"select": "id,name,displayName"})
        pages = odata.pages(self._http.get, target)
        return [
            Company(guid(row.get("id")) or "", str(row.get("displayName") or row.get("name") or ""))
            for page in pages
            for row in page
        ]

    def company(self) -> Company:
        """The company of this endpoint; raises CompanyNotFound."""
        wanted = guid(self.endpoint.company_id)
        for company in self.companies():
            if company.key == wanted:
                return company
        raise CompanyNotFound(self.side, "no such company", facts={"company": self.endpoint.company_id})

    def tables(self) -> Mapping[str, TableFacts]:
        """The tables of the standard API, of our extension and of what others added."""
        return self._catalogue.facts()

    def watching(self) -> Subscriptions:
        """How to be told of changes."""
        return Subscriptions(self._http, self._company, self._table)

    def extension(self) -> str | None:
        """The version of our extension, if it is installed."""
        return self._catalogue.extension(self._company)

    def lines(
        self, table: str, columns: Sequence[str], parents: Sequence[str], above: str = ""
    ) -> dict[str, list[Record]]:
        """Lines below many parents in a request."""
        return current(self._catalogue, table, lambda known: self._reads.lines(known, columns, parents, above))

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Write in batches, several in flight. A create whose answer is lost is looked up by its business key."""
        marked = business_central_writes.with_own_keys(self._table(table), writes)
        wanted = columns_of(columns, marked)
        written = current_writes(self._catalogue, table, marked, partial(self._write, wanted))
        return business_central_writes.without_own_keys(written, columns)

    def now(self) -> datetime:
        """The time of the service's last answer."""
        if self._http.service.time is None:
            self.companies()
        return self._http.service.now()

    def asked(self) -> int:
        """How many requests were answered so far."""
        return self._http.service.answers

    def _path_of(self, table: str) -> str:
        return self._table(table).target(self._company)

    def _company_names(self) -> str:
        return ", ".join(company.name for company in self.companies())

    def _read_one(self, table: str) -> None:
        known = self._table(table)
        selected = known.selection(())
        self._http.get(odata.query(known.target(self._company), {"select": selected, "top": "1"}))

    def _write(self, columns: Sequence[str], table: Table, writes: Sequence[Write]) -> list[Written]:
        shown = [name for name in columns if name in table.columns]
        lines = {name: self._table(name) for name in deep.line_tables(writes)}
        work = business_central_writes.Batches(table, self._company, shown, lines)
        send = Sender(table, self._http, self._lanes, "$batch", business_central_writes.BATCH, work.send).send

        def look(some: Sequence[Write]) -> dict[int, Record]:
            ask = partial(self._reads.question(table, shown).ask, self._http)
            return business_central_writes.look_up(table, some, partial(self._rows, table, shown, some), ask)

        def settle(some: Sequence[Write]) -> list[Written]:
            sendable, refused = deep.sendable(some, lines)
            return [*writing.carry_out(table, sendable, send, look, self._http.rest), *refused]

        if has_actions(table):
            written = self._releasing(table, shown, settle).carry_out(writes)
        elif has_released_parents(table):
            written = self._releasing(self._table(table.facts.parent), (), settle).carry_out_below(writes)
        else:
            written = settle(writes)
        for change in (Change.CREATE, Change.UPDATE):
            refs = {write.ref for write in writes if write.change is change}
            fields = writing.read_only_fields([one for one in written if one.ref in refs])
            self._catalogue.learn_read_only(table.name, fields, change)
        return written

    def _releasing(
        self, orders: Table, columns: Sequence[str], settle: Callable[[Sequence[Write]], list[Written]]
    ) -> Releasing:
        read = partial(self._reads.by_keys, orders, list(dict.fromkeys([*columns, STATUS])))
        return Releasing(self._http, orders.target(self._company), read, settle)

    def _rows(
        self, table: Table, columns: Sequence[str], writes: Sequence[Write], keys: Sequence[str]
    ) -> Mapping[str, Record]:
        """The rows of writes by key; lines are read below their parents."""
        parents = list(dict.fromkeys(write.parent for write in writes if write.parent))
        if not parents:
            return self._reads.by_keys(table, columns, keys)
        return {line.key: line for lines in self._reads.lines(table, columns, parents).values() for line in lines}
