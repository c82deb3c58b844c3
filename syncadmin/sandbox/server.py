"""The sandbox as tests and the demo use it: start, look, change rows as another user, misbehave, reset.

    with Sandbox(customers=250).start() as sandbox:
        sandbox.misbehave("PATCH", "customers", status=429, retry_after=7, times=1)

Rows go in and come out by API names and values; `@odata.etag` comes with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from types import TracebackType

from . import identity, permissions, striking
from .application import Application
from .business_central.apis import EXTENSION, STANDARD
from .business_central.service import BusinessCentral
from .clock import Clock, utc_now
from .columns import BUSINESS_CENTRAL, DATAVERSE, Table
from .dataverse.message_rows import message_rows
from .dataverse.service import Dataverse
from .delivery import Deliveries
from .demo_data.generate import generate
from .demo_data.second_company import SECOND_COMPANY_ID, second_company, second_rows
from .disturbances import LateRows
from .entrance import ON_PREMISES
from .faults import Fault, Faults
from .gate import Gate
from .limits import Limits
from .options import Options
from .request_log import RequestLog
from .schedules import schedule
from .serving import Server
from .shapes import new_table
from .store import EDITOR, Row, Store
from .tokens import Tokens
from .waiting_line import WaitingLine

HOST = "127.0.0.1"
SEED, CUSTOMERS, ACCOUNTS = "seed", "customers", "accounts"
BIG = 5_000


class Sandbox:
    """Both services, the token endpoint and their rows on one port of the loopback interface."""

    def __init__(
        self,
        seed: int = 1,
        customers: int = 0,
        path: Path | str | None = None,
        accounts: int | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.seed = seed
        self.options = Options()
        self.store = Store(Path(path) if path else None, clock, seed)
        self.clock = self.store.clock
        self.tokens = Tokens(self.options, seed, self.clock.ticks)
        self.gate = Gate()
        self.faults = Faults()
        self.late_rows = LateRows()
        self.limits = Limits(self.options, self.clock.ticks)
        self.line = WaitingLine(self.options)
        self.requests = RequestLog()
        self.deliveries = Deliveries()
        self.business_central = BusinessCentral(self.store, self.options, self.limits, self.deliveries)
        self.dataverse = Dataverse(self.store, self.options, self.deliveries)
        self.business_central.disturbed = partial(striking.operation, self, BUSINESS_CENTRAL)
        self.dataverse.disturbed = partial(striking.operation, self, DATAVERSE)
        self._server: Server | None = None
        if self.store.fact(SEED) is None:
            self._fill(customers, accounts)

    def start(self, port: int = 0, host: str = HOST, tls: SSLContext | None = None) -> Sandbox:
        """Serve in a thread from now on; port 0 takes any free one. OSError if the port is taken."""
        self.listen(port, host, tls)
        Thread(target=self.serve, name="sandbox", daemon=True).start()
        return self

    def listen(self, port: int = 0, host: str = HOST, tls: SSLContext | None = None) -> None:
        """Take the port; with `tls`, which needs a certificate for the host, requests must be encrypted."""
        self._server = Server(host, port, Application(self), tls)

    def serve(self) -> None:
        """Answer requests until `stop`."""
        self._running().serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Give the port back, and the data file."""
        if self._server is not None:
            self._server.end()
            self._server = None
        self.deliveries.stop()
        self.store.database.close()

    def __enter__(self) -> Sandbox:
        return self if self._server else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address everything is below; also Dataverse's environment URL."""
        server = self._running()
        host, port = server.server_address[:2]
        return f"{'https' if server.ssl_context else 'http'}://{host!s}:{port}"

    @property
    def dataverse_url(self) -> str:
        """The environment URL of Dataverse."""
        return self.url

    @property
    def business_central_url(self) -> str:
        """The root of Business Central's API."""
        return f"{self.url}/v2.0/{self.tenant}/{self.environment}/api/{STANDARD.path}"

    @property
    def extension_url(self) -> str:
        """The root of the API our extension adds to Business Central."""
        return f"{self.url}/v2.0/{self.tenant}/{self.environment}/api/{EXTENSION.path}"

    @property
    def on_premises_url(self) -> str:
        """The root of Business Central's API on-premises; that of the extension stands beside it."""
        return f"{self.url}/{ON_PREMISES}/api/{STANDARD.path}"

    @property
    def token_url(self) -> str:
        """The token endpoint."""
        return f"{self.url}/{self.tenant}/oauth2/v2.0/token"

    tenant = identity.TENANT
    environment = identity.ENVIRONMENT
    client_id = identity.CLIENT_ID
    client_secret = identity.CLIENT_SECRET
    company_id = identity.COMPANY_ID
    second_company_id = SECOND_COMPANY_ID

    def connection(self) -> dict[str, str]:
        """Everything a client has to be told."""
        services = ("business_central_url", "extension_url", "on_premises_url", "dataverse_url", "token_url")
        others = ("client_id", "client_secret", "company_id", "second_company_id", "tenant", "environment", "url")
        return {name: str(getattr(self, name)) for name in (*services, *others)}

    def reset(self, customers: int = 0, accounts: int | None = None) -> None:
        """Rows, faults, options, limits and log as at the start, with as many customers as wanted; tokens stay good."""
        self.behave()
        self.clock.restore()
        self.options.restore()
        self.limits.clear()
        self.deliveries.clear()
        self.business_central.subscriptions.clear()
        with self.gate.change(), self.store.transaction():
            self.store.clear()
            self._fill(customers, accounts)
        self.dataverse.webhooks.begin()
        self.requests.clear()

    def company(self, key: str) -> Store:
        """The rows as another company of Business Central sees them; KeyError for what is no id."""
        return self.store.of(key)

    def add(self, name: str, /, **values: object) -> Row:
        """A new row, made by another user; raises `Refused`."""
        return self.store.create(name, values, self.other_user())

    def add_many(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Many rows at once, made by another user; keys and stamps they carry are kept."""
        user = self.other_user()
        with self.store.transaction():
            for row in rows:
                self.store.create(name, row, user)

    def change(self, name: str, key: str, /, **values: object) -> Row:
        """Change a row as another user; KeyError if there is none."""
        return self.store.change(name, key, values, self.other_user())

    def remove(self, name: str, key: str) -> bool:
        """Delete a row as another user."""
        return self.store.remove(name, key)

    def row(self, name: str, key: str) -> Row | None:
        """A row, or None."""
        return self.store.get(name, key)

    def rows(self, name: str) -> list[Row]:
        """All rows of a set in the order of their keys."""
        return self.store.find(name)

    def count(self, name: str) -> int:
        """How many rows a set has."""
        return self.store.count(name)

    def reshape(self, table: str, /, **change: object) -> Table:
        """Change a table while the services run: `remove="fax"`, `rename={"old": "new"}`, `alter={"name":
        {"length": 40}}`, `options={"column": [Option(...)]}`, `add=[Column(...)]`; until `reset`. Raises `BadShape`."""
        with self.gate.change():
            return self.store.reshape(table, **change)

    def add_table(self, **wanted: object) -> Table:
        """A table of somebody's own, until `reset`; as `shapes.new_table` describes it. Raises `BadShape`."""
        with self.gate.change():
            return self.store.schema.add(new_table(wanted))

    def drop_table(self, table: str) -> None:
        """A table and its rows are gone, until `reset`; KeyError if there is none."""
        with self.gate.change():
            self.store.schema.drop(table)

    def misbehave(self, method: str = "*", path: str = "", **how: object) -> None:
        """Put a fault in force: `status=429, retry_after=7, times=1` or `kind="lose_answer", probability=0.05`."""
        self.faults.add(Fault(method, path, **how), self.clock.now())  # type: ignore[arg-type]

    def schedule(self, seed: int, **how: object) -> list[Fault]:
        """Put a run's worth of faults in force: `kinds=("503", "lose_answer"), share=0.05`; see `schedules`."""
        found = schedule(seed, **how)  # type: ignore[arg-type]
        for fault in found:
            self.faults.add(fault, self.clock.now())
        return found

    def behave(self) -> None:
        """No more faults; what they have changed stays."""
        self.faults.clear()
        self.late_rows.clear()

    def withdraw(self, **rights: str) -> None:
        """Take rights away: `withdraw(**{"account:write": "none"})`, as `permissions` says. Raises `BadRight`."""
        permissions.check(rights)
        self.options.rights = {**self.options.rights, **rights}

    def other_user(self) -> str | None:
        """Somebody who is not the integration user."""
        people = self.store.find("systemuser", limit=2)
        found = [user["systemuserid"] for user in people if user["systemuserid"] != identity.EDITOR_ID]
        return str(found[0]) if found else None

    def expire_tokens(self) -> None:
        """All tokens given out so far are worthless."""
        self.tokens.expire()

    def _running(self) -> Server:
        if self._server is None:
            raise RuntimeError("The sandbox is not started.")
        return self._server

    def start_over(self) -> None:
        """A reset with as many customers and accounts as there were in the beginning."""
        customers, accounts = self.store.fact(CUSTOMERS), self.store.fact(ACCOUNTS)
        self.reset(int(customers or 0), int(accounts) if accounts else None)

    def _fill(self, customers: int, accounts: int | None) -> None:
        with self.store.transaction():
            rows = generate(self.seed, customers, accounts)
            self.store.load(rows, big=customers + (accounts or 0) >= BIG)
            self.store.load(message_rows())
            self.store.load([("companies", second_company())])
            self.company(SECOND_COMPANY_ID).load(second_rows())
            self.store.remember(SEED, str(self.seed))
            self.store.remember(CUSTOMERS, str(customers))
            self.store.remember(ACCOUNTS, "" if accounts is None else str(accounts))
            self.store.remember(EDITOR, identity.EDITOR_ID)
