"""What tests of runs share: the CUSTOMER mapping against the sandbox, and plain functions to start and finish jobs."""

import pytest

from mappings.defaults import restore_defaults


@pytest.fixture
def mapping(connection):
    """The default CUSTOMER mapping of a connection to the sandbox."""
    return restore_defaults(connection)[0]


@pytest.fixture
def creating(mapping):
    """The mapping with *Synch. Only Coupled Records* off."""
    mapping.only_coupled = False
    mapping.save()
    return mapping
