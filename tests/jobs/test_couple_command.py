"""``manage.py couple``: what it couples by, what it prints, and what it ends with."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from couplings.models import Coupling
from tests.family import customer_mapping
from tests.runs.matching import accounts, customers, match_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(connection):
    """The CUSTOMER mapping of a connection to the sandbox."""
    return customer_mapping(connection)


def run(*words):
    """What the command printed, and what it ended with."""
    out = StringIO()
    try:
        call_command("couple", "CUSTOMER", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


@pytest.mark.parametrize("by", [("Name",), ("displayname", "City"), ("NAME", "address1_city"), ()])
def test_it_couples_by_the_fields_named_or_by_the_criteria_of_the_mapping(sandbox, mapping, by):
    match_on(mapping, "Name")
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"})
    accounts(sandbox, {"name": "Adatum", "address1_city": "Oslo"})
    printed, code = run(*(("--by", *by) if by else ()))
    assert (code, Coupling.objects.count()) == (0, 1)
    assert printed.split("Coupled")[1].split()[0] == "1"


def test_a_preview_in_json_is_one_line_and_couples_nothing(sandbox, mapping):
    customers(sandbox, "Adatum", "Contoso"), accounts(sandbox, "Adatum")
    printed, code = run("--by", "Name", "--preview", "--json", "--create", "--synchronize")
    told = json.loads(printed)
    assert (code, printed.count("\n"), Coupling.objects.count(), sandbox.count("account")) == (0, 1, 0, 1)
    assert [one["action"] for one in told["operations"]] == ["couple", "update", "create"]


def test_create_and_synchronize_are_done(sandbox, mapping):
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"}, "Contoso"), accounts(sandbox, "Adatum")
    _printed, code = run("--by", "Name", "--create", "--synchronize")
    assert code == 0
    assert sorted((one["name"], one["address1_city"] or "") for one in sandbox.rows("account")) == [
        ("Adatum", "Oslo"),
        ("Contoso", ""),
    ]


def test_doubtful_records_end_with_one(sandbox, mapping):
    customers(sandbox, "Adatum"), accounts(sandbox, "Adatum", "Adatum")
    printed, code = run("--by", "Name")
    assert code == 1
    assert printed.split("Waiting")[1].split()[0] == "1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "There is no field to match on"),
        (("--by", "Nothing"), "There is no field Nothing to match on; there are: Name, "),
        (("--by",), "expected at least one argument"),
    ],
)
def test_what_cannot_be_matched_on_is_one_clear_line(mapping, words, said):
    with pytest.raises(CommandError, match=said) as refused:
        run(*words)
    assert "\n" not in str(refused.value)
