"""``manage.py sync``: the modified run without the browser, its preview, and what it ends with."""

import json
import threading
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database

from jobs.models import Job
from jobs.requests import CoupleRecords
from jobs.run import run_job
from jobs.services import start
from tests.family import customer_mapping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(connection):
    """The CUSTOMER mapping of a connection to the sandbox."""
    return customer_mapping(connection)


@pytest.fixture
def customer(sandbox, mapping):
    """A customer that is coupled and in step."""
    made = sandbox.add("customers", displayName="Adatum", city="Oslo")
    run_job(start(mapping, Job.Kind.COUPLE, CoupleRecords({made["id"]: None})).pk)
    return made


def sync(*words):
    """What the command printed, and what it ended with."""
    out = StringIO()
    try:
        call_command("sync", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


def accounts(sandbox):
    return [one["address1_city"] for one in sandbox.rows("account")]


def test_it_synchronizes_and_prints_the_counts(sandbox, customer):
    sandbox.change("customers", customer["id"], city="Bergen")
    printed, code = sync("CUSTOMER")
    assert code == 0
    assert accounts(sandbox) == ["Bergen"]
    assert "Success" in printed
    assert printed.split("Modified")[1].split()[0] == "1"
    assert Job.objects.get(kind="modified").trigger == Job.Trigger.COMMAND


def test_json_is_one_line(sandbox, customer):
    sandbox.change("customers", customer["id"], city="Bergen")
    printed, _code = sync("CUSTOMER", "--json")
    told = json.loads(printed)
    assert printed.count("\n") == 1
    assert (told["status"], told["counts"]["updated"], told["problem"]) == ("finished", 1, None)
    assert told["job"] == Job.objects.get(kind="modified").pk


def test_a_preview_prints_the_plan_and_writes_nothing(sandbox, customer):
    sandbox.change("customers", customer["id"], city="Bergen")
    printed, code = sync("CUSTOMER", "--preview")
    assert code == 0
    assert accounts(sandbox) == ["Oslo"]
    assert "Update in Dataverse: Adatum [Would be modified]" in printed
    assert "    City: Oslo → Bergen\n" in printed


def test_the_same_plan_has_the_same_checksum_and_another_one_another(sandbox, customer):
    sandbox.change("customers", customer["id"], city="Bergen")
    plans = [json.loads(sync("customer", "--preview", "--json")[0]) for _ in range(2)]
    sandbox.change("customers", customer["id"], city="Narvik")
    other = json.loads(sync("customer", "--preview", "--json")[0])
    assert plans[0]["checksum"] == plans[1]["checksum"] != other["checksum"]
    assert plans[0]["operations"][0]["changes"] == [{"field": "City", "old": "Oslo", "new": "Bergen"}]
    assert plans[0]["counts"]["updated"] == 1


def test_a_plan_of_several_operations_is_sound_json_with_reasons(sandbox, customer):
    for name in ("Contoso", "Trey"):
        sandbox.add("customers", displayName=name)
    told = json.loads(sync("CUSTOMER", "--preview", "--json")[0])
    assert {one["record"] for one in told["operations"]} == {"Contoso", "Trey"}
    assert {one["reason"]["code"] for one in told["operations"]} == {"not_coupled"}


def test_a_conflict_ends_with_one(sandbox, customer):
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", sandbox.rows("account")[0]["accountid"], address1_city="Narvik")
    printed, code = sync("CUSTOMER")
    assert code == 1
    assert "With errors" in printed


def test_a_run_that_could_not_be_done_ends_with_two_and_says_why(sandbox, customer):
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    printed, code = sync("CUSTOMER", "--json")
    assert code == 2
    assert json.loads(printed)["problem"]["code"] == "service_failed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["NOPE"], "There is no mapping NOPE; there are: CUSTOMER."),
        (["CUSTOMER", "--connection", "Elsewhere"], "There is no mapping CUSTOMER; there are: none."),
    ],
)
def test_an_unknown_mapping_is_one_clear_line(mapping, words, said):
    with pytest.raises(CommandError, match=said) as refused:
        sync(*words)
    assert refused.value.returncode == 2


def test_a_disabled_connection_is_one_clear_line(mapping):
    mapping.connection.enabled = False
    mapping.connection.save()
    with pytest.raises(CommandError, match="The connection Sandbox is not enabled: ") as refused:
        sync("CUSTOMER")
    assert refused.value.returncode == 2


def test_a_job_before_it_that_nobody_took_up_is_done_first(mapping):
    first = start(mapping, Job.Kind.MODIFIED, preview=True)
    _printed, code = sync("CUSTOMER")
    assert code == 0
    assert [one.status for one in Job.objects.order_by("pk")] == ["finished", "finished"]
    assert Job.objects.earliest("finished_at") == first


def test_a_job_that_another_worker_has_is_waited_for(mapping):
    job = start(mapping, Job.Kind.MODIFIED)
    Job.objects.filter(pk=job.pk).update(status="running", lease_until="2999-01-01T00:00Z")

    def finish():
        time.sleep(0.7)
        Job.objects.filter(pk=job.pk).update(status="finished", finished_at="2998-01-01T00:00Z")
        database.close()

    worker = threading.Thread(target=finish)
    worker.start()
    _printed, code = sync("CUSTOMER")
    worker.join()
    assert code == 0
    assert Job.objects.filter(status="finished").count() == 2
