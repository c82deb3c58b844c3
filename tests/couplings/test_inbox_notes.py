"""Assign and Comment: who takes a problem on, what people say of it, and that both go with it."""

import pytest

from couplings.inbox import url_of_problem
from couplings.models import ProblemNote, RecordProblem
from couplings.problems import Trouble, forget_problems, remember_troubles
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from tests.couplings.acting import HTMX, markup_of, text_of
from tests.couplings.test_causes import problems
from tests.everywhere.world import a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """One of everything behind a connection that leads nowhere."""
    return a_world(Connection.objects.create(name="Contoso", enabled=True))


def say(client, problem, text, **posted):
    """Comment on a problem from its pane."""
    url = url_of_problem(problem)
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{url}"}
    known = {"selected": problem.pk, "text": text, "inline": "1", "next": url, **posted}
    return client.post("/problems/comment/", known, headers=headers)


def history(client, world):
    """The timeline of the customer."""
    return client.get(f"/records/{world.mapping.pk}/bc/{world.customer.key}/history/", headers=HTMX)


def test_a_problem_is_assigned_to_me_in_one_step(as_bob, bob, world):
    page = as_bob.post("/problems/assign/", {"selected": world.problem.pk, "to": "me"}, follow=True)
    world.problem.refresh_from_db()
    assert world.problem.assignee == bob
    assert "1 record is assigned to bob." in text_of(page)
    again = as_bob.post("/problems/assign/", {"selected": world.problem.pk, "to": "me"}, follow=True)
    assert "1 record was so already." in text_of(again)
    assert "Assigned to bob" in text_of(history(as_bob, world))


def test_the_dialog_offers_who_may_solve_it(as_bob, bob, rita, charlie, world):
    shown = text_of(as_bob.post("/problems/assign/", {"selected": world.problem.pk, "ask": "1"}, headers=HTMX))
    assert "Who takes 1 record on?" in shown
    assert "reviewer" in shown
    assert "rita" in shown
    assert "charlie" not in shown


def test_a_whole_cause_is_assigned_to_a_role_and_back_to_nobody(as_bob, rita, world):
    problems(world.mapping, 3, system="Dataverse", message="No")
    chosen = {"selected": RecordProblem.objects.filter(code="value_refused").first().pk}
    role = rita.groups.get()
    as_bob.post("/problems/assign/?causes=1", {**chosen, "to": f"role:{role.pk}"})
    assert RecordProblem.objects.filter(assigned_role=role, assignee=None).count() == 3
    as_bob.post("/problems/assign/?causes=1", {**chosen, "to": "nobody"})
    assert RecordProblem.objects.filter(assigned_role=None).count() == 4


@pytest.mark.parametrize("to", ["", "person:x", "person:999999", "role:0", "somebody", "\0"])
def test_to_nobody_there_is_answers_at_its_field(as_bob, world, to):
    answer = as_bob.post("/problems/assign/", {"selected": world.problem.pk, "to": to}, headers=HTMX)
    assert answer.status_code == 422
    assert "is-invalid" in markup_of(answer)


def test_a_comment_stands_in_the_timeline_with_author_and_as_text(as_bob, world):
    answer = say(as_bob, world.problem, "<b>Anna</b> knows\nmore")
    assert (answer.status_code, "inbox-changed" in answer["HX-Trigger"]) == (204, True)
    shown = markup_of(history(as_bob, world))
    assert "&lt;b&gt;Anna&lt;/b&gt; knows" in shown
    assert "<bdi>bob</bdi>" in shown


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4001])
def test_a_comment_that_says_nothing_or_too_much_answers_at_its_field(as_bob, world, text):
    answer = say(as_bob, world.problem, text)
    assert answer.status_code == 422
    assert "is-invalid" in markup_of(answer)
    assert f'value="{world.problem.pk}"' in markup_of(answer)


def test_a_comment_on_what_is_solved_says_so(as_bob, world):
    RecordProblem.objects.all().delete()
    assert "solved meanwhile" in say(as_bob, world.problem, "Too late")["HX-Trigger"]


def test_they_stay_as_long_as_the_record_has_a_problem(as_bob, bob, world):
    say(as_bob, world.problem, "Anna knows")
    as_bob.post("/problems/assign/", {"selected": world.problem.pk, "to": "me"})
    one = world.problem
    keys = (one.bc_key, one.dataverse_key)
    remember_troubles(one.mapping, [Trouble(Problem("throttled", {"system": "Dataverse"}), "A", one.coupling, *keys)])
    one.refresh_from_db()
    assert (one.code, one.assignee, one.notes.count()) == ("throttled", bob, 2)
    forget_problems(one.mapping, [keys])
    assert ProblemNote.objects.count() == 0


@pytest.mark.parametrize("name", ["assign", "comment"])
def test_a_viewer_may_not(as_charlie, world, name):
    known = {"selected": world.problem.pk, "to": "me", "text": "x"}
    assert as_charlie.post(f"/problems/{name}/", known).status_code == 403
    assert ProblemNote.objects.count() == 0
