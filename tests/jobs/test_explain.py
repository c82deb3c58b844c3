"""``manage.py explain``: what would happen to a record now, why, and what happened to it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from couplings.models import Coupling, RecordProblem, RemoteRecord
from jobs.models import Job, JobOperation
from tests.couplings.acting import conflicting, read
from tests.family import customer_mapping
from tests.runs.work import coupled_pair, synchronize, uncouple

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = (Coupling, RecordProblem, RemoteRecord, Job, JobOperation)


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


def explained(record, *words):
    """What it says about a record, as JSON and as text."""
    said = []
    for form in (["--json"], []):
        out = StringIO()
        call_command("explain", "CUSTOMER", record, *words, *form, stdout=out)
        said.append(out.getvalue())
    assert said[0].count("\n") == 1
    return json.loads(said[0]), said[1]


def kept():
    """Every row there is."""
    return [list(one.objects.order_by("pk").values()) for one in KEPT]


def test_a_change_would_be_written_field_by_field(sandbox, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    told, text = explained("10000")
    assert [(one["action"], one["side"]) for one in told["operations"]] == [("update", "dataverse")]
    assert told["operations"][0]["changes"] == [{"field": "City", "old": "Oslo", "new": "Bergen"}]
    assert (told["live"], told["reason"], told["excluded_by"]) == (True, None, None)
    assert "Update in Dataverse: Adatum [Would be modified]\n    City: Oslo → Bergen\n" in text


def test_it_says_who_changed_what_since_when(sandbox, pair):
    sandbox.change("account", pair[1]["accountid"], address1_city="Bergen")
    told, text = explained("10000")
    city = next(one for one in told["fields"] if one["field"] == "City")
    assert city == {
        "field": "City",
        "verdict": "from_dataverse",
        "base": "Oslo",
        "bc": "Oslo",
        "dataverse": "Bergen",
        "changed_by": ["dataverse"],
    }
    assert "City: agreed Oslo, Business Central Oslo, Dataverse* Bergen" in text


def test_a_change_that_was_not_read_yet_has_its_turn(sandbox, pair):
    assert explained("10000")[0]["turn"]["reason"] == "unchanged"
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    turn = explained("10000")[0]["turn"]
    assert (turn["taken_up"], turn["reason"], turn["changed"]) == (True, "changed", ["bc"])


def test_explaining_keeps_and_writes_nothing(sandbox, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    before = kept()
    explained("10000")
    assert kept() == before
    assert sandbox.row("account", pair[1]["accountid"])["address1_city"] == "Oslo"


@pytest.mark.parametrize("call", ["number", "name", "other case", "bc key", "dataverse key"])
def test_a_record_goes_by_number_name_or_key_of_either_side(pair, call):
    names = {"number": "10000", "name": "Adatum", "other case": "aDATUM"}
    keys = {"bc key": pair[0]["id"], "dataverse key": pair[1]["accountid"]}
    told, text = explained({**names, **keys}[call])
    assert told["record"] == "10000 · Adatum"
    assert told["sides"]["dataverse"]["key"] == pair[1]["accountid"]
    assert "Nothing to do: Adatum [Unchanged]" in text


def test_a_filter_that_leaves_it_out_is_named(sandbox, mapping):
    sandbox.add("customers", number="20000", displayName="Blocked", blocked="All")
    read(mapping)
    told, text = explained("20000")
    assert told["excluded_by"] == {"system": "Business Central", "field": "Blocked", "value": "All"}
    assert "Blocked is All, which the mapping's filter on Business Central leaves out." in text


def test_a_conflict_waits_for_a_person(sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    told, text = explained("10000")
    assert (told["operations"][0]["ending"], told["problem"]["code"]) == ("conflict", "conflict")
    assert told["turn"]["reason"] == "person"
    assert told["last_job"]["problem_begins"] is True
    assert "It waits for a person, or for a change of either record." in text


def test_what_failed_says_when_it_is_tried_again(sandbox, mapping, pair):
    sandbox.change("account", pair[1]["accountid"], telephone1="call me")
    synchronize(mapping)
    told, text = explained("10000")
    assert (told["last_job"]["ending"], told["problem"]["attempts"]) == ("failed", 1)
    assert told["turn"]["retry_at"] == told["problem"]["retry_at"] is not None
    assert "Next try: " in text


def test_an_account_that_is_not_coupled_is_explained(sandbox, mapping):
    sandbox.add("account", name="Lonely", customertypecode=3)
    read(mapping)
    told, _text = explained("Lonely")
    assert (told["sides"]["bc"], told["coupling"]) == (None, None)
    assert told["reason"]["code"] == "not_coupled"


@pytest.mark.parametrize(("table", "key", "side"), [("customers", "id", "bc"), ("account", "accountid", "dataverse")])
def test_a_record_that_was_never_read_is_found_by_its_key(sandbox, mapping, table, key, side):
    values = {"displayName": "New"} if side == "bc" else {"name": "New", "customertypecode": 3}
    new = sandbox.add(table, **values)
    told, _text = explained(new[key])
    assert told["sides"][side]["exists"] is True
    assert told["turn"]["reason"] == "changed"


def test_a_record_that_is_gone_is_told_of_although_no_run_saw_it(sandbox, pair):
    sandbox.remove("account", pair[1]["accountid"])
    told, _text = explained("10000")
    assert told["sides"]["dataverse"]["exists"] is False
    assert told["reason"]["code"] == "partner_deleted"


def test_a_system_that_does_not_answer_is_a_problem_beside_what_was_seen(sandbox, pair):
    sandbox.misbehave("*", "accounts", status=503, times=50)
    told, text = explained("10000")
    assert told["live"] is False
    assert told["problems"][0]["code"] == "service_failed"
    assert "As the records were last seen" in text


def test_a_disabled_connection_holds_every_run(mapping, pair):
    mapping.connection.enabled = False
    mapping.connection.save()
    told, text = explained("10000")
    assert (told["turn"]["reason"], told["turn"]["taken_up"]) == ("held", False)
    assert told["turn"]["hindrance"]["code"] == "connection_disabled"
    assert "No run can take it up now." in text


def test_the_timeline_goes_on_where_it_was_cut(sandbox, mapping, pair):
    for number in range(11):
        sandbox.change("customers", pair[0]["id"], city=f"City {number}")
        synchronize(mapping)
    told, text = explained("10000")
    page = told["timeline"]
    assert page["entries"][0]["changes"] == [{"field": "City", "old": "City 9", "new": "City 10"}]
    assert f"Older: --before {page['before']}" in text
    older = explained("10000", "--before", page["before"])[0]["timeline"]
    assert [one["ending"] for one in older["entries"]] == ["updated", "created"]
    assert older["before"] is None


def test_its_last_job_may_have_uncoupled_it(mapping, pair):
    uncouple(mapping, pair[0])
    told, text = explained("10000")
    assert (told["coupling"], told["last_job"]["ending"]) == (None, "uncoupled")
    assert "Coupling deleted: Adatum [Uncoupled]" in text


@pytest.mark.parametrize("record", ["Nobody", "0d0d0d0d-0000-4000-8000-000000000001"])
def test_a_record_that_is_not_there_is_one_clear_line(mapping, record):
    with pytest.raises(CommandError, match=f"There is no record {record} in CUSTOMER") as refused:
        explained(record)
    assert refused.value.returncode == 1


def test_a_number_is_first_of_all_that_of_a_customer(sandbox, mapping, pair):
    sandbox.add("account", name="Other", accountnumber="10000", customertypecode=3)
    read(mapping)
    assert explained("10000")[0]["record"] == "10000 · Adatum"


def test_two_records_of_one_name_are_told_apart_by_key(sandbox, mapping):
    keys = [sandbox.add("customers", displayName="Twin")["id"] for _ in range(2)]
    read(mapping)
    with pytest.raises(CommandError, match="Several records of CUSTOMER are called Twin") as refused:
        explained("Twin")
    assert all(key in str(refused.value) for key in keys)
    assert "\n" not in str(refused.value)
