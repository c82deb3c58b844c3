"""The page of a run of several mappings: what it shows of each, what administrators decide there, and Home about it."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from jobs.models import GroupLine, Job, JobGroup
from mappings.models import TableMapping
from tests.everywhere.markup import Markup
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import queries_of, signed_in

CENSUS = {
    "records": {"bc": 1200, "dataverse": 900},
    "free": {"bc": 300, "dataverse": 40},
    "matches": 30,
    "doubts": 4,
    "by": ["Name", "City"],
    "chosen": True,
}


@pytest.fixture
def group(contoso):
    """A full synchronization of CUSTOMER and CONTACT that was reviewed."""
    group = JobGroup.objects.create(connection=contoso.connection, kind="full", trigger="person")
    contact = TableMapping.objects.create(connection=contoso.connection, name="CONTACT", direction="bidirectional")
    advised = {"advised": "couple", "why": "would_match", "task": "couple", "census": CENSUS}
    GroupLine.objects.create(group=group, mapping=contoso, position=1, wave=0, unknown=["SALESPEOPLE"], **advised)
    GroupLine.objects.create(group=group, mapping=contact, position=2, wave=1, waits_for=["CUSTOMER"], task="full")
    return group


def page(browser, group):
    """The text of the page of a group."""
    return Markup(browser.get(f"/jobs/groups/{group.pk}/").content.decode()).text


def line(group, name="CUSTOMER"):
    return group.lines.get(mapping__name=name)


def do(browser, group, what, name="CUSTOMER"):
    return browser.post(f"/jobs/groups/lines/{line(group, name).pk}/", {"do": what})


def begun(group, **jobs):
    """The group with jobs of these statuses, by mapping."""
    JobGroup.objects.filter(pk=group.pk).update(started_at=timezone.now())
    group.refresh_from_db()
    for name, status in jobs.items():
        one = line(group, name)
        one.job = a_job(one.mapping, status=status, kind="full", code="unreachable" if status == "failed" else "")
        one.save()
    return group


def test_the_review_shows_the_numbers_and_what_would_come_of_them(browser, group):
    text = page(browser, group)
    assert "Business Central: 1,200 records, 300 not coupled" in text
    assert "Dataverse: 900 records, 40 not coupled" in text
    assert "By Name, City, 30 would match and 4 be doubtful." in text
    assert "A full synchronization would create: 40 in Business Central, 300 in Dataverse." in text
    assert "Couple them first, or a full synchronization creates them twice." in text
    assert "Not set up: SALESPEOPLE" in text
    assert "Dependency Filter: CUSTOMER" in text


def test_it_cannot_begin_before_criteria_are_chosen(browser, group):
    assert "No criteria are chosen yet." in page(browser, group)
    response = browser.post(f"/jobs/groups/{group.pk}/begin/")
    said = [str(one) for one in get_messages(response.wsgi_request)]
    assert said == ["It cannot begin yet: review CUSTOMER, choose criteria to match on, or leave them out."]
    assert not Job.objects.exists()


def test_it_begins_with_the_first_wave(browser, group):
    do(browser, group, "full")
    browser.post(f"/jobs/groups/{group.pk}/begin/")
    assert list(Job.objects.values_list("mapping__name", "kind")) == [("CUSTOMER", "full")]
    assert "Waits for CUSTOMER." in page(browser, group)


def test_to_overrule_the_recommendation_tells_what_would_be_there_twice(browser, group):
    do(browser, group, "full")
    assert "34 records would be there twice." in page(browser, group)
    do(browser, group, "couple")
    assert "would be there twice." not in page(browser, group)


@pytest.mark.parametrize(
    ("asked", "winner", "unconditional"),
    [
        (["to_dataverse"], "bc", False),
        (["to_bc", "unconditional"], "dataverse", True),
        (["to_bc", "unconditional", "as_changed"], "dataverse", False),
        (["to_bc", "unconditional", "both"], "", False),
        (["unconditional"], "", False),
        (["to_dataverse", "couple"], "", False),
    ],
)
def test_a_direction_is_chosen_and_only_with_one_everything_is_taken_over(browser, group, asked, winner, unconditional):
    for one in ["full", *asked]:
        do(browser, group, one)
    found = line(group)
    assert (found.winner, found.unconditional) == (winner, unconditional)


def test_a_one_way_mapping_needs_no_direction_and_takes_none(browser, group):
    TableMapping.objects.filter(name="CONTACT").update(direction="to_dataverse")
    do(browser, group, "to_bc", "CONTACT")
    do(browser, group, "unconditional", "CONTACT")
    found = line(group, "CONTACT")
    assert (found.winner, found.unconditional) == ("", True)


def test_a_line_is_left_out_and_taken_in_again(browser, group):
    do(browser, group, "leave_out")
    assert "Left out" in page(browser, group)
    do(browser, group, "take_in")
    assert not line(group).left_out


def test_what_is_asked_of_a_line_and_is_nothing_is_not_found(browser, group):
    assert do(browser, group, "nonsense").status_code == 404
    assert browser.post("/jobs/groups/lines/999/", {"do": "full"}).status_code == 404


def test_counts_are_shown_by_side_with_the_way_to_the_job(browser, group):
    begun(group, CUSTOMER="finished")
    job = line(group).job
    an_operation(job, "created", action="create", side="dataverse")
    an_operation(job, "updated", action="update", side="bc")
    an_operation(job, "conflict")
    answer = browser.get(f"/jobs/groups/{group.pk}/").content.decode()
    text = Markup(answer).text
    assert "Business Central: 0 inserted, 1 modified" in text
    assert "Dataverse: 1 inserted, 0 modified" in text
    assert "1 failed or in conflict" in text
    assert f'href="/jobs/{job.pk}/"' in answer
    assert "Run of several mappings" in browser.get(f"/jobs/{job.pk}/").content.decode()


def test_it_asks_for_itself_while_something_happens_and_not_after(browser, group):
    def asks():
        return 'hx-trigger="every 2s"' in browser.get(f"/jobs/groups/{group.pk}/").content.decode()

    assert not asks()
    begun(group, CUSTOMER="running")
    assert asks()
    Job.objects.update(status="failed", finished_at=timezone.now())
    assert not asks()


def test_htmx_gets_the_moving_part_alone(browser, group):
    answer = browser.get(f"/jobs/groups/{group.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith('<div id="job-group"')


def test_what_holds_it_up_is_said_here_and_on_home(browser, group):
    begun(group, CUSTOMER="failed")
    text = page(browser, group)
    assert "What depends on CUSTOMER does not start, because its job failed." in text
    assert "Waits for CUSTOMER. Restart what failed, or leave it out." in text
    home = Markup(browser.get("/").content.decode()).text
    assert "Full Synchronization of Contoso is held up by a job that failed: 1 of 2 mappings are done." in home


def test_what_failed_is_restarted(browser, group):
    begun(group, CUSTOMER="failed")
    do(browser, group, "restart")
    assert list(Job.objects.order_by("pk").values_list("status", flat=True)) == ["failed", "queued"]


def test_it_is_not_reset_while_jobs_are_at_work(browser, group):
    begun(group, CUSTOMER="running")
    assert browser.post(f"/jobs/groups/{group.pk}/reset/").url == f"/jobs/groups/{group.pk}/"
    assert JobGroup.objects.count() == 1


def test_a_reset_begins_a_review_afresh(browser, group):
    made = browser.post(f"/jobs/groups/{group.pk}/reset/").url
    assert made == f"/jobs/groups/{JobGroup.objects.latest('pk').pk}/"
    assert JobGroup.objects.count() == 2
    assert set(Job.objects.values_list("kind", flat=True)) == {"review"}


def test_a_review_is_ended_and_a_run_is_not(browser, group):
    assert browser.post(f"/jobs/groups/{group.pk}/drop/").url == f"/connections/{group.connection_id}/"
    assert "was reviewed and not begun" not in browser.get("/").content.decode()
    other = begun(JobGroup.objects.create(connection=group.connection, kind="full", trigger="person"))
    browser.post(f"/jobs/groups/{other.pk}/drop/")
    assert list(JobGroup.objects.filter(finished_at=None)) == [other]


def test_a_connection_that_was_disabled_is_told_with_its_reason(browser, group):
    begun(group, CUSTOMER="finished")
    type(group.connection).objects.update(enabled=False, disable_reason="Month end")
    assert "The connection Contoso is not enabled: Month end" in page(browser, group)


def test_the_question_is_asked_and_answered_once(browser, group):
    begun(group, CUSTOMER="finished", CONTACT="finished")
    GroupLine.objects.update(task="full")
    JobGroup.objects.update(finished_at=timezone.now())
    question = "Should scheduled synchronization create new records from now on?"
    assert question in page(browser, group)
    assert "say whether scheduled runs create records" in browser.get("/").content.decode()
    browser.post(f"/jobs/groups/{group.pk}/answer/", {"creates": "1"})
    assert question not in page(browser, group)
    assert list(TableMapping.objects.values_list("only_coupled", flat=True)) == [False, False]


def test_connection_setup_and_the_mapping_lead_here(browser, alice, contoso):
    setup = browser.get(f"/connections/{contoso.connection_id}/").content.decode()
    assert f'action="/jobs/connections/{contoso.connection_id}/full/"' in setup
    assert f'action="/jobs/connections/{contoso.connection_id}/synchronize-modified/"' in setup
    browser.post(f"/jobs/connections/{contoso.connection_id}/full/", {"mapping": contoso.pk})
    group = JobGroup.objects.get()
    assert (group.mapping, group.requested_by) == (contoso, alice)
    assert list(Job.objects.values_list("kind", "requested_by")) == [("review", alice.pk)]


@pytest.mark.parametrize("mapping", ["999", "x", "9" * 30, "²"])
def test_a_mapping_that_is_none_of_the_connection_is_not_found(browser, contoso, mapping):
    path = f"/jobs/connections/{contoso.connection_id}/full/"
    assert browser.post(path, {"mapping": mapping}).status_code == 404


def test_a_connection_that_is_not_enabled_begins_nothing_and_says_so(browser, contoso):
    type(contoso.connection).objects.update(enabled=False)
    for path in ("full", "synchronize-modified"):
        response = browser.post(f"/jobs/connections/{contoso.connection_id}/{path}/")
        assert "is not enabled" in str(next(iter(get_messages(response.wsgi_request))))
    assert not JobGroup.objects.exists()


def test_a_viewer_sees_it_without_buttons(charlie, group):
    text = page(signed_in(charlie), group)
    assert "Couple Records" in text
    assert "Sync All" not in text


def test_it_costs_the_same_queries_for_two_mappings_as_for_twenty(browser, group):
    begun(group, CUSTOMER="finished", CONTACT="finished")
    few = queries_of(browser, f"/jobs/groups/{group.pk}/")
    for number in range(18):
        mapping = TableMapping.objects.create(connection=group.connection, name=f"M{number}", direction="to_bc")
        job = a_job(mapping, kind="full")
        GroupLine.objects.create(group=group, mapping=mapping, position=number + 3, wave=0, task="full", job=job)
    assert queries_of(browser, f"/jobs/groups/{group.pk}/") == few
