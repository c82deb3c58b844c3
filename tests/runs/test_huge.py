"""Selections as large as people make them, and the same record named twice."""

import pytest

from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import start
from tests.runs.work import coupled_pair, endings, finished, many_customers, synchronize, synchronize_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_ten_thousand_selected_customers_are_all_accounted_for(sandbox, mapping):
    sandbox.add_many("customers", many_customers(10_000))
    keys = tuple(row["id"] for row in sandbox.rows("customers"))
    job = finished(start(mapping, Job.Kind.RECORDS, SynchronizeRecords(keys)))
    assert (job.status, job.counts) == (Job.Status.FINISHED, {"excluded": 10_000})


def test_a_customer_selected_twice_is_accounted_for_once(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    assert endings(synchronize_now(mapping, customer, customer)) == [("updated", "dataverse")]


def test_a_record_found_deleted_is_accounted_for_once(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    other = sandbox.add("customers", displayName="Contoso")
    synchronize(mapping)
    sandbox.remove("customers", other["id"])
    assert endings(synchronize_now(mapping, other)) == [("excluded", "record_deleted")]
    assert endings(synchronize(mapping)) == []


def test_an_account_that_comes_back_is_coupled_as_before(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    kept = {name: account[name] for name in ("accountid", "name", "telephone1", "address1_city", "customertypecode")}
    sandbox.remove("account", account["accountid"])
    sandbox.change("customers", customer["id"], city="Bergen")
    assert endings(synchronize(mapping)) == [("failed", "partner_deleted")]
    sandbox.add_many("account", [{**kept, "modifiedon": "2020-01-01T00:00:00Z"}])
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]
    assert not mapping.problems.exists()
