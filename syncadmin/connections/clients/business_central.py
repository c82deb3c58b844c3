"""Business Central over its API v2.0: one company's tables. What OData, batches and values look like is elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote

from syncadmin.connections.clients import checking, odata, reading, rows, writing
from syncadmin.connections.clients.answers import error_of
from syncadmin.connections.clients.auth import Authentication
from syncadmin.connections.clients.batch import CONTINUE, Inner, Part, json_batch, json_parts
from syncadmin.connections.clients.contract import Answer, Change, Check, Column, Company, Step, Write, Written
from syncadmin.connections.clients.errors import BadAnswer, CompanyNotFound, RemoteError, TableMissing
from syncadmin.connections.clients.http import Call, Http, Patience, Reply
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table, bc_tables
from syncadmin.connections.clients.schemas import Schemas
from syncadmin.connections.clients.values import guid
from syncadmin.connections.clients.writing import Sent
from syncadmin.engine.values import Record, Side, Value

ADDRESS = "https://api.businesscentral.dynamics.com"
PAGE = 5000
BATCH = 100
IN_FLIGHT = 4
LONGEST_TARGET = 6000
SCHEMAS: Schemas[dict[str, Table]] = Schemas()
_PAGED = {"Prefer": f"odata.maxpagesize={PAGE}"}


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


class BusinessCentral:
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
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self.endpoint = endpoint
        headers = {"Accept": "application/json", "Accept-Language": "en-US"}
        self._http = Http(
            self.side, endpoint.root, auth, headers=headers, patience=patience, verify=verify, clock=clock, sleep=sleep
        )
        self._lanes = Lanes(self._http, in_flight)
        self._company = f"companies({guid(endpoint.company_id) or endpoint.company_id})"

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """Test address, token, permission, company and tables."""
        SCHEMAS.forget(self.endpoint.root)
        return checking.run(
            (
                (Step.ADDRESS, lambda: checking.address(self._http)),
                (Step.TOKEN, lambda: checking.token(self._http)),
                (Step.PERMISSION, lambda: ", ".join(company.name for company in self.companies())),
                (Step.COMPANY, lambda: self.company().name),
                (Step.TABLES, lambda: checking.tables(self._http, tables, self._read_one)),
            )
        )

    def companies(self) -> list[Company]:
        """All companies of the environment."""
        target = odata.query("companies", {"select": "id,name,displayName"})
        pages = odata.pages(lambda link: reading.page(self._http, link, _PAGED), target)
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

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of a table."""
        return self._table(table).columns

    def describe(self, table: str) -> Mapping[str, Column]:
        """The columns of a table."""
        return self.columns(table)

    def changed(self, table: str, columns: Sequence[str], since: datetime | None) -> Iterator[list[Record]]:
        """Pages of changed rows in the order of their keys; the next page is read while one is worked on."""
        known = self._table(table)
        condition = odata.since(known.stamp, since) if since and known.stamp else ""
        return self._question(known, columns).ask_in_pages(self._http, condition)

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """Rows by key, up to a hundred in a request."""
        known = self._table(table)
        question = self._question(known, columns)
        wanted = list(dict.fromkeys(filter(None, map(guid, keys))))

        def target(some: Sequence[str]) -> str:
            return question.target(odata.any_of(known.key, some))

        def read(http: Http, some: Sequence[str]) -> list[Record]:
            return question.ask(http, odata.any_of(known.key, some))

        found = self._lanes.each(read, odata.pieces(wanted, target, LONGEST_TARGET, BATCH))
        return {record.key: record for some in found for record in some}

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """Rows with exactly these values; blanks are compared here only, as filters on them are fragile."""
        known = self._table(table)
        conditions = [odata.equals(self.side, known.column(name), value) for name, value in values.items() if value]
        conditions += [odata.since(known.stamp, since)] if since and known.stamp else []
        question = self._question(known, list(dict.fromkeys([*columns, *values])))
        found = question.ask(self._http, " and ".join(conditions))
        return [record for record in found if rows.carries(known, record, values)]

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Write in batches of a hundred, several in flight. Creates whose answer is lost stay unknown."""
        known = self._table(table)
        wanted = list(dict.fromkeys([*columns, *(name for write in writes for name in write.values)]))
        wanted = [name for name in wanted if name in known.columns]

        def send(some: Sequence[Write]) -> list[Sent]:
            batches = (some[start : start + BATCH] for start in range(0, len(some), BATCH))
            work = partial(self._send_batch, known, wanted)
            return [sent for answers in self._lanes.each(work, batches) for sent in answers]

        def look(keys: Sequence[str]) -> dict[str, Record]:
            return self.by_keys(table, wanted, keys)

        return writing.carry_out(known, writes, send, look, self._http.rest)

    def now(self) -> datetime:
        """The time of the service's last answer."""
        if self._http.service.time is None:
            self.companies()
        return self._http.service.now()

    def close(self) -> None:
        """Give back all sessions."""
        self._lanes.close()

    def _table(self, name: str) -> Table:
        known = SCHEMAS.get(self.endpoint.root, "", self._http.service.clock(), self._describe)
        try:
            return known[name]
        except KeyError:
            facts = {"table": name}
            raise TableMissing(self.side, "the service does not offer it", facts=facts) from None

    def _describe(self) -> dict[str, Table]:
        call = Call("GET", "$metadata", {"Accept": "application/xml"}, repeatable=True)
        return self._http.send(call, bc_tables)

    def _read_one(self, table: str) -> None:
        known = self._table(table)
        selected = known.selection(())
        self._http.get(odata.query(f"{self._company}/{known.path}", {"select": selected, "top": "1"}))

    def _question(self, table: Table, columns: Sequence[str]) -> reading.Question:
        return reading.Question(table, f"{self._company}/{table.path}", columns, _PAGED)

    def _send_batch(self, table: Table, columns: Sequence[str], http: Http, writes: Sequence[Write]) -> list[Sent]:
        """One batch; a write without an answer in it counts as lost."""
        headers = {"Content-Type": "application/json", "Prefer": CONTINUE}
        body = json_batch([self._inner(table, columns, write) for write in writes])
        try:
            parts = http.send(Call("POST", "$batch", headers, body), lambda reply: json_parts(reply.body))
        except RemoteError as error:
            return writing.all_failed(error, writes)
        found = [(write, parts[str(write.ref)]) for write in writes if str(write.ref) in parts]
        return [self._understood(table, columns, http, write, part) for write, part in found]

    def _inner(self, table: Table, columns: Sequence[str], write: Write) -> Inner:
        path = f"{self._company}/{table.path}"
        shown = {"select": table.selection(columns)}
        guard = {"If-Match": write.expects}
        if write.change is Change.DELETE:
            return Inner(str(write.ref), "DELETE", f"{path}({write.key})", guard)
        content = rows.content(table, write)
        if write.change is Change.UPDATE:
            return Inner(str(write.ref), "PATCH", odata.query(f"{path}({write.key})", shown), guard, content)
        return Inner(str(write.ref), "POST", odata.query(path, shown), {}, content)

    def _understood(self, table: Table, columns: Sequence[str], http: Http, write: Write, part: Part) -> Sent:
        """What one part of a batch says about its write."""
        named = f"{write.change} {table.name}"
        if 200 <= part.status < 300:
            return self._done(table, columns, write, part)
        if part.status < 400:
            return writing.refused(BadAnswer(self.side, "a batch without a status", request=named), write, table)
        error = error_of(self.side, part.status, part.headers, part.body, named, http.service.clock())
        http.note(error)
        return writing.refused(error, write, table)

    def _done(self, table: Table, columns: Sequence[str], write: Write, part: Part) -> Sent:
        if write.change is Change.DELETE:
            return Sent(Written(write.ref, Answer.DONE))
        try:
            row = Reply(part.status, part.headers, part.body).json()
            return Sent(Written(write.ref, Answer.DONE, rows.records(table, columns, [row])[0]))
        except (ValueError, RemoteError):
            return writing.refused(BadAnswer(self.side, "a batch without its rows"), write, table)
