"""What tests of the mapping pages share: the CUSTOMER mapping of a connection to the sandbox."""

import pytest

from mappings.defaults import restore_defaults


@pytest.fixture
def mapping(connection):
    """The default CUSTOMER mapping."""
    return restore_defaults(connection)[0]


@pytest.fixture
def administrator(client, alice):
    """A client through which Alice works."""
    client.force_login(alice)
    return client
