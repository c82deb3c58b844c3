"""Every problem a user can have is provoked for real, and its title and remedy are read on the pages that tell it."""

import re
from html import unescape

import pytest

from syncadmin.engine.problems import PROBLEMS
from tests.connections.pages import words
from tests.everywhere.scenes import SCENES, UNSEEN
from tests.everywhere.stage import Stage
from tests.family import customer_mapping
from tests.jobs.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(sandbox, connection, alice):
    """The sandbox, the CUSTOMER mapping and Alice's browser."""
    return Stage(sandbox, customer_mapping(connection), signed_in(alice))


def pattern(sentence):
    """What matches a sentence whose facts are all filled in."""
    return "[^…]+?".join(re.escape(part) for part in re.split(r"%\(\w+\)s", sentence))


def test_every_problem_has_a_scene_or_a_reason_why_it_is_never_seen():
    assert set(SCENES) | set(UNSEEN) == set(PROBLEMS)
    assert set(SCENES) & set(UNSEEN) == set()


@pytest.mark.parametrize("code", SCENES)
def test_a_problem_is_told_on_its_pages_with_its_remedy(stage, code):
    pages = {path: stage.browser.get(path) for path in SCENES[code](stage)}
    untold = [path for path, page in pages.items() if not re.search(pattern(PROBLEMS[code].title), words(page))]
    assert untold == []
    remedies = [re.search(pattern(PROBLEMS[code].remedy), unescape(page.content.decode())) for page in pages.values()]
    assert any(remedies)
