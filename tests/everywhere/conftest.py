"""What tests over all pages share: an installation with one of everything, and Alice's browser."""

import pytest

from jobs.models import Job
from jobs.run import run_job
from jobs.services import start
from syncadmin.connections.clients.auth import TOKENS
from syncadmin.connections.models import Connection
from tests.everywhere.world import WRONG, a_world
from tests.jobs.conftest import signed_in


@pytest.fixture
def world(db):
    """One of everything; nothing answers behind the connection."""
    return a_world(Connection.objects.create(name="Contoso", enabled=True))


@pytest.fixture
def reachable(connection):
    """One of everything; behind the connection is the sandbox."""
    return a_world(connection)


@pytest.fixture
def as_alice(client, alice):
    """A client through which Alice works."""
    client.force_login(alice)
    return client


@pytest.fixture
def browser(alice):
    """Alice's browser."""
    return signed_in(alice)


@pytest.fixture
def known(sandbox, reachable):
    """Everything that has to stay inside: client secret, stored cipher text and the tokens handed out so far."""
    TOKENS.clear()
    run_job(start(reachable.mapping, Job.Kind.READ).pk)
    tokens = [token.header.removeprefix("Bearer ") for token in TOKENS._tokens.values()]
    assert len(tokens) == 2
    return [sandbox.client_secret, WRONG, *tokens]
