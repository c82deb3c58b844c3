"""Administrators make people, change what they may do, and let nobody in any more; somebody always stays who does."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from syncadmin.audit.models import Change
from tests.connections.pages import words
from tests.jobs.conftest import signed_in

PASSWORD = "a long new password 7"


def posted(user, **changes):
    """The form of a person as the page shows it, with some of it changed."""
    names = {name: getattr(user, name) for name in ("username", "first_name", "last_name", "email")}
    return {**names, "role": user.groups.get().name, **changes}


def choose_password(link, password=PASSWORD):
    """Open a password link and choose a password."""
    stranger = Client()
    page = stranger.get(link, follow=True)
    return stranger.post(page.redirect_chain[-1][0], {"new_password1": password, "new_password2": password})


def link_in(page):
    """The path of the link that a page shows."""
    return re.search(r'value="http://testserver(/set-password/[^"]+)"', page.content.decode())[1]


def test_a_new_user_chooses_a_password_by_the_link_and_signs_in(browser):
    page = browser.post("/users/new/", {"username": "eve", "role": "viewer"})
    choose_password(link_in(page))
    eve = Client()
    assert eve.post("/sign-in/", {"username": "eve", "password": PASSWORD}).headers["Location"] == "/"
    assert (eve.get("/jobs/").status_code, eve.get("/users/").status_code) == (200, 403)


def test_a_link_works_once(browser, bob):
    link = link_in(browser.post(f"/users/{bob.pk}/link/"))
    choose_password(link)
    assert "This link does not work any more" in words(Client().get(link))


def test_a_password_that_is_too_simple_is_refused_by_the_link(browser, bob):
    answer = choose_password(link_in(browser.post(f"/users/{bob.pk}/link/")), "bob")
    assert "This password is too short" in words(answer)


def test_a_name_that_is_taken_but_for_its_size_is_refused(browser, bob):
    answer = browser.post("/users/new/", {"username": "BOB", "role": "user"})
    assert answer.status_code == 422
    assert "Somebody else has this name." in words(answer)


def test_another_role_is_at_work_at_once(browser, bob):
    theirs = signed_in(bob)
    browser.post(f"/users/{bob.pk}/", posted(bob, role="administrator", first_name="Bob"))
    assert theirs.get("/users/").status_code == 200
    assert ["role", "user", "administrator"] in Change.objects.get(event="changed", key=bob.pk).edits


def test_who_is_deactivated_is_out_at_once_and_may_come_back(browser, bob):
    theirs = signed_in(bob)
    browser.post(f"/users/{bob.pk}/deactivate/")
    assert theirs.get("/jobs/").status_code == 302
    browser.post(f"/users/{bob.pk}/activate/")
    bob.refresh_from_db()
    assert bob.is_active


@pytest.mark.parametrize(("action", "data"), [("", {"role": "viewer"}), ("deactivate/", {})])
def test_the_last_administrator_stays_one(browser, alice, action, data):
    answer = browser.post(f"/users/{alice.pk}/{action}", posted(alice, **data), follow=True)
    alice.refresh_from_db()
    assert alice.is_active
    assert alice.groups.get().name == "administrator"
    assert "alice is the last one who does" in words(answer)


def test_nobody_takes_the_role_from_themselves(browser, alice):
    User.objects.create_superuser("root")
    answer = browser.post(f"/users/{alice.pk}/", posted(alice, role="viewer"))
    assert "You cannot take this from yourself" in words(answer)


@pytest.mark.parametrize("action", ["link", "deactivate", "sign-out"])
def test_a_superuser_is_changed_by_superusers_only(browser, action):
    root = User.objects.create_superuser("root")
    answer = browser.post(f"/users/{root.pk}/{action}/", follow=True)
    assert "root is a superuser, whom only superusers change." in words(answer)


def test_signing_out_everywhere_ends_the_sessions_of_one_person_only(browser, bob, charlie):
    theirs, others = signed_in(bob), signed_in(charlie)
    browser.post(f"/users/{bob.pk}/sign-out/")
    assert (theirs.get("/jobs/").status_code, others.get("/jobs/").status_code) == (302, 200)


def test_ones_own_password_is_changed_and_other_sessions_end(bob):
    here, elsewhere = signed_in(bob), signed_in(bob)
    wanted = {"old_password": "correct horse battery staple", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert here.post("/profile/password/", {**wanted, "old_password": "wrong"}).status_code == 422
    here.post("/profile/password/", wanted)
    assert (here.get("/profile/").status_code, elsewhere.get("/profile/").status_code) == (200, 302)


def test_a_superuser_without_a_role_may_open_everything(db):
    root = signed_in(User.objects.create_superuser("root"))
    pages = ("/", "/set-up/", "/users/", "/users/new/", "/change-log/", "/connections/", "/jobs/queue/")
    assert {root.get(page).status_code for page in pages} == {200}
