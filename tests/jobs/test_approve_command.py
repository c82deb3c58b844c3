"""``manage.py approve``: carry out exactly a plan without the browser, or reject it."""

import json

import pytest
from django.core.management import CommandError, call_command

from jobs.models import Job
from tests.family import customer_mapping
from tests.jobs.test_command import sync
from tests.runs.work import coupled_pair

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(sandbox, connection):
    """A mapping that allows one change, with two customers that moved."""
    mapping = customer_mapping(connection)
    type(mapping).objects.update(most_changes=1, most_changes_share=0)
    for name in ("Adatum", "Contoso"):
        customer, _account = coupled_pair(sandbox, mapping, displayName=name)
        sandbox.change("customers", customer["id"], city="Bergen")
    return mapping


def approve(capsys, *words):
    """What the command printed as JSON, and what it ended with."""
    try:
        call_command("approve", *map(str, words), "--json")
    except SystemExit as ended:
        return json.loads(capsys.readouterr().out), ended.code
    return json.loads(capsys.readouterr().out), 0


def planned(*words):
    """The plan that ``sync`` made, and what it ended with."""
    printed, code = sync("CUSTOMER", "--json", *words)
    return json.loads(printed), code


def test_a_run_that_waits_ends_with_three_and_is_carried_out(capsys, mapping):
    plan, code = planned()
    assert (code, plan["status"], plan["excesses"][0]["count"]) == (3, "approval", 2)
    done, code = approve(capsys, plan["job"])
    assert (code, done["job"], done["counts"]["updated"]) == (0, plan["job"], 2)


def test_a_preview_is_carried_out_without_some(capsys, mapping):
    plan, code = planned("--preview")
    assert code == 0
    done, code = approve(capsys, plan["job"], "--without", plan["operations"][0]["position"])
    assert (code, done["counts"]["updated"], done["counts"]["excluded"]) == (0, 1, 1)
    assert Job.objects.get(pk=done["job"]).plan_id == plan["job"]


def test_a_plan_is_rejected(capsys, mapping):
    plan, _code = planned()
    done, code = approve(capsys, plan["job"], "--reject")
    assert (code, done["problem"]["code"]) == (0, "plan_rejected")


@pytest.mark.parametrize(
    ("words", "said"),
    [(["4711"], "There is no job 4711"), (["{job}", "--without", "99"], "has no operation 99")],
)
def test_what_is_not_there_is_one_clear_line(mapping, words, said):
    plan, _code = planned("--preview")
    with pytest.raises(CommandError, match=said):
        call_command("approve", *(one.format(job=plan["job"]) for one in words))


def test_a_plan_that_is_over_is_one_clear_line(capsys, mapping):
    plan, _code = planned("--preview")
    approve(capsys, plan["job"])
    with pytest.raises(CommandError, match="The plan was carried out already") as refused:
        call_command("approve", str(plan["job"]))
    assert refused.value.returncode == 2
