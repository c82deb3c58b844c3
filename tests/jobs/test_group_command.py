"""``manage.py sync --all`` and ``--full``: whole connections and whole mappings without the browser."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jobs import group_commands
from jobs.group_report import write_group_json
from jobs.models import Job, JobGroup
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.family import customer_mapping
from tests.runs.matching import accounts, customers, match_on
from tests.runs.several import contact_mapping
from tests.runs.work import coupled_pair, partner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(connection):
    """The CUSTOMER mapping of a connection to the sandbox; CONTACT depends on it."""
    contact_mapping(connection)
    return customer_mapping(connection)


def sync(*words):
    """What the command printed, and what it ended with."""
    out = StringIO()
    try:
        call_command("sync", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


def told(*words):
    """The JSON it printed on one line, and what it ended with."""
    printed, code = sync(*words, "--json")
    assert printed.count("\n") == 1
    return json.loads(printed), code


def test_all_mappings_are_synchronized_in_waves(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    found, code = told("--all")
    assert code == 0
    assert [(one["mapping"], one["wave"], one["state"]) for one in found["lines"]] == [
        ("CUSTOMER", 0, "finished"),
        ("CONTACT", 1, "finished"),
    ]
    assert (found["kind"], found["status"], found["counts"]["updated"]) == ("modified", "finished", 1)
    assert found["lines"][0]["job"]["counts"]["updated"] == 1
    assert partner(sandbox, mapping, customer)["address1_city"] == "Bergen"
    assert set(Job.objects.filter(kind="modified").values_list("trigger", flat=True)) == {"command"}


def test_for_people_each_mapping_has_its_line_and_its_counts(mapping):
    printed, code = sync("--all")
    assert code == 0
    assert "1. CUSTOMER: Synchronize Modified Records [Success]\n" in printed
    assert "    Not set up: VENDOR\n" in printed
    assert "CONTACT: job " in printed
    assert printed.endswith("Sandbox: Success\n")


def test_it_ends_with_the_worst_of_what_the_jobs_ended_with(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    assert told("--all")[1] == 1
    sandbox.misbehave("GET", "contacts", status=503, times=50)
    assert told("--all")[1] == 2


def test_a_plan_that_waits_for_approval_ends_with_three(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    TableMapping.objects.update(most_changes=0, most_changes_share=0)
    sandbox.change("customers", customer["id"], city="Bergen")
    assert told("--all")[1] == 3


def test_the_review_tells_the_numbers_and_writes_nothing(sandbox, mapping):
    match_on(mapping, "Name")
    customers(sandbox, "Adatum", "Contoso")
    accounts(sandbox, "Adatum")
    found, code = told("--all", "--full", "--preview")
    line = found["lines"][0]
    assert (code, found["status"], line["advised"], line["why"]) == (0, "review", "couple", "would_match")
    assert (line["census"]["matches"], line["census"]["free"]) == (1, {"bc": 2, "dataverse": 1})
    assert sandbox.count("account") == 1
    assert "By Name, 1 would match and 0 be doubtful." in sync("--all", "--full", "--preview")[0]


def test_the_full_synchronization_of_all_follows_the_review(sandbox, mapping):
    match_on(mapping, "Name")
    customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum")
    sandbox.add("contacts", displayName="Ann", type="Person")
    found, code = told("--all", "--full")
    assert code == 0
    assert [(one["task"], one["state"]) for one in found["lines"]] == [("couple", "finished"), ("full", "finished")]
    assert "Ann" in {one["lastname"] for one in sandbox.rows("contact")}
    assert JobGroup.objects.get().finished_at


def test_it_does_not_begin_without_criteria(sandbox, mapping):
    customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum")
    with pytest.raises(CommandError, match="It cannot begin yet: review CUSTOMER, choose criteria") as refused:
        sync("--all", "--full")
    assert refused.value.returncode == 2
    assert set(Job.objects.values_list("kind", flat=True)) == {"review"}


def test_what_does_not_start_because_of_a_failure_ends_with_two(sandbox, mapping):
    customers(sandbox, "Adatum")
    sandbox.add("contacts", displayName="Ann", type="Person")
    group = group_commands.review(mapping.connection)
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    out = StringIO()
    write_group_json(group_commands.run_reviewed(group), out)
    found = json.loads(out.getvalue())
    assert (group_commands.exit_code(group), found["status"]) == (2, "held_up")
    assert [one["state"] for one in found["lines"]] == ["failed", "held_up"]


def test_one_mapping_in_full_creates_what_is_missing(sandbox, mapping):
    customers(sandbox, "Adatum")
    found, code = told("CUSTOMER", "--full")
    assert (code, found["counts"]["created"], sandbox.count("account")) == (0, 1, 1)


def test_one_mapping_in_full_is_not_doubled_unless_somebody_wants_it_anyway(sandbox, mapping):
    customers(sandbox, "Adatum")
    accounts(sandbox, "Adatum")
    with pytest.raises(
        CommandError, match="By Name alone, 1 would match and 0 be doubtful. “manage.py couple”"
    ) as refused:
        sync("CUSTOMER", "--full")
    assert (refused.value.returncode, sandbox.count("account")) == (2, 1)
    assert not JobGroup.objects.filter(finished_at=None).exists()
    found, code = told("CUSTOMER", "--full", "--anyway")
    assert (code, found["counts"]["created"], sandbox.count("account")) == (0, 2, 2)


def test_a_review_of_one_mapping_that_fails_is_told_as_the_job_it_is(sandbox, mapping):
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    found, code = told("CUSTOMER", "--full")
    assert (code, found["problem"]["code"]) == (2, "service_failed")


def test_its_preview_prints_the_plan_and_writes_nothing(sandbox, mapping):
    customers(sandbox, "Adatum")
    found, code = told("CUSTOMER", "--full", "--preview")
    assert (code, [one["action"] for one in found["operations"]], sandbox.count("account")) == (0, ["create"], 0)


def test_unconditional_in_a_direction_takes_over_everything(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    assert told("CUSTOMER", "--full", "--unconditional", "--direction", "to-dataverse")[1] == 0
    assert partner(sandbox, mapping, customer)["address1_city"] == "Oslo"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["CUSTOMER", "--full", "--unconditional"], "CUSTOMER goes both ways; say with --direction"),
        (["CUSTOMER", "--direction", "to-bc"], "--direction goes with --full and one mapping."),
        (["CUSTOMER", "--anyway"], "--anyway goes with --full and one mapping."),
        (["--all", "--full", "--unconditional"], "--unconditional goes with --full and one mapping."),
        (["--all", "--preview"], "Preview mapping by mapping; --all --full --preview prints the review"),
        (["--all", "--connection", "Nowhere"], "There is no connection Nowhere; there are: Sandbox."),
    ],
)
def test_what_makes_no_sense_is_one_clear_line(mapping, words, said):
    with pytest.raises(CommandError, match=said) as refused:
        sync(*words)
    assert refused.value.returncode == 2
    assert not Job.objects.exists()


def test_a_direction_the_mapping_has_not_is_refused(mapping):
    TableMapping.objects.update(direction="to_dataverse")
    with pytest.raises(CommandError, match="CUSTOMER does not go in this direction."):
        sync("CUSTOMER", "--full", "--direction", "to-bc")


def test_of_several_connections_one_is_named(mapping):
    Connection.objects.create(name="Other")
    with pytest.raises(CommandError, match="Choose one with --connection: Other, Sandbox."):
        sync("--all")
    assert told("--all", "--connection", "sandbox")[1] == 0


def test_a_disabled_connection_is_one_clear_line(mapping):
    Connection.objects.update(enabled=False)
    for words in (["--all"], ["--all", "--full"]):
        with pytest.raises(CommandError, match="The connection Sandbox is not enabled: "):
            sync(*words)
