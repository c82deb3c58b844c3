"""When a record with a problem is tried again by itself: at its time, or when something it depends on changes."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from couplings.models import RecordProblem
from couplings.problems import Trouble, remember_troubles
from jobs.models import Job
from jobs.ticking import tick
from mappings.models import FieldMapping
from mappings.services import switch_field
from syncadmin.connections.services import disable_connection, enable_connection
from syncadmin.engine.problems import Problem
from tests.awaiting import tried_again
from tests.runs.work import couple, coupled_pair, endings, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
KEY, OTHER = UUID(int=1), UUID(int=2)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def remember(mapping, code, times=1, bc_key=KEY, dataverse_key=None, **facts):
    """The problem of a record that was found to have it that often."""
    for _ in range(times):
        remember_troubles(mapping, [Trouble(Problem(code, facts), "Adatum", None, bc_key, dataverse_key)])
    return RecordProblem.objects.get()


def refused(sandbox, mapping):
    """A pair whose phone number Business Central refuses."""
    pair = coupled_pair(sandbox, mapping)
    sandbox.change("account", pair[1]["accountid"], telephone1="call me")
    synchronize(mapping)
    return pair


@pytest.mark.parametrize(
    ("code", "times", "pause"),
    [
        ("throttled", 1, 30 * SECOND),
        ("throttled", 3, 2 * MINUTE),
        ("throttled", 40, 12 * HOUR),
        ("value_refused", 1, 15 * MINUTE),
        ("value_refused", 2, 30 * MINUTE),
        ("value_refused", 40, 12 * HOUR),
        ("internal_error", 1, HOUR),
        ("internal_error", 9, HOUR),
        ("conflict", 1, None),
        ("doubtful_match", 1, None),
    ],
)
def test_pauses_grow_by_who_has_to_act(mapping, code, times, pause):
    one = remember(mapping, code, times)
    assert (one.retry_at and one.retry_at - one.last_seen_at) == pause


def test_a_record_keeps_its_row_whatever_its_problem_becomes(mapping):
    first = remember(mapping, "throttled", 2, system="Dataverse")
    second = remember(mapping, "value_refused", dataverse_key=KEY, message="No")
    assert (second.pk, second.attempts, second.dataverse_key) == (first.pk, 1, KEY)
    assert second.first_seen_at > first.first_seen_at


def test_two_records_may_change_partners_and_keep_their_rows(mapping):
    keys = [UUID(int=one) for one in range(4)]

    def remember_both(*pairs):
        problem = Problem("value_refused", {"message": "No"})
        remember_troubles(mapping, [Trouble(problem, "Adatum", None, bc, other) for bc, other in pairs])
        known = RecordProblem.objects.values_list("bc_key", "pk", "dataverse_key")
        return {bc: (pk, other) for bc, pk, other in known}

    before = remember_both((keys[0], keys[2]), (keys[1], keys[3]))
    after = remember_both((keys[0], keys[3]), (keys[1], keys[2]))
    assert after == {keys[0]: (before[keys[0]][0], keys[3]), keys[1]: (before[keys[1]][0], keys[2])}


def test_a_problem_of_two_records_that_became_one_pair_is_one(mapping):
    both = [(KEY, None), (None, OTHER)]
    remember_troubles(mapping, [Trouble(Problem("value_refused"), "Adatum", None, *keys) for keys in both])
    assert remember(mapping, "value_refused", dataverse_key=OTHER).attempts == 2


def test_a_create_that_somebody_asked_for_is_tried_again_as_one(sandbox, mapping):
    customer = sandbox.add("customers", displayName="Adatum")
    sandbox.misbehave("POST", "batch", status=412, code="0x80060892", times=1)
    assert endings(couple(mapping, customer)) == [("failed", "dataverse", "duplicate_key")]
    RecordProblem.objects.update(retry_at=timezone.now())
    tick()
    assert [endings(one) for one in tried_again(mapping)] == [[("created", "dataverse")]]


def test_a_record_of_dataverse_is_tried_again_as_well(sandbox, creating):
    creating.direction = "bidirectional"
    creating.save()
    account = sandbox.add("account", name="Adatum", customertypecode=3, telephone1="call me")
    synchronize(creating)
    assert RecordProblem.objects.get().bc_key is None
    sandbox.change("account", account["accountid"], telephone1="555-0199")
    RecordProblem.objects.update(retry_at=timezone.now())
    tick()
    assert [endings(one) for one in tried_again(creating)] == [[("created", "bc")]]


def test_a_changed_field_row_has_records_tried_again_at_once(sandbox, mapping):
    refused(sandbox, mapping)
    switch_field(mapping.fields.get(caption="Phone No."), FieldMapping.Status.DISABLED)
    tick()
    assert len(tried_again(mapping)) == 1
    assert not RecordProblem.objects.exists()


def test_a_connection_that_is_enabled_again_has_them_tried_again_at_once(sandbox, mapping):
    _customer, account = refused(sandbox, mapping)
    disable_connection(mapping.connection)
    RecordProblem.objects.update(retry_at=timezone.now() + HOUR)
    tick()
    assert not Job.objects.filter(status=Job.Status.QUEUED).exists()
    sandbox.change("account", account["accountid"], telephone1="555-0199")
    mapping.connection.refresh_from_db()
    assert enable_connection(mapping.connection) == []
    tick()
    assert len(tried_again(mapping)) == 1
    assert not RecordProblem.objects.exists()


def test_nothing_is_tried_over_a_mapping_that_does_not_fit(sandbox, mapping):
    refused(sandbox, mapping)
    mapping.findings = [{"red": True, "code": "column_missing", "facts": {}, "row": None}]
    mapping.save()
    RecordProblem.objects.update(retry_at=timezone.now())
    tick()
    assert not Job.objects.filter(status=Job.Status.QUEUED).exists()
