"""``manage.py undo``: the plan that takes a job back, and carrying it out."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.family import customer_mapping
from tests.runs.work import coupled_pair, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(sandbox, connection):
    """A run that wrote the changed cities of two customers."""
    mapping = customer_mapping(connection)
    for name in ("Adatum", "Contoso"):
        customer, _account = coupled_pair(sandbox, mapping, displayName=name)
        sandbox.change("customers", customer["id"], city="Bergen")
    return synchronize(mapping)


def undo(capsys, *words):
    """What the command printed as JSON, and what it ended with."""
    try:
        call_command("undo", *map(str, words), "--json")
    except SystemExit as ended:
        return json.loads(capsys.readouterr().out), ended.code
    return json.loads(capsys.readouterr().out), 0


def cities(sandbox):
    return {row["name"]: row["address1_city"] for row in sandbox.rows("account")}


def test_it_prints_the_plan_and_writes_nothing(capsys, sandbox, job):
    plan, code = undo(capsys, job.pk)
    assert (code, plan["preview"], len(plan["operations"])) == (0, True, 2)
    assert plan["operations"][0]["changes"] == [{"field": "City", "old": "Bergen", "new": "Oslo"}]
    assert cities(sandbox) == {"Adatum": "Bergen", "Contoso": "Bergen"}


def test_with_yes_the_plan_is_carried_out(capsys, sandbox, job):
    done, code = undo(capsys, job.pk, "--yes")
    assert (code, done["preview"], done["counts"]["updated"]) == (0, False, 2)
    assert cities(sandbox) == {"Adatum": "Oslo", "Contoso": "Oslo"}


@pytest.mark.parametrize("option", ["--only", "--without"])
def test_some_operations_only(capsys, sandbox, job, option):
    done, _code = undo(capsys, job.pk, "--yes", option, 1)
    assert done["counts"]["updated"] == 1
    assert sorted(cities(sandbox).values()) == ["Bergen", "Oslo"]


def test_what_was_edited_since_is_kept_and_ends_with_one(capsys, sandbox, job):
    sandbox.change("account", sandbox.rows("account")[0]["accountid"], address1_city="Narvik")
    done, code = undo(capsys, job.pk, "--yes")
    assert (code, done["counts"]["updated"]) == (1, 1)
    assert "Narvik" in cities(sandbox).values()


def test_for_people_it_says_the_same(capsys, job):
    call_command("undo", str(job.pk))
    shown = capsys.readouterr().out
    assert "Update in Dataverse: " in shown
    assert "City: Bergen → Oslo" in shown


def test_what_cannot_be_undone_is_one_line_and_ends_with_two(capsys, job):
    undo(capsys, job.pk, "--yes")
    for number, why in ((job.pk, "everything it did was taken back"), (99999, "There is no job 99999")):
        with pytest.raises(CommandError, match=why) as refused:
            call_command("undo", str(number))
        assert refused.value.returncode == 2
