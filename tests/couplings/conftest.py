"""What tests of pages of customers share: the CUSTOMER mapping, a customer, a coupled pair, and people signed in."""

import pytest

from tests.couplings.acting import read
from tests.family import customer_mapping
from tests.runs.work import coupled_pair


@pytest.fixture
def mapping(connection):
    """The default CUSTOMER mapping of a connection to the sandbox."""
    return customer_mapping(connection)


@pytest.fixture
def customer(sandbox, mapping):
    """A customer that is not coupled, and was read."""
    one = sandbox.add("customers", displayName="Adatum", city="Oslo", phoneNumber="555-0100", email="a@adatum.example")
    read(mapping)
    return one


@pytest.fixture
def account(sandbox, customer, mapping):
    """An account that is not coupled, and was read."""
    one = sandbox.add("account", name="Adatum Ltd", address1_city="Oslo", customertypecode=3)
    read(mapping)
    return one


@pytest.fixture
def pair(sandbox, mapping):
    """A customer and its account, coupled, in step and read."""
    both = coupled_pair(sandbox, mapping)
    read(mapping)
    return both


@pytest.fixture
def as_bob(client, bob):
    """Signed in as a user, who couples and synchronizes."""
    client.force_login(bob)
    return client


@pytest.fixture
def as_charlie(client, charlie):
    """Signed in as a viewer."""
    client.force_login(charlie)
    return client
