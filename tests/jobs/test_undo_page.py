"""*Undo* on the page of a job: who is offered it, what it says otherwise, and the way over the plan."""

import pytest

from jobs.models import Job
from tests.connections.pages import words
from tests.family import customer_mapping
from tests.jobs.conftest import signed_in
from tests.runs.undoing import begin, plan_of, undo
from tests.runs.work import coupled_pair, finished, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(sandbox, connection):
    """The CUSTOMER mapping."""
    return customer_mapping(connection)


@pytest.fixture
def job(sandbox, mapping, bob):
    """A run that Bob started, which wrote one changed city."""
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    return synchronize(mapping, user=bob)


def offers(user, job):
    """Whether the page of a job has the button for a user."""
    return f'action="/jobs/{job.pk}/undo/"' in signed_in(user).get(f"/jobs/{job.pk}/").content.decode()


def test_administrators_and_who_started_a_job_are_offered_to_undo_it(job, alice, bob, charlie):
    assert [offers(user, job) for user in (alice, bob, charlie)] == [True, True, False]


def test_a_job_of_somebody_else_cannot_be_undone_by_a_user(sandbox, mapping, job, alice, bob):
    Job.objects.filter(pk=job.pk).update(requested_by=alice)
    assert not offers(bob, job)
    refused = signed_in(bob).post(f"/jobs/{job.pk}/undo/")
    assert refused.status_code == 403
    assert "Can undo the jobs of others" in words(refused)


def test_the_way_leads_over_the_plan(sandbox, job, bob):
    browser = signed_in(bob)
    page = browser.post(f"/jobs/{job.pk}/undo/", follow=True)
    plan = finished(Job.objects.get(kind=Job.Kind.UNDO))
    assert page.redirect_chain == [(f"/jobs/{plan.pk}/", 302)]
    shown = words(browser.get(f"/jobs/{plan.pk}/"))
    assert f"Take back everything that job {job.pk} did" in shown
    assert "1 operation is carried out as planned, and nothing else." in shown
    browser.post(f"/jobs/{plan.pk}/carry-out/", {"checksum": plan.checksum})
    finished(Job.objects.get(plan=plan))
    assert sandbox.rows("account")[0]["address1_city"] == "Oslo"


def test_the_plan_of_somebody_elses_undo_is_not_a_users_to_carry_out(job, alice, bob):
    Job.objects.filter(pk=job.pk).update(requested_by=alice)
    plan = plan_of(job)
    assert "Carry Out This Plan" not in words(signed_in(bob).get(f"/jobs/{plan.pk}/"))
    assert signed_in(bob).post(f"/jobs/{plan.pk}/carry-out/", {"checksum": plan.checksum}).status_code == 403


def test_single_operations_are_left_out_by_who_may_undo(job, bob):
    plan = plan_of(job)
    one = plan.operations.get()
    browser = signed_in(bob)
    assert "Leave out" in words(browser.get(f"/jobs/{plan.pk}/records/"))
    browser.post(f"/jobs/{plan.pk}/records/{one.pk}/leave-out/", {"out": "1"})
    one.refresh_from_db()
    assert one.left_out


def test_one_record_is_undone_from_its_own_page(sandbox, job, bob):
    one = job.operations.get()
    browser = signed_in(bob)
    assert "Undo for this record" in words(browser.get(f"/jobs/{job.pk}/records/{one.pk}/"))
    browser.post(f"/jobs/{job.pk}/undo/", {"operation": one.pk})
    plan = Job.objects.get(kind=Job.Kind.UNDO)
    assert plan.request == {"operations": [one.pk]}


def test_a_job_that_was_undone_says_by_which(job, alice):
    by = undo(job)
    page = signed_in(alice).get(f"/jobs/{job.pk}/")
    assert f"Done: everything it did was taken back by job {by.pk}." in words(page)
    assert not offers(alice, job)
    assert offers(alice, by)


def test_asking_twice_is_refused_with_the_reason(job, alice):
    undo(job)
    page = signed_in(alice).post(f"/jobs/{job.pk}/undo/", follow=True)
    assert "everything it did was taken back" in words(page)


def test_a_preview_says_why_it_cannot_be_undone(sandbox, mapping, job, alice):
    preview = synchronize(mapping, preview=True)
    assert not offers(alice, preview)
    assert "Nothing to undo: the job wrote nothing." in words(signed_in(alice).get(f"/jobs/{preview.pk}/"))


def test_what_an_undo_deletes_is_shown_field_by_field(sandbox, mapping, alice):
    mapping.only_coupled = False
    mapping.save()
    sandbox.add("customers", displayName="Adatum", city="Oslo")
    plan = plan_of(synchronize(mapping))
    browser = signed_in(alice)
    assert "Delete in Dataverse" in words(browser.get(f"/jobs/{plan.pk}/records/"))
    shown = words(browser.get(f"/jobs/{plan.pk}/records/{plan.operations.get().pk}/"))
    assert "Adatum" in shown
    assert "Would be deleted" in shown


def test_a_job_that_was_taken_back_in_part_says_so_and_is_offered_still(sandbox, mapping, alice):
    mapping.only_coupled = False
    mapping.save()
    for name in ("Adatum", "Contoso"):
        sandbox.add("customers", displayName=name)
    job = synchronize(mapping)
    by = finished(begin(plan_of(job, job.operations.first())))
    assert f"Partly taken back by job {by.pk}" in words(signed_in(alice).get(f"/jobs/{job.pk}/"))
    assert offers(alice, job)
