"""``manage.py uncouple`` and ``manage.py preview``: two actions of the pages without a browser."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from couplings.models import Coupling
from jobs.models import Job
from tests.couplings.acting import conflicting, read
from tests.family import customer_mapping
from tests.runs.work import coupled_pair

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(connection):
    """The CUSTOMER mapping of a connection to the sandbox."""
    return customer_mapping(connection)


@pytest.fixture
def pair(sandbox, mapping):
    """A coupled pair that is in step and was read."""
    both = coupled_pair(sandbox, mapping, number="10000")
    read(mapping)
    return both


def run(*words):
    """What a command printed, and what it ended with."""
    out = StringIO()
    try:
        call_command(*words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


def test_uncouple_deletes_the_coupling_and_says_so(sandbox, pair):
    printed, code = run("uncouple", "CUSTOMER", "10000")
    assert code == 0
    assert "Coupling deleted: Adatum [Uncoupled]" in printed
    assert not Coupling.objects.exists()
    assert (sandbox.row("customers", pair[0]["id"]), Job.objects.latest("pk").trigger) == (pair[0], "command")


def test_uncouple_takes_several_records_by_whatever_they_are_called(sandbox, mapping, pair):
    other = coupled_pair(sandbox, mapping, displayName="Contoso")
    told = json.loads(run("uncouple", "CUSTOMER", "10000", "Adatum", other[1]["accountid"], "--json")[0])
    assert told["counts"]["uncoupled"] == 2
    assert {one["bc_key"] for one in told["operations"]} == {pair[0]["id"], other[0]["id"]}
    assert not Coupling.objects.exists()


def test_uncoupling_again_changes_nothing(pair):
    run("uncouple", "CUSTOMER", "10000")
    printed, code = run("uncouple", "CUSTOMER", "10000", "--json")
    assert code == 0
    assert json.loads(printed)["operations"][0]["reason"]["code"] == "not_coupled_already"


@pytest.mark.parametrize(
    ("records", "said"),
    [(["10000", "Nobody"], "There is no record Nobody in CUSTOMER"), (["10000", "Lonely"], "Lonely is not coupled.")],
)
def test_nothing_is_uncoupled_unless_all_can_be(sandbox, mapping, pair, records, said):
    sandbox.add("account", name="Lonely", customertypecode=3)
    read(mapping)
    with pytest.raises(CommandError, match=said) as refused:
        run("uncouple", "CUSTOMER", *records)
    assert refused.value.returncode == 1
    assert Coupling.objects.count() == 1


def test_a_preview_is_the_plan_and_writes_nothing(sandbox, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    printed, code = run("preview", "CUSTOMER")
    assert code == 0
    assert "Update in Dataverse: Adatum [Would be modified]\n    City: Oslo → Bergen\n" in printed
    assert sandbox.row("account", pair[1]["accountid"])["address1_city"] == "Oslo"


def test_a_preview_says_the_same_as_sync_does(sandbox, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    told = [
        json.loads(run(*words, "--json")[0]) for words in (["preview", "CUSTOMER"], ["sync", "CUSTOMER", "--preview"])
    ]
    assert told[0]["operations"] == told[1]["operations"]
    assert told[0]["checksum"] == told[1]["checksum"]


def test_a_preview_of_conflicts_could_be_made(sandbox, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    printed, code = run("preview", "CUSTOMER", "--json")
    assert (code, json.loads(printed)["counts"]["conflict"]) == (0, 1)


def test_a_preview_that_could_not_be_made_ends_with_one_and_says_why(sandbox, mapping):
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    printed, code = run("preview", "CUSTOMER", "--json")
    assert (code, json.loads(printed)["problem"]["code"]) == (1, "service_failed")


@pytest.mark.parametrize("words", [["preview", "CUSTOMER"], ["uncouple", "CUSTOMER", "10000"]])
def test_a_disabled_connection_is_one_clear_line(mapping, pair, words):
    mapping.connection.enabled = False
    mapping.connection.save()
    with pytest.raises(CommandError, match="The connection Sandbox is not enabled: ") as refused:
        run(*words)
    assert (refused.value.returncode, "\n" in str(refused.value)) == (1, False)


@pytest.mark.parametrize("words", [["preview", "NOPE"], ["uncouple", "NOPE", "1"], ["explain", "NOPE", "1"]])
def test_an_unknown_mapping_is_one_clear_line(mapping, words):
    with pytest.raises(CommandError, match="There is no mapping NOPE; there are: CUSTOMER.") as refused:
        run(*words)
    assert refused.value.returncode == 1
