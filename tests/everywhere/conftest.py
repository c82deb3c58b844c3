"""What tests over all pages share: an installation with one of everything, and Alice's browser."""

import pytest

from syncadmin.connections.models import Connection
from tests.everywhere.world import a_world


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
