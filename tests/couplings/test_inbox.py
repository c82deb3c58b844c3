"""The inbox of errors: causes, the records of one, and one record, with the address as its whole state."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from couplings.inbox import url_of_problem
from couplings.models import CauseDay, RecordProblem
from couplings.notes import assign
from couplings.snoozing import snooze
from couplings.trends import DAYS, trends
from syncadmin.connections.models import Connection
from tests.couplings.acting import markup_of, text_of
from tests.couplings.test_causes import problems
from tests.everywhere.world import a_problem, a_record, a_world

pytestmark = pytest.mark.django_db
INBOX = "/problems/"


@pytest.fixture
def world():
    """One of everything behind a connection that leads nowhere."""
    return a_world(Connection.objects.create(name="Contoso", enabled=True))


def pane(client, url, target="inbox-record"):
    """What htmx is answered for one pane."""
    return client.get(url, headers={"HX-Request": "true", "HX-Target": target})


def cause_url(problem, **more):
    """The address that opens the cause of a problem."""
    more = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{INBOX}?open={problem.mapping_id}-{problem.cause or problem.code}{more}"


def test_it_shows_causes_with_their_numbers_and_what_to_do_next(as_bob, world):
    problems(world.mapping, 3, system="Dataverse", message="No")
    page = text_of(as_bob.get(INBOX))
    assert "Dataverse refused the value of the record: No 3 Needs a person" in page
    assert "assigned to nobody" in page
    assert "Choose a cause to see its records." in page


def test_the_address_of_a_record_opens_its_cause_and_both_sides(as_bob, world):
    page = as_bob.get(INBOX, {"record": world.problem.pk})
    text = text_of(page)
    assert "1 of 1" in text
    assert "Records 1" in text
    assert "<h1>Coupled Data Synchronization Errors</h1>" in markup_of(page)
    assert [one.title for one, _url in page.context["records"]["lines"]] == ["Adatum"]
    assert page.context["comparison"].rows
    assert 'action="/records/synchronize/"' in markup_of(page)


def test_each_pane_is_a_fragment_of_its_own(as_bob, world):
    url = url_of_problem(world.problem)
    for target in ("inbox", "inbox-causes", "inbox-records", "inbox-record"):
        page = markup_of(pane(as_bob, url, target))
        assert f'id="{target}"' in page
        assert "<html" not in page
    assert 'id="inbox-causes"' not in markup_of(pane(as_bob, url))


def test_records_are_gone_through_by_their_neighbours(as_bob, world):
    problems(world.mapping, 3, system="Dataverse", message="No")
    first, second, third = RecordProblem.objects.filter(code="value_refused").order_by("title")
    around = pane(as_bob, cause_url(second, record=second.pk)).context["record_pane"]
    assert (around.at, around.total) == (2, 3)
    assert f"record={first.pk}&at=1" in around.previous
    assert f"record={third.pk}&at=3" in around.following


def test_a_record_that_is_solved_says_so_and_leads_on(as_bob, world):
    problems(world.mapping, 3, system="Dataverse", message="No")
    _first, second, third = RecordProblem.objects.filter(code="value_refused").order_by("title")
    url = cause_url(second, record=second.pk, at=2)
    second.delete()
    page = pane(as_bob, url)
    assert "the problem has closed by itself" in text_of(page)
    assert f"record={third.pk}&at=2" in page.context["record_pane"].following


def test_the_page_that_has_it_open_hears_of_it(as_bob, world):
    mark = pane(as_bob, url_of_problem(world.problem)).context["mark"]
    news = f"/problems/news/?record={world.problem.pk}&mark={mark}"
    assert as_bob.get(news).status_code == 204
    RecordProblem.objects.update(attempts=2)
    assert "changed while you had it open" in text_of(as_bob.get(news))
    RecordProblem.objects.all().delete()
    assert "Solved" in text_of(as_bob.get(news))


def test_a_cause_that_is_gone_says_so(as_bob, world):
    page = text_of(as_bob.get(f"{INBOX}?open={world.mapping.pk}-value_refused.0123456789abcdef"))
    assert "No record has this problem any more." in page


def test_a_snoozed_record_is_opened_by_its_address_and_left_out_of_the_causes(as_bob, world):
    snooze(RecordProblem.objects.all(), reason="Ask Anna first")
    assert "No problems" in text_of(as_bob.get(INBOX))
    text = text_of(as_bob.get(f"{INBOX}?record={world.problem.pk}"))
    assert "Ask Anna first" in text
    assert "Wake Up" in text
    assert "Its records are left out by the filters." in text


def test_without_problems_it_says_so(as_bob, world):
    RecordProblem.objects.all().delete()
    assert "Every coupled record that was synchronized is in step." in text_of(as_bob.get(INBOX))


def test_a_viewer_sees_it_all_and_no_action(as_charlie, world):
    page = as_charlie.get(url_of_problem(world.problem))
    assert "Adatum" in text_of(page)
    names = ("retry", "snooze", "assign", "comment", "wake")
    assert [name for name in names if f'action="/problems/{name}/"' in markup_of(page)] == []


def test_a_thousand_records_cost_the_queries_of_ten(as_bob, world):
    def cost(*targets):
        with CaptureQueriesContext(database) as queries:
            for url, target in targets:
                assert pane(as_bob, url, target).status_code == 200
        return len(queries)

    problems(world.mapping, 10, system="Dataverse", message="Number 1")
    known = RecordProblem.objects.filter(code="value_refused").first()
    panes = [(url_of_problem(known), one) for one in ("inbox", "inbox-records", "inbox-record")]
    cost(*panes)
    few = cost(*panes)
    problems(world.mapping, 990, start=10, system="Dataverse", message="Number 2")
    for one in range(30):
        problems(world.mapping, 1, start=1000 + one, system="Dataverse", message=f"Reason {chr(65 + one)}")
    assert cost(*panes) == few


@pytest.mark.parametrize(
    "query",
    ["open=x", "open=9999999999999999999-y", "open=1-%00", "record=-1", "record=99999999999999999999", "at=x&rpage=-3"]
    + ["open=0-conflict&record=1&at=99999&rpage=9999", "assigned=nobody-else&state=%00&sort=-", "record=%F0%9F%A7%BE"],
)
def test_nonsense_in_the_address_opens_nothing_and_is_no_error(as_bob, world, query):
    assert as_bob.get(f"{INBOX}?{query}").status_code == 200
    assert pane(as_bob, f"{INBOX}?{query}", "nowhere").status_code == 200


def test_what_is_hostile_stays_text(as_bob, world):
    hostile = "<script>alert(1)</script>"
    one = a_problem(world.mapping, title=hostile, code="value_refused", facts={"system": "x", "message": hostile})
    page = as_bob.get(url_of_problem(one)).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") > 3


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [("me", {"Mine", "My role's"}), ("nobody", {"Adatum"}), ("anyone", {"Mine", "My role's", "Rita's"})],
)
def test_it_is_narrowed_to_whom_it_is_assigned(as_bob, bob, rita, world, chosen, shown):
    for name, to in (("Mine", bob), ("My role's", bob.groups.get()), ("Rita's", rita)):
        assign(RecordProblem.objects.filter(pk=a_problem(world.mapping, title=name).pk), to=to)
    rows = as_bob.get("/problems/records/", {"assigned": chosen}).context["table"].paginated_rows
    assert {row.record.title for row in rows} == shown


def test_the_failing_field_is_outlined_with_the_rule_it_broke(as_bob, world):
    customer = a_record(world.mapping, "bc", "Fabrikam", displayName="Fabrikam", city="x" * 90)
    facts = {"system": "Dataverse", "field": "City", "value": "x" * 90, "length": "90", "limit": "80"}
    one = a_problem(world.mapping, customer.key, code="value_too_long", facts=facts, title="Fabrikam")
    page = markup_of(pane(as_bob, url_of_problem(one)))
    row = page.partition('<tr class="failing">')[2].partition("</tr> <tr")[0]
    assert "City" in row
    assert "has 90 characters, 80 fit" in page.partition('class="failing-rule"')[2]


def test_candidates_of_a_doubtful_match_are_offered(as_bob, world):
    found = [{"key": str(world.stranger.key), "title": "Fabrikam", "agreeing": ["Name"]}]
    one = a_problem(world.mapping, world.newcomer.key, code="doubtful_match", candidates=found, title="Fabrikam")
    page = markup_of(pane(as_bob, url_of_problem(one)))
    assert f"partner={world.stranger.key}" in page


def test_a_trend_counts_a_record_once_a_day(world):
    today = timezone.localdate()
    row = {"mapping": world.mapping, "code": "value_refused", "cause": "value_refused.1"}
    CauseDay.objects.create(day=today - timedelta(days=1), records=7, **row)
    a_problem(world.mapping, code="value_refused", cause="value_refused.1", facts={})
    key = (world.mapping.pk, "value_refused", "value_refused.1")
    trend = trends([key])[key]
    assert list(trend.numbers) == [*[0] * (DAYS - 2), 7, 1]
    assert trend.told == "1 records today, at most 7 on one of the last 14 days"
