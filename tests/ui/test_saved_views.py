"""Saved views of lists: kept under a name, chosen, made the default, shared, renamed, deleted; and columns."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission, User

from syncadmin.ui.models import SavedView
from syncadmin.ui.saved_views import MOST, SHARE

pytestmark = pytest.mark.urls("tests.ui.urls")
LIST, KEY = "/ui/list/", "ui:list"
HTMX = {"HX-Request": "true"}
COLUMNS = {"choose": "columns", "order": ["name", "app", "status", "id"]}


@pytest.fixture
def save(page):
    """Save a view of the sample list."""

    def saved(query="search=view", name="Mine", **more):
        posted = {"list": KEY, "path": LIST, "query": query, "name": name, **more}
        return page.post("/lists/views/", posted)

    return saved


@pytest.fixture
def act(page):
    """Do something to a view."""

    def acted(do, view=None, **more):
        return page.post(f"/lists/views/{(view or SavedView.objects.get()).pk}/", {"do": do, "next": LIST, **more})

    return acted


def heads(response):
    return [str(one.header) for one in response.context["table"].columns if one.name != "selected"]


def test_a_view_keeps_filters_sorting_columns_and_size_and_is_shown_at_once(page, save):
    answer = save("search=view&sort=-name&columns=id,name&per_page=50&page=3")
    view = SavedView.objects.get()
    assert answer.url == f"{LIST}?search=view&sort=-name&columns=id%2Cname&per_page=50&view={view.pk}"
    shown = page.get(answer.url)
    assert heads(shown) == ["Count", "Name"]
    assert shown.context["bar"].active == view
    assert not shown.context["bar"].changed


def test_a_view_of_the_same_name_is_refused_at_its_field(save):
    save()
    assert "You have a view of this name." in save().content.decode()
    assert save(name=" ").status_code == 422


def test_there_are_not_more_views_than_a_person_can_tell_apart(save, root):
    SavedView.objects.bulk_create(SavedView(owner=root, list=KEY, name=str(one)) for one in range(MOST))
    assert "delete one first" in save().content.decode()


def test_the_list_opens_in_the_default_view_until_it_is_none(page, save, act):
    save(default="on")
    view = SavedView.objects.get()
    assert page.get(LIST).url == f"{LIST}?search=view&view={view.pk}"
    assert page.get(f"{LIST}?view=all").status_code == 200
    assert page.get(LIST, headers=HTMX).status_code == 200
    act("no_default")
    assert page.get(LIST).status_code == 200


def test_what_changed_since_is_kept_by_a_button(page, save, act):
    save()
    pk = SavedView.objects.get().pk
    assert page.get(f"{LIST}?search=delete&view={pk}").context["bar"].replaceable
    act("replace", query=f"?search=delete&view={pk}&page=2")
    assert SavedView.objects.get().query == "search=delete"


def test_a_view_is_renamed_and_deleted(save, act):
    save()
    act("rename", name="Ours")
    assert SavedView.objects.get().name == "Ours"
    act("delete")
    assert not SavedView.objects.exists()


def test_a_shared_view_is_seen_by_all_and_changed_by_none_but_administrators(page, save, act, client, dana):
    save()
    view = SavedView.objects.get()
    dana.user_permissions.add(Permission.objects.get(codename="keep_views"))
    client.force_login(dana)
    assert client.get(LIST).context["bar"].tabs == []
    assert client.post(f"/lists/views/{view.pk}/", {"do": "default"}).status_code == 404
    SavedView.objects.update(shared=True)
    assert [one.caption for one in client.get(LIST).context["bar"].tabs] == ["All", "Mine"]
    assert client.post(f"/lists/views/{view.pk}/", {"do": "default"}).status_code == 302
    assert client.get(LIST).status_code == 302
    assert {client.post(f"/lists/views/{view.pk}/", {"do": do}).status_code for do in ("delete", "share")} == {403}
    assert client.post("/lists/views/", {"list": KEY, "path": LIST, "name": "x", "shared": "on"}).status_code == 302
    assert not SavedView.objects.get(name="x").shared


def test_a_view_that_is_no_longer_shared_is_nobodys_default(save, act, dana):
    save(shared="on")
    view = SavedView.objects.get()
    view.defaults.create(user=dana, list=KEY)
    act("unshare")
    assert not view.defaults.exists()
    assert User.objects.get(username="root").has_perm(SHARE)


def test_what_no_longer_exists_is_left_out_with_a_note(page, save):
    save("columns=name,gone&colour=red&content_type=999999")
    [note] = page.get(f"{LIST}?columns=name,gone&colour=red&view={SavedView.objects.get().pk}").context["bar"].notes
    assert "the column gone" in note
    assert "the filter colour" in note


def test_a_list_leads_to_no_other_site(page):
    posted = {"list": KEY, "path": "https://example.com/", "query": "", "name": "x"}
    assert page.post("/lists/views/", posted).status_code == 404


def test_columns_are_moved_and_chosen_without_scripts(page):
    moved = page.get(LIST, {**COLUMNS, "shown": ["name", "id"], "do": "up:id", "search": "view"})
    assert [one.name for one in moved.context["choices"]] == ["name", "app", "id", "status"]
    chosen = page.get(LIST, {**COLUMNS, "order": ["id", "name"], "shown": ["name", "id"], "do": "apply", "search": "v"})
    assert chosen.url == f"{LIST}?search=v&columns=id,name"
    assert page.get(LIST, {**COLUMNS, "do": "apply"}, headers=HTMX).status_code == 422
    assert page.get(LIST, {**COLUMNS, "do": "reset"}).url == LIST


@pytest.mark.parametrize("columns", ["", ",", "nothing", "selected", "name' OR 1", "name,name"])
def test_odd_columns_are_no_error(page, columns):
    assert heads(page.get(LIST, {"columns": columns}))[0] == "Name"


def test_an_export_has_the_shown_columns_or_all(page):
    def header(export):
        body = b"".join(page.get(LIST, {"columns": "id,name", "export": export}).streaming_content)
        return next(csv.reader(io.StringIO(body.decode("utf-8-sig"))))

    assert header("shown") == ["Count", "Name"]
    assert header("csv") == ["Count", "Name", "Application", "Status"]


@pytest.mark.parametrize("choose", ["columns", "save", "views"])
def test_what_is_chosen_in_a_dialog_has_a_page_too(page, save, choose):
    save()
    assert "<html" in page.get(LIST, {"choose": choose}).content.decode()
    assert "<html" not in page.get(LIST, {"choose": choose}, headers=HTMX).content.decode()
