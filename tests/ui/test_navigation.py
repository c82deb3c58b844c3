"""The sidebar: what the user may open, where the user is, and nothing that is not there."""

import re

import pytest

from syncadmin.ui.context import role_caption
from syncadmin.ui.navigation import Entry, links

pytestmark = pytest.mark.urls("tests.ui.urls")


@pytest.fixture
def entries(monkeypatch):
    shown = (
        Entry("Home", "home", "home"),
        Entry("Style", "ui:style", "star"),
        Entry("List", "ui:list", "star", "auth.view_permission", "ui:progress"),
        Entry("Later", "nowhere:list", "star"),
    )
    monkeypatch.setattr("syncadmin.ui.navigation.ENTRIES", shown)


@pytest.fixture
def seen(rf, entries):
    def by(user, path="/"):
        request = rf.get(path)
        request.user = user
        return links(request)

    return by


def test_pages_that_do_not_exist_are_left_out(seen, root):
    assert [link.caption for link in seen(root)] == ["Home", "Style", "List"]


def test_pages_the_user_may_not_see_are_left_out(seen, dana):
    assert [link.caption for link in seen(dana)] == ["Home", "Style"]


@pytest.mark.parametrize(
    ("path", "active"), [("/", "Home"), ("/ui/", "Style"), ("/ui/list/17/", "List"), ("/ui/x/", "Style")]
)
def test_the_entry_of_the_open_page_is_marked(seen, root, path, active):
    assert [link.caption for link in seen(root, path) if link.active] == [active]


def test_an_unknown_page_marks_nothing(seen, root):
    assert not any(link.active for link in seen(root, "/elsewhere/"))


def test_a_count_is_fetched_after_the_page(entries, page):
    assert re.search(r'hx-get="/ui/progress/"\s+hx-trigger="load, every 60s"', page.get("/ui/").content.decode())


@pytest.mark.parametrize(
    ("role", "caption"), [("administrator", "Administrator"), ("viewer", "Viewer"), ("A&B", "A&B")]
)
def test_the_role_is_what_the_group_is_called(rf, dana, role, caption):
    request = rf.get("/")
    request.user = dana
    dana.groups.create(name=role)
    assert role_caption(request) == caption


def test_who_has_no_group_has_no_role_yet(rf, dana):
    request = rf.get("/")
    request.user = dana
    assert role_caption(request) == "No role yet"
