"""Browsers of an administrator and of others."""

import pytest

from tests.jobs.conftest import signed_in


@pytest.fixture
def browser(alice):
    """Alice's browser."""
    return signed_in(alice)
