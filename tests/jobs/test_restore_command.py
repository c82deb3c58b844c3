"""``manage.py restore``: deleted records are restored, or the other ones deleted as well; and found, by ``sync``."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from couplings.models import Coupling
from tests.family import customer_mapping
from tests.runs.test_deletion_policies import delete
from tests.runs.work import coupled_pair, read_all_again, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(sandbox, connection):
    """A customer and its account, in step."""
    mapping = customer_mapping(connection)
    both = coupled_pair(sandbox, mapping)
    synchronize(mapping)
    return mapping, both


def run(*arguments, **options):
    """The JSON a command prints."""
    out = StringIO()
    call_command(*arguments, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_a_record_is_restored_by_its_number(sandbox, pair):
    mapping, both = pair
    delete(sandbox, both, "dataverse")
    synchronize(mapping)
    told = run("restore", "CUSTOMER", both[0]["number"])
    assert [(one["action"], one["side"], one["ending"]) for one in told["operations"]] == [
        ("create", "dataverse", "created")
    ]
    assert sandbox.count("account") == 1


def test_a_preview_writes_nothing(sandbox, pair):
    mapping, both = pair
    delete(sandbox, both, "bc")
    read_all_again(mapping)
    told = run("restore", "CUSTOMER", both[1]["accountid"], preview=True)
    assert (told["preview"], told["counts"]["created"], sandbox.count("customers")) == (True, 1, 0)


def test_the_other_record_is_deleted_where_that_is_asked_for(sandbox, pair):
    mapping, both = pair
    delete(sandbox, both, "dataverse")
    synchronize(mapping)
    told = run("restore", "CUSTOMER", both[0]["number"], delete=True)
    assert [one["ending"] for one in told["operations"]] == ["deleted"]
    assert (sandbox.count("customers"), Coupling.objects.count()) == (0, 0)


def test_a_record_that_lacks_nothing_is_refused(sandbox, pair):
    _mapping, both = pair
    with pytest.raises(CommandError, match="has no partner that was deleted"):
        run("restore", "CUSTOMER", both[0]["number"])


def test_a_refused_restoration_ends_with_one(sandbox, pair):
    mapping, both = pair
    delete(sandbox, both, "dataverse")
    synchronize(mapping)
    sandbox.withdraw(**{"account:create": "none"})
    with pytest.raises(SystemExit) as left:
        run("restore", "CUSTOMER", both[0]["number"])
    assert left.value.code == 1


def test_deleted_records_are_found_on_request(sandbox, pair):
    _mapping, both = pair
    delete(sandbox, both, "bc")
    with pytest.raises(SystemExit) as left:
        run("sync", "CUSTOMER", find_deleted=True)
    assert left.value.code == 1
    told = run("restore", "CUSTOMER", both[0]["number"])
    assert told["counts"]["created"] == 1


def test_finding_goes_with_one_mapping_only():
    with pytest.raises(CommandError, match="--find-deleted"):
        run("sync", all=True, find_deleted=True)
