"""Deciding about a plan on its pages: leave out, carry out, approve, reject; and Home, which asks for it first."""

import pytest

from jobs.models import Job
from tests.connections.pages import words
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import signed_in

EXCESS = [{"effect": "changes", "count": 1200, "allowed": 500}, {"effect": "deletes", "count": 1, "allowed": 0}]


@pytest.fixture
def plan(contoso):
    """A preview with two operations."""
    return a_plan(contoso, preview=True)


@pytest.fixture
def braked(contoso):
    """A job that waits for approval, with two operations."""
    return a_plan(contoso, status=Job.Status.APPROVAL, excesses=EXCESS)


def a_plan(mapping, **values):
    job = a_job(mapping, checksum="abc123", **values)
    for title in ("Adatum", "Trey"):
        an_operation(job, "", title=title)
    return job


def post(browser, job, action, **posted):
    return browser.post(f"/jobs/{job.pk}/{action}/", posted, follow=True)


def test_a_preview_offers_to_be_carried_out_with_its_checksum(browser, plan):
    shown = words(browser.get(f"/jobs/{plan.pk}/"))
    assert "2 operations are carried out as planned, and nothing else." in shown
    assert "abc123" in shown
    assert "Carry Out This Plan" in shown


def test_a_preview_without_anything_to_do_offers_nothing(browser, contoso):
    job = a_job(contoso, preview=True)
    an_operation(job, "unchanged")
    assert "Carry Out This Plan" not in words(browser.get(f"/jobs/{job.pk}/"))


def test_carrying_it_out_starts_a_job_with_the_plan(browser, plan):
    page = post(browser, plan, "carry-out", checksum="abc123")
    job = Job.objects.get(plan=plan)
    assert page.redirect_chain == [(f"/jobs/{job.pk}/", 302)]
    assert (job.kind, job.status, job.checksum) == ("carry_out", "queued", "abc123")
    assert f"Exactly the plan of job {plan.pk}" in words(page)
    assert f"This plan was carried out by job {job.pk}" in words(browser.get(f"/jobs/{plan.pk}/"))


def test_an_operation_is_left_out_and_taken_in_again(browser, plan):
    one = plan.operations.first()
    here = f"/jobs/{plan.pk}/records/?search=ada"
    address = f"/jobs/{plan.pk}/records/{one.pk}/leave-out/"
    page = browser.post(address, {"out": "1", "next": here}, follow=True)
    assert page.redirect_chain == [(here, 302)]
    assert "Left out" in words(page)
    assert "1 is left out." in words(browser.get(f"/jobs/{plan.pk}/"))
    browser.post(address, {"next": here})
    assert not plan.operations.filter(left_out=True).exists()


@pytest.mark.parametrize("action", ["carry-out", "reject"])
def test_an_old_page_is_refused_clearly(browser, plan, action):
    post(browser, plan, "carry-out", checksum="abc123")
    shown = words(post(browser, plan, action, checksum="abc123"))
    assert f"The plan was carried out already, by job {Job.objects.get(plan=plan).pk}." in shown
    assert Job.objects.count() == 2


def test_a_page_that_shows_another_choice_is_refused(browser, plan):
    plan.operations.filter(title="Trey").update(left_out=True)
    shown = words(post(browser, plan, "carry-out", checksum="abc123"))
    assert "what is left out of it was changed meanwhile" in shown
    assert Job.objects.count() == 1


def test_a_job_that_waits_says_which_limit_and_offers_both(browser, braked):
    shown = words(browser.get(f"/jobs/{braked.pk}/"))
    for said in ("Needs approval", "1200 records would be changed, 500 allowed", "Approve", "Reject"):
        assert said in shown
    assert "1 record would be deleted, 0 allowed" in shown


def test_home_asks_for_the_decision_after_what_failed(browser, braked):
    a_job(braked.mapping, status=Job.Status.FAILED, code="unreachable", facts={"system": "x", "message": "y"})
    shown = words(browser.get("/"))
    assert f"Job {braked.pk} of CUSTOMER waits for approval: 1200 records would be changed, 500 allowed;" in shown
    assert shown.index("The last run of") < shown.index("waits for approval")


def test_approving_queues_the_job_itself(browser, braked, alice):
    post(browser, braked, "carry-out", checksum="abc123")
    braked.refresh_from_db()
    assert (braked.status, braked.phase, braked.approved_by) == ("queued", "writing", alice)


def test_rejecting_says_who_did_and_is_no_failure_on_home(browser, braked):
    shown = words(post(browser, braked, "reject"))
    assert "alice rejected the plan; nothing was written." in shown
    assert "The last run of" not in words(browser.get("/"))


@pytest.mark.parametrize("action", ["carry-out", "reject"])
def test_only_administrators_decide(bob, braked, action):
    browser = signed_in(bob)
    assert post(browser, braked, action, checksum="abc123").status_code == 403
    assert "Approve" not in words(browser.get(f"/jobs/{braked.pk}/"))
    assert "Leave out" not in words(browser.get(f"/jobs/{braked.pk}/records/"))


PARTS = {"synchronize": ({}, 200), "create": ({"create": True}, 200), "restore": ({"deleted": "restore"}, 200)}
PARTS |= {"delete": ({"deleted": "delete"}, 403)}


@pytest.mark.parametrize(("wanted", "status"), PARTS.values(), ids=PARTS)
def test_a_user_carries_out_what_a_user_may_start(bob, contoso, wanted, status):
    plan = a_plan(contoso, preview=True, kind=Job.Kind.RECORDS, request={"bc_keys": [], **wanted})
    browser = signed_in(bob)
    offered = "Carry Out This Plan" in words(browser.get(f"/jobs/{plan.pk}/"))
    assert post(browser, plan, "carry-out", checksum="abc123").status_code == status
    assert (offered, Job.objects.filter(plan=plan).exists()) == (status == 200, status == 200)


def test_a_user_carries_out_the_preview_of_delete_coupling(bob, contoso):
    plan = a_plan(contoso, preview=True, kind=Job.Kind.UNCOUPLE, request={"bc_keys": []})
    assert post(signed_in(bob), plan, "carry-out", checksum="abc123").status_code == 200
    assert Job.objects.filter(plan=plan, requested_by=bob).exists()


@pytest.mark.parametrize("kind", [Job.Kind.RECORDS, Job.Kind.UNCOUPLE, Job.Kind.MODIFIED, Job.Kind.FULL])
def test_who_may_start_nothing_carries_out_nothing(bob, charlie, contoso, kind):
    plan = a_plan(contoso, preview=True, kind=kind, request={"bc_keys": []})
    refused = [charlie] if kind in (Job.Kind.RECORDS, Job.Kind.UNCOUPLE) else [bob, charlie]
    for one in refused:
        browser = signed_in(one)
        assert "Carry Out This Plan" not in words(browser.get(f"/jobs/{plan.pk}/"))
        assert post(browser, plan, "carry-out", checksum="abc123").status_code == 403


def test_its_records_show_what_would_be_done_and_count_so(browser, braked):
    shown = words(browser.get(f"/jobs/{braked.pk}/records/?ending=updated"))
    assert shown.count("Would be modified") == 2
    assert "Leave out" in shown


def test_a_disabled_connection_carries_out_nothing(browser, plan):
    type(plan.mapping.connection).objects.update(enabled=False)
    assert "is not enabled" in words(post(browser, plan, "carry-out", checksum="abc123"))
    assert Job.objects.count() == 1


def test_an_export_of_a_plan_has_no_buttons(browser, plan):
    lines = b"".join(browser.get(f"/jobs/{plan.pk}/records/?export=csv").streaming_content).decode()
    assert "Adatum" in lines
    assert "Leave out" not in lines
