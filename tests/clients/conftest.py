"""A sandbox over real HTTP that is fresh for each test, both remotes on it, and a clock that nobody waits for."""

import threading
from collections.abc import Iterator

import pytest

from syncadmin.connections.clients import catalogues
from syncadmin.connections.clients.auth import BUSINESS_CENTRAL_SCOPE, TOKENS, ClientCredentials, dataverse_scope
from syncadmin.connections.clients.business_central.client import BusinessCentral, BusinessCentralEndpoint
from syncadmin.connections.clients.dataverse.client import Dataverse, DataverseEndpoint
from syncadmin.connections.clients.sizes import SIZES
from syncadmin.engine.values import Side
from tests.clients.scripted import ScriptedServer


class Clock:
    """Time that passes by sleeping."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.time += seconds
            self.slept.append(seconds)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    TOKENS.clear()
    catalogues.forget_all()
    SIZES.clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.stop()


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator:
    from syncadmin.sandbox.server import Sandbox

    server = Sandbox()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset()
    return running_sandbox


def credentials(sandbox, side: Side, secret: str = "") -> ClientCredentials:
    """The sandbox's own credentials for one of its services."""
    scope = BUSINESS_CENTRAL_SCOPE if side is Side.BC else dataverse_scope(sandbox.dataverse_url)
    return ClientCredentials(side, sandbox.token_url, sandbox.client_id, secret or sandbox.client_secret, scope)


def bc_endpoint(sandbox, **changes: str) -> BusinessCentralEndpoint:
    """The sandbox's company."""
    values = {
        "address": sandbox.url,
        "tenant": sandbox.tenant,
        "environment": sandbox.environment,
        "company_id": sandbox.company_id,
    }
    return BusinessCentralEndpoint(**{**values, **changes})


@pytest.fixture
def bc(sandbox, clock) -> Iterator[BusinessCentral]:
    remote = BusinessCentral(bc_endpoint(sandbox), credentials(sandbox, Side.BC), clock=clock, sleep=clock.sleep)
    yield remote
    remote.close()


@pytest.fixture
def dv(sandbox, clock) -> Iterator[Dataverse]:
    endpoint = DataverseEndpoint(sandbox.dataverse_url)
    remote = Dataverse(endpoint, credentials(sandbox, Side.DATAVERSE), clock=clock, sleep=clock.sleep)
    yield remote
    remote.close()
