"""The request and the answer of a write that failed: kept with its operation, for administrators, without secrets."""

from datetime import timedelta

import pytest
from django.db.models import F

from jobs.models import FailedWrite, Job
from jobs.retention import tidy
from syncadmin.connections.clients.auth import TOKENS
from tests.couplings.acting import HTMX, card, text_of
from tests.family import customer_mapping
from tests.jobs.conftest import signed_in
from tests.runs.work import coupled_pair, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refused(sandbox, connection):
    """A customer whose account refuses its phone number, after one run."""
    mapping = customer_mapping(connection)
    pair = coupled_pair(sandbox, mapping)
    sandbox.change("account", pair[1]["accountid"], telephone1="call me")
    synchronize(mapping)
    return pair


def page(person, pair):
    """The fragment of the customer."""
    return signed_in(person).get(f"{card(pair[0])}failed-write/", headers=HTMX)


def test_an_administrator_sees_what_was_sent_and_answered(refused, alice):
    one = FailedWrite.objects.get()
    assert (one.method, one.status) == ("PATCH", 400)
    assert f"customers({refused[0]['id']})" in one.path
    assert "call me" in one.body
    assert '"error"' in one.answer
    shown = text_of(page(alice, refused))
    assert one.path in shown
    assert "If-Match" in shown or "if-match" in shown


def test_nobody_else_does(refused, rita):
    assert page(rita, refused).status_code == 403


def test_a_record_that_was_never_refused_has_none(sandbox, connection, alice):
    pair = coupled_pair(sandbox, customer_mapping(connection))
    assert "Nothing was sent for this record that failed" in text_of(page(alice, pair))


def test_no_secret_is_kept_even_if_it_stands_in_what_is_sent(sandbox, connection):
    mapping = customer_mapping(connection)
    pair = coupled_pair(sandbox, mapping)
    sandbox.change("account", pair[1]["accountid"], telephone1=f"call {sandbox.client_secret}")
    synchronize(mapping)
    tokens = [one.header.removeprefix("Bearer ") for one in TOKENS._tokens.values()]
    kept = "".join(str(row) for row in FailedWrite.objects.values_list())
    assert "call ***" in kept
    assert [one for one in (sandbox.client_secret, *tokens) if one in kept] == []


def test_it_is_deleted_with_the_history_of_its_job(refused, settings):
    settings.JOB_RETENTION_DAYS = 1
    job = Job.objects.get(operations__failed_write__isnull=False)
    Job.objects.update(finished_at=F("finished_at") - timedelta(days=9))
    tidy(job.mapping)
    assert FailedWrite.objects.count() == 1  # its record has the problem still
    job.mapping.problems.all().delete()
    tidy(job.mapping)
    assert FailedWrite.objects.count() == 0
