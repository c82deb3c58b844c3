"""What tests of the mapping pages share: the CUSTOMER mapping of a connection to the sandbox."""

import pytest

from tests.family import customer_mapping


@pytest.fixture
def mapping(connection):
    """The default CUSTOMER mapping."""
    return customer_mapping(connection)


@pytest.fixture
def administrator(client, alice):
    """A client through which Alice works."""
    client.force_login(alice)
    return client
