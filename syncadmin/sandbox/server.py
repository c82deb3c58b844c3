"""The sandbox as tests and the demo use it: start, look, change rows as another user, misbehave, reset.

    with Sandbox(customers=250).start() as sandbox:
        sandbox.misbehave("PATCH", "customers", status=429, retry_after=7, times=1)

Rows go in and come out by API names and values; `@odata.etag` comes with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Thread
from types import TracebackType

from . import identity
from .application import Application
from .business_central.service import BusinessCentral
from .clock import Clock, utc_now
from .dataverse.service import Dataverse
from .faults import Fault, Faults
from .generate import generate
from .limits import Limits
from .options import Options
from .request_log import RequestLog
from .serving import Server
from .store import EDITOR, Row, Store
from .tokens import Tokens

HOST = "127.0.0.1"
SEED = "seed"
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
        self.tokens = Tokens(self.options, seed)
        self.faults = Faults()
        self.limits = Limits(self.options)
        self.requests = RequestLog()
        self.business_central = BusinessCentral(self.store, self.options)
        self.dataverse = Dataverse(self.store, self.options)
        self._server: Server | None = None
        if self.store.fact(SEED) is None:
            self._fill(customers, accounts)

    def start(self, port: int = 0, host: str = HOST) -> Sandbox:
        """Serve in a thread from now on; port 0 takes any free one. OSError if the port is taken."""
        self.listen(port, host)
        Thread(target=self.serve, name="sandbox", daemon=True).start()
        return self

    def listen(self, port: int = 0, host: str = HOST) -> None:
        """Take the port."""
        self._server = Server(host, port, Application(self))

    def serve(self) -> None:
        """Answer requests until `stop`."""
        self._running().serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Give the port back, and the data file."""
        if self._server is not None:
            self._server.end()
            self._server = None
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
        host, port = self._running().server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def dataverse_url(self) -> str:
        """The environment URL of Dataverse."""
        return self.url

    @property
    def business_central_url(self) -> str:
        """The root of Business Central's API."""
        return f"{self.url}/v2.0/{self.tenant}/{self.environment}/api/v2.0"

    @property
    def token_url(self) -> str:
        """The token endpoint."""
        return f"{self.url}/{self.tenant}/oauth2/v2.0/token"

    tenant = identity.TENANT
    environment = identity.ENVIRONMENT
    client_id = identity.CLIENT_ID
    client_secret = identity.CLIENT_SECRET
    company_id = identity.COMPANY_ID

    def connection(self) -> dict[str, str]:
        """Everything a client has to be told."""
        names = ("business_central_url", "dataverse_url", "token_url", "client_id", "client_secret", "company_id")
        return {name: str(getattr(self, name)) for name in (*names, "tenant", "environment", "url")}

    def reset(self, customers: int = 0, accounts: int | None = None) -> None:
        """Rows, faults, options, limits and log as at the start, with as many customers as wanted; tokens stay good."""
        self.behave()
        self.options.restore()
        self.limits.clear()
        with self.store.transaction():
            self.store.clear()
            self._fill(customers, accounts)
        self.requests.clear()

    def add(self, name: str, /, **values: object) -> Row:
        """A new row, made by another user; raises `Refused`."""
        return self.store.create(name, values, self._other_user())

    def add_many(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Many rows at once, made by another user; keys and stamps they carry are kept."""
        user = self._other_user()
        with self.store.transaction():
            for row in rows:
                self.store.create(name, row, user)

    def change(self, name: str, key: str, /, **values: object) -> Row:
        """Change a row as another user; KeyError if there is none."""
        return self.store.change(name, key, values, self._other_user())

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

    def misbehave(self, method: str = "*", path: str = "", **how: object) -> None:
        """Put a fault in force: `status=429, retry_after=7, times=1` or `kind="lose_answer", probability=0.05`."""
        self.faults.add(Fault(method, path, **how))  # type: ignore[arg-type]

    def behave(self) -> None:
        """No more faults."""
        self.faults.clear()

    def expire_tokens(self) -> None:
        """All tokens given out so far are worthless."""
        self.tokens.expire()

    def _running(self) -> Server:
        if self._server is None:
            raise RuntimeError("The sandbox is not started.")
        return self._server

    def _fill(self, customers: int, accounts: int | None) -> None:
        with self.store.transaction():
            rows = generate(self.seed, customers, accounts)
            self.store.load(rows, big=customers + (accounts or 0) >= BIG)
            self.store.remember(SEED, str(self.seed))
            self.store.remember(EDITOR, identity.EDITOR_ID)

    def _other_user(self) -> str | None:
        """Somebody who is not the integration user."""
        people = self.store.find("systemuser", limit=2)
        found = [user["systemuserid"] for user in people if user["systemuserid"] != identity.EDITOR_ID]
        return str(found[0]) if found else None
