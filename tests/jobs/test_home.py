"""Home: the verdict, worst first, the numbers behind it, and the first step when nothing is connected."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from couplings.models import Coupling, RecordProblem, RemoteRecord
from jobs.models import Job
from jobs.scheduling import set_ready
from jobs.standing import standing, statements
from mappings.models import TableMapping
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import queries_of, signed_in


def home(browser, query=""):
    return browser.get(f"/{query}").content.decode()


def sentences():
    return [one.text for one in statements(standing())]


def a_problem(mapping, code, **facts):
    now = timezone.now()
    return RecordProblem.objects.create(
        mapping=mapping, bc_key=uuid4(), code=code, facts=facts, first_seen_at=now, last_seen_at=now
    )


def a_coupling(mapping, pending=False, synchronized=True):
    made = Coupling.objects.create(
        mapping=mapping,
        bc_key=uuid4(),
        dataverse_key=uuid4(),
        synchronized_at=timezone.now() if synchronized else None,
    )
    RemoteRecord.objects.create(
        mapping=mapping, side="dataverse", key=made.dataverse_key, seen_at=timezone.now(), pending=pending
    )
    return made


def test_without_a_connection_it_leads_to_connection_setup(browser, charlie, db):
    assert "Welcome to syncadmin" in home(browser)
    assert "Connection Setup" in home(browser)
    assert "Ask an administrator" in home(signed_in(charlie))


def test_before_the_first_run_it_says_so(contoso):
    assert sentences() == ["Nothing has been synchronized yet"]


def test_everything_is_in_step(browser, contoso):
    a_coupling(contoso)
    a_job(contoso)
    assert sentences() == ["Everything is in step"]
    assert "verdict-good" in home(browser)


def test_records_that_need_somebody_come_before_those_that_do_not(contoso):
    a_job(contoso)
    a_problem(contoso, "conflict")
    a_problem(contoso, "value_too_long")
    a_problem(contoso, "unreachable")
    a_coupling(contoso, pending=True)
    assert sentences() == [
        "2 records need you",
        "1 record is tried again by itself",
        "1 record waits for the next run",
    ]


def test_a_disabled_connection_comes_first(contoso):
    contoso.connection.enabled = False
    contoso.connection.disable_reason = "Secret expired."
    contoso.connection.save()
    a_problem(contoso, "conflict")
    assert sentences()[0] == "The connection Contoso is not enabled. Secret expired."


def test_a_failed_test_of_the_connection_is_named(browser, contoso):
    contoso.connection.checks = [{"side": "bc", "step": "token", "detail": "", "code": "sign_in_refused", "facts": {}}]
    contoso.connection.save()
    assert sentences()[0] == "The last test of the connection Contoso failed."
    assert "Test failed" in home(browser)


def test_a_job_that_nobody_takes_up_is_named(contoso):
    job = a_job(contoso, status=Job.Status.QUEUED)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=45))
    assert sentences()[0].startswith(f"No worker has taken up job {job.pk} for 4")


def test_a_job_that_only_waited_for_its_turn_is_not(contoso):
    job = a_job(contoso, status=Job.Status.QUEUED)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    a_job(contoso, finished_at=timezone.now())
    assert not [one for one in sentences() if "worker" in one]


def test_a_job_whose_worker_is_gone_is_named(contoso):
    job = a_job(contoso, status=Job.Status.RUNNING, lease_until=timezone.now() - timedelta(minutes=3))
    assert sentences()[0] == f"No worker has taken up job {job.pk} for 3 min."


def test_a_mapping_whose_last_run_failed_says_why(browser, contoso):
    a_job(contoso, status=Job.Status.FAILED, code="unreachable", facts={"system": "<BC>", "message": "timed out"})
    assert sentences()[0] == "The last run of CUSTOMER failed: <BC> cannot be reached: timed out"
    assert "&lt;BC&gt; cannot be reached" in home(browser)
    a_job(contoso)
    assert not [one for one in sentences() if "failed" in one]


def test_the_numbers_add_up(contoso):
    a_coupling(contoso)
    a_coupling(contoso, pending=True)
    a_coupling(contoso, synchronized=False)
    a_problem(contoso, "conflict")
    a_problem(contoso, "unreachable")
    now = standing()
    assert (now.coupled, now.in_step, now.pending, now.conflicts, now.failing) == (3, 1, 1, 1, 1)


def test_records_to_be_created_are_pending_where_the_mapping_creates_them(contoso):
    row = {"mapping": contoso, "seen_at": timezone.now()}
    RemoteRecord.objects.create(**row, side="bc", key=uuid4())
    RemoteRecord.objects.create(**row, side="bc", key=uuid4(), admitted=False)
    assert standing().pending == 0
    contoso.only_coupled = False
    contoso.save()
    assert (standing().new, standing().pending) == (1, 1)


def test_the_latest_jobs_are_shown(browser, contoso):
    jobs = [a_job(contoso, counts={"updated": 3}) for _ in range(6)]
    shown = home(browser)
    assert f'href="/jobs/{jobs[-1].pk}/"' in shown
    assert f'href="/jobs/{jobs[0].pk}/">{jobs[0].pk}<' not in shown


@pytest.mark.parametrize(("query", "label"), [("", "14 days"), ("?chart=hours", "24 hours"), ("?chart=x", "14 days")])
def test_the_chart_has_a_table_for_who_cannot_see_it(browser, contoso, query, label):
    a_job(contoso, counts={"updated": 1200, "created": 4, "failed": 3})
    a_job(contoso, counts={"updated": 9}, preview=True)
    shown = home(browser, query)
    assert "<td>1204</td><td>3</td>" in shown
    assert re.search(rf'aria-current="true">\s*{label}\s*</a>', shown)


def test_it_asks_again_only_while_a_job_is_unfinished(browser, contoso):
    assert 'hx-trigger="every 2s"' not in home(browser)
    a_job(contoso, status=Job.Status.RUNNING)
    assert 'hx-trigger="every 2s"' in home(browser)
    fragment = browser.get("/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'id="home-standing"' in fragment


def test_a_viewer_sees_it_without_buttons(charlie, contoso):
    shown = home(signed_in(charlie))
    assert "CUSTOMER" in shown
    assert "/jobs/synchronize-modified/" not in shown


def test_it_costs_the_same_queries_for_many_jobs(browser, contoso):
    costs = []
    for more in (3, 27):
        for _ in range(more):
            a_job(contoso, preview=True)
            a_coupling(contoso)
        costs.append(queries_of(browser, "/"))
    assert costs[0] == costs[1] < 38


def test_nobody_is_sent_to_sign_in(client, db):
    assert client.get("/").url.startswith("/sign-in/")


def test_a_mapping_of_lines_is_run_with_its_documents(browser, contoso):
    known = {"connection": contoso.connection, "direction": "to_dataverse", "bc_table": "a", "dataverse_table": "b"}
    lines = TableMapping.objects.create(name="LINES", **known)
    documents = TableMapping.objects.create(name="INVOICES", lines="LINES", **known)
    text = home(browser)
    assert "with INVOICES" in text
    assert f'name="mapping" value="{documents.pk}"' in text
    assert f'name="mapping" value="{lines.pk}"' not in text


def test_causes_are_shown_worst_first_with_what_can_be_done(browser, charlie, contoso):
    a_problem(contoso, "unreachable", system="BC", message="no")
    for _ in range(3):
        a_problem(contoso, "value_too_long", field="Name", system="Dataverse")
    shown = browser.get("/")
    assert [(one.example.code, one.records) for one in shown.context["causes"]] == [
        ("value_too_long", 3),
        ("unreachable", 1),
    ]
    assert "Retry All" in shown.content.decode()
    assert "/problems/retry" not in home(signed_in(charlie))


def test_what_runs_and_what_comes_is_shown(browser, contoso):
    job = a_job(contoso, status=Job.Status.RUNNING, phase="writing")
    an_operation(job, "updated")
    an_operation(job, "")
    set_ready(contoso)
    found = browser.get("/").context["coming"]
    assert [(one.job.pk, one.done, one.total) for one in found.running] == [(job.pk, 1, 2)]
    assert [one.mapping.name for one in found.runs] == ["CUSTOMER"]


def test_a_mapping_shows_coverage_lag_and_its_last_run_whatever_kind_it_was(browser, contoso):
    a_coupling(contoso, pending=True)
    then = timezone.now() - timedelta(hours=3)
    RemoteRecord.objects.filter(pending=True).update(modified_at=then)
    RemoteRecord.objects.create(mapping=contoso, side="dataverse", key=uuid4(), seen_at=then, modified_at=then)
    job = a_job(contoso, kind="match")
    line = browser.get("/").context["mappings"][0]
    assert (line.coupled, line.total, line.share) == (1, 2, 50)
    assert (line.pending.number, line.pending.since, line.last) == (1, then, job)


def test_after_the_log_was_deleted_it_does_not_say_that_nothing_ever_ran(contoso):
    TableMapping.objects.update(bc_read_at=timezone.now())
    assert sentences() == ["Everything is in step"]
