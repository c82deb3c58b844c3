"""*Restore* and *Delete in the other system* for customers of whose pairs one record was deleted."""

import pytest
from django.urls import reverse

from couplings.models import Coupling
from jobs.models import Job
from tests.couplings.acting import HTMX, act, card, row_of, text_of
from tests.runs.test_deletion_policies import delete, policy
from tests.runs.work import coupled_pair, endings, read_all_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["bc", "dataverse"])
def lost(request):
    """The side on which the record was deleted."""
    return request.param


@pytest.fixture
def gone(sandbox, mapping, pair, lost):
    """A pair of which one record was deleted, and a run that found out."""
    delete(sandbox, pair, lost)
    read_all_again(mapping)
    return pair


@pytest.fixture
def as_alice(client, alice):
    """Signed in as an administrator."""
    client.force_login(alice)
    return client


def counts(sandbox):
    """How many customers and accounts there are."""
    return sandbox.count("customers"), sandbox.count("account")


def test_the_dialog_names_the_record_and_where_it_is_created_anew(as_bob, gone, lost):
    response, job = act(as_bob, "restore", gone[0], ask="1")
    system = {"bc": "Business Central", "dataverse": "Dataverse"}[lost]
    assert job is None
    assert f"1 record is created anew in {system}: " in text_of(response)
    assert "Adatum" in text_of(response)


def test_restore_creates_it_anew(as_bob, sandbox, gone, lost):
    _response, job = act(as_bob, "restore", gone[0], do="run")
    assert endings(job) == [("created", lost, "restored")]
    assert counts(sandbox) == (1, 1)


def test_a_preview_leads_to_its_plan_and_writes_nothing(as_bob, sandbox, gone, lost):
    response, job = act(as_bob, "restore", gone[0], do="preview")
    assert (job.preview, response.url) == (True, f"/jobs/{job.pk}/")
    assert sum(counts(sandbox)) == 1


def test_the_dialog_of_a_deletion_names_the_record_that_is_left(as_alice, gone, lost):
    response, job = act(as_alice, "delete", gone[0], ask="1")
    system = {"bc": "Dataverse", "dataverse": "Business Central"}[lost]
    assert job is None
    assert f"1 record is deleted in {system}: " in text_of(response)
    assert "I am sure." in text_of(response)


def test_nothing_is_deleted_until_somebody_says_to_be_sure(as_alice, sandbox, gone):
    response, job = act(as_alice, "delete", gone[0], do="run")
    assert (response.status_code, job) == (422, None)
    assert "Confirm that you are sure." in text_of(response)
    assert sum(counts(sandbox)) == 1


def test_delete_deletes_what_is_left(as_alice, sandbox, gone, lost):
    _response, job = act(as_alice, "delete", gone[0], do="run", sure="1")
    assert endings(job) == [("deleted", {"bc": "dataverse", "dataverse": "bc"}[lost])]
    assert (counts(sandbox), Coupling.objects.count()) == ((0, 0), 0)


def test_a_deletion_can_be_previewed_without_being_sure(as_alice, sandbox, gone):
    _response, job = act(as_alice, "delete", gone[0], do="preview")
    assert job.preview
    assert sum(counts(sandbox)) == 1


def test_a_user_is_not_offered_to_delete_and_may_not(as_bob, gone):
    page = text_of(as_bob.get(card(gone[0])))
    assert "Restore in" in page
    assert "Delete in" not in page
    assert act(as_bob, "delete", gone[0], sure="1")[0].status_code == 403


def test_the_card_offers_both_to_an_administrator_and_says_where(as_alice, gone, lost):
    page = text_of(as_alice.get(card(gone[0])))
    systems = ("Business Central", "Dataverse") if lost == "bc" else ("Dataverse", "Business Central")
    assert f"Restore in {systems[0]}" in page
    assert f"Delete in {systems[1]}" in page


def test_the_card_of_a_pair_that_lacks_nothing_offers_neither(as_alice, pair):
    page = text_of(as_alice.get(card(pair[0])))
    assert "Restore in" not in page
    assert "Delete in" not in page


def test_an_archived_record_can_be_restored_from_its_card(as_bob, sandbox, mapping, pair):
    policy(mapping, "archive", archive={"bc": {"blocked": "All"}})
    delete(sandbox, pair, "dataverse")
    assert endings(read_all_again(mapping)) == [("updated", "bc", "archived")]
    assert "Restore in Dataverse" in text_of(as_bob.get(card(pair[0])))


def test_what_lacks_nothing_takes_no_part(as_bob, sandbox, mapping, gone):
    whole, _account = coupled_pair(sandbox, mapping, displayName="Contoso")
    response, _job = act(as_bob, "restore", gone[0], whole, ask="1")
    assert "1 of 2 records take part. 1 without a deleted partner." in text_of(response)
    _response, job = act(as_bob, "restore", whole)
    assert job is None


def test_against_the_direction_of_the_mapping_nothing_is_restored(as_bob, mapping, gone, lost):
    policy(mapping, "ask", direction={"bc": "to_dataverse", "dataverse": "to_bc"}[lost])
    response, _job = act(as_bob, "restore", gone[0], ask="1")
    assert "The mapping does not create records in" in text_of(response)


def test_in_the_dialog_it_closes_and_the_page_watches_the_job(as_bob, gone):
    response = as_bob.post(reverse("jobs:restore"), {"selected": row_of(gone[0]).pk, "do": "run"}, headers=HTMX)
    assert response.status_code == 204
    assert "jobs-started" in response["HX-Trigger"]
    assert Job.objects.latest("pk").request["deleted"] == "restore"
