"""What tests of the default mappings share."""

from functools import partial

import pytest

from tests.defaults.stage import set_up


@pytest.fixture
def play(sandbox, connection):
    """Sets up the stage: ``play("CUSTOMER", "CURRENCY", pricing="older", extension=False)``."""
    return partial(set_up, sandbox, connection)
