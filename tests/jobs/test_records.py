"""The records of a job: how each ended and why, and one of them before and after."""

import pytest

from jobs.models import Job
from tests.jobs.builders import CITY, NAME, a_job, a_verdict, an_operation
from tests.jobs.conftest import queries_of, signed_in


def page(browser, job, query=""):
    return browser.get(f"/jobs/{job.pk}/records/{query}").content.decode()


def detail(browser, one, **extra):
    return browser.get(f"/jobs/{one.job_id}/records/{one.pk}/", **extra).content.decode()


def test_a_record_shows_ending_action_fields_and_reason(browser, contoso):
    job = a_job(contoso)
    an_operation(job, "updated", verdicts=[a_verdict(), a_verdict(NAME)])
    an_operation(job, "excluded", title="Trey", code="not_coupled")
    shown = page(browser, job)
    assert "Modified" in shown
    assert "Updated in Dataverse" in shown
    assert "City, Name" in shown
    assert "Skipped" in shown
    assert "The record is not coupled, and the mapping" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?ending=failed", ["Trey"]),
        ("?side=dataverse", ["Adatum"]),
        ("?code=unreachable", ["Trey"]),
        ("?search=ada", ["Adatum"]),
        ("?ending=created", []),
    ],
)
def test_filters_narrow_the_records(browser, contoso, query, found):
    job = a_job(contoso, status=Job.Status.ERRORS)
    an_operation(job, "updated", title="Adatum")
    an_operation(job, "failed", title="Trey", code="unreachable")
    shown = page(browser, job, query)
    assert [name for name in ("Adatum", "Trey") if name in shown] == found


def test_a_preview_shows_what_would_be_done_and_filters_by_it(browser, contoso):
    job = a_job(contoso, preview=True)
    an_operation(job, "", title="Adatum")
    an_operation(job, "excluded", title="Trey")
    shown = page(browser, job, "?ending=updated")
    assert "Would be modified" in shown
    assert "Update in Dataverse" in shown
    assert "Adatum" in shown
    assert "Trey" not in shown


def test_records_of_other_jobs_are_not_shown(browser, contoso):
    other = an_operation(a_job(contoso), title="Elsewhere")
    job = a_job(contoso)
    assert "Elsewhere" not in page(browser, job)
    assert browser.get(f"/jobs/{job.pk}/records/{other.pk}/").status_code == 404


def test_hostile_values_are_shown_as_they_are(browser, contoso):
    verdict = a_verdict(bc="<script>alert(1)</script>", result="\u202eright to left")
    one = an_operation(a_job(contoso), title="<img src=x>", verdicts=[verdict], values={"name": "<b>"})
    for shown in (page(browser, one.job), detail(browser, one)):
        assert "<img src=x>" not in shown
        assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in detail(browser, one)
    assert '<bdi class="value">\u202eright to left</bdi>' in detail(browser, one)


def test_a_record_is_shown_before_and_after_with_changes_first(browser, contoso):
    same = a_verdict(NAME, "unchanged", "Adatum", "Adatum", "Adatum", "Adatum")
    one = an_operation(
        a_job(contoso), verdicts=[same, a_verdict()], values={"address1_city": "Bergen"}, expects='W/"7"'
    )
    shown = detail(browser, one)
    assert shown.index(">City<") < shown.index(">Name<")
    assert "1 field was the same on both sides" in shown
    assert "Written to Dataverse" in shown
    assert "address1_city" in shown
    assert "W/&quot;7&quot;" in shown


def test_a_conflict_shows_both_values_and_no_result(browser, contoso):
    verdict = a_verdict(CITY, "conflict", "Oslo", "Bergen", "Narvik", "Oslo")
    one = an_operation(a_job(contoso), "conflict", verdicts=[verdict], code="conflict", facts={"fields": "City"})
    shown = detail(browser, one)
    assert shown.count('class="w-auto conflict"') == 2
    assert "Narvik" in shown
    assert "Needs a person" in shown


def test_the_own_company_is_shown_by_its_name(browser, contoso):
    key = "6f345a35-409b-4503-8a5d-997ff271fd40"
    contoso.connection.facts, contoso.connection.bc_company_name = {"company_row": key}, "Nordlys"
    contoso.connection.save()
    shown = detail(browser, an_operation(a_job(contoso), verdicts=[a_verdict(CITY, "from_bc", None, key, None, key)]))
    assert shown.count(">Nordlys<") == 2
    assert key not in shown.partition(">Details<")[0]


def test_htmx_gets_the_details_for_the_dialog(browser, contoso):
    shown = detail(browser, an_operation(a_job(contoso)), headers={"HX-Request": "true"})
    assert shown.lstrip().startswith('<section id="operation"')
    assert "<html" not in shown


def test_an_export_has_every_field_and_no_formula(browser, contoso):
    job = a_job(contoso)
    an_operation(job, title="=1+1", verdicts=[a_verdict(), a_verdict(NAME), a_verdict("a/b"), a_verdict("c/d")])
    lines = b"".join(browser.get(f"/jobs/{job.pk}/records/?export=csv").streaming_content).decode().splitlines()
    assert "'=1+1" in lines[1]
    assert "City, Name, a, c" in lines[1]
    assert "Modified" in lines[1]
    assert "<" not in lines[1]


def test_it_costs_the_same_queries_for_3_records_as_for_30(browser, contoso):
    job = a_job(contoso)
    costs = []
    for more in (3, 27):
        for number in range(more):
            an_operation(job, title=f"Customer {number}", verdicts=[a_verdict()], code="not_coupled")
        costs.append(queries_of(browser, f"/jobs/{job.pk}/records/?per_page=50"))
    assert costs[0] == costs[1] < 15


def test_a_viewer_may_look(charlie, contoso):
    one = an_operation(a_job(contoso))
    assert "Adatum" in page(signed_in(charlie), one.job)
    assert "Adatum" in detail(signed_in(charlie), one)


def test_a_list_of_a_job_that_does_not_exist_is_not_found(browser, db):
    assert browser.get("/jobs/4711/records/").status_code == 404
