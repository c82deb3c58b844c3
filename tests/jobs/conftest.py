"""What tests of pages about work share: a mapping that leads nowhere, and browsers signed in as the three people."""

import pytest
from django.test import Client

from tests.jobs.builders import a_mapping


@pytest.fixture
def contoso(db):
    """The CUSTOMER mapping of an enabled connection; nothing answers behind it."""
    return a_mapping()


@pytest.fixture
def browser(alice):
    """Alice's browser."""
    return signed_in(alice)


def signed_in(user):
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
