"""What tests of pages about work share: a mapping that leads nowhere, and browsers signed in as the three people."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.jobs.builders import a_mapping


@pytest.fixture
def contoso(db):
    """The CUSTOMER mapping of an enabled connection; nothing answers behind it."""
    return a_mapping()


@pytest.fixture
def browser(alice):
    """Alice's browser."""
    return signed_in(alice)


def queries_of(browser, url):
    """How many queries a page costs, once everything that is cached is."""
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def signed_in(user):
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
