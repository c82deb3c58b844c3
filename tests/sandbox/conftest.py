"""Callers of both services, with a token each, for tests of the sandbox itself."""

import pytest

from tests.sandbox.callers import BC_SCOPE, Caller


@pytest.fixture(scope="session")
def _callers(running_sandbox):
    central = Caller(running_sandbox, running_sandbox.business_central_url, BC_SCOPE)
    url = running_sandbox.dataverse_url
    return central, Caller(running_sandbox, f"{url}/api/data/v9.2", f"{url}/.default")


def _signed_in(caller):
    """A caller with a good token, whatever an earlier test has done to it."""
    if caller.sandbox.tokens.service_of(caller.session.headers["Authorization"]) is None:
        caller.sign_in()
    return caller


@pytest.fixture
def central(sandbox, _callers):
    """Business Central, below its API root."""
    return _signed_in(_callers[0])


@pytest.fixture
def customers(central):
    """The path of the customers of the one company."""
    return f"/companies({central.sandbox.company_id})/customers"


@pytest.fixture
def dataverse(sandbox, _callers):
    """Dataverse, below its API root."""
    return _signed_in(_callers[1])


@pytest.fixture
def company(sandbox):
    """The path of the company in each API of Business Central."""
    return f"/companies({sandbox.company_id})"


@pytest.fixture
def extension(sandbox):
    """The API of the extension."""
    return Caller(sandbox, sandbox.extension_url, BC_SCOPE)
