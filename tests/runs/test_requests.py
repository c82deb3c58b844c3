"""What large runs cost: requests in all, counted by the sandbox."""

import pytest

from couplings.models import Coupling
from syncadmin.connections.clients import auth, catalogues
from tests.runs.work import endings, many_customers, synchronize

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CUSTOMERS = 10_000


def forget_everything():
    """Make this process one that knows no token and no metadata yet."""
    auth.TOKENS.clear()
    catalogues.forget_all()


def coupled_rows(sandbox, mapping, number):
    """That many customers and accounts with equal values, coupled, and read by a first run."""
    sandbox.add_many("customers", many_customers(number))
    customers = sandbox.rows("customers")
    same = {"address1_city": "Oslo", "customertypecode": 3, "creditlimit": 0}
    sandbox.add_many("account", ({"name": row["displayName"], **same} for row in customers))
    keys = {row["name"]: row["accountid"] for row in sandbox.rows("account")}
    Coupling.objects.bulk_create(
        Coupling(mapping=mapping, bc_key=row["id"], dataverse_key=keys[row["displayName"]]) for row in customers
    )
    synchronize(mapping)


def test_a_hundred_changes_among_ten_thousand_cost_ten_requests_at_first_and_then_eight_at_most(sandbox, mapping):
    coupled_rows(sandbox, mapping, CUSTOMERS)
    for row in sandbox.rows("customers")[:100]:
        sandbox.change("customers", row["id"], city="Bergen")
    forget_everything()
    sandbox.requests.clear()
    job = synchronize(mapping)
    assert job.counts == {"updated": 100}
    assert len(sandbox.requests) <= 10
    sandbox.requests.clear()
    assert endings(synchronize(mapping)) == []
    assert len(sandbox.requests) <= 4
    for row in sandbox.rows("customers")[:100]:
        sandbox.change("customers", row["id"], city="Oslo")
    sandbox.requests.clear()
    assert synchronize(mapping).counts == {"updated": 100}
    assert len(sandbox.requests) <= 8


def test_creating_ten_thousand_accounts_costs_a_hundred_requests_at_most(sandbox, creating):
    forget_everything()
    sandbox.add_many("customers", many_customers(CUSTOMERS))
    job = synchronize(creating)
    assert job.counts == {"created": CUSTOMERS}
    assert len(sandbox.requests) <= 100
    assert sandbox.count("account") == CUSTOMERS
    sandbox.requests.clear()
    synchronize(creating)
    assert {one.method for one in sandbox.requests} == {"GET"}
