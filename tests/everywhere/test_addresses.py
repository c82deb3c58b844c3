"""Every address says who may use it: nobody signs in first, a role too low is refused, the right one gets through."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client

from jobs.models import Job
from tests.everywhere.addresses import ACTIONS, ADDRESSES, NOBODY, PAGES, PEOPLE, allowed, names
from tests.jobs.conftest import signed_in

HELD_BACK = [one for one in ADDRESSES if NOBODY not in (one.get, one.post)]
ONLY_ACTIONS = [one for one in ACTIONS if not one.get]


def statuses(browser, method, addresses, world, **posted):
    """What a browser is answered at each of these addresses."""
    send = getattr(browser, method)
    return {str(one): send(one.path(world), posted or None).status_code for one in addresses}


def expected(addresses, role, method):
    """What somebody of this role is to be answered: 200 or 403."""
    return {str(one): 200 if role in allowed(getattr(one, method)) else 403 for one in addresses}


def test_every_address_is_known_here():
    assert sorted(names()) == sorted({one.name for one in ADDRESSES})


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_led_to_the_sign_in_page_and_back(client, world, method):
    answers = {one.path(world): getattr(client, method)(one.path(world)) for one in HELD_BACK}
    assert {path: one.get("Location") for path, one in answers.items()} == {
        path: f"/sign-in/?next={path}" for path in answers
    }
    assert Job.objects.count() == 1


@pytest.mark.parametrize("role", PEOPLE)
def test_a_page_is_shown_to_its_role_and_to_no_lower_one(world, role, request):
    browser = signed_in(request.getfixturevalue(PEOPLE[role]))
    pages = [one for one in PAGES if one in HELD_BACK]
    assert statuses(browser, "get", pages, world) == expected(pages, role, "get")


@pytest.mark.parametrize("role", ["viewer", "user", "reviewer"])
def test_an_action_is_refused_to_every_lower_role_and_does_nothing(world, role, request):
    browser = signed_in(request.getfixturevalue(PEOPLE[role]))
    above = [one for one in ACTIONS if role not in allowed(one.post)]
    found = statuses(browser, "post", above, world, selected=world.customer.pk, status="disabled")
    assert found == {str(one): 403 for one in above}
    assert Job.objects.count() == 1
    assert world.mapping.fields.get(caption="City").status == "enabled"
    world.connection.refresh_from_db()
    assert world.connection.enabled


@pytest.mark.parametrize("method", ["get", "head"])
def test_an_action_is_not_to_be_had_by_looking(world, alice, method):
    assert set(statuses(signed_in(alice), method, ONLY_ACTIONS, world).values()) == {405}
    assert Job.objects.count() == 1


def test_who_has_no_role_sees_home_only(world):
    browser = signed_in(User.objects.create_user("dora"))
    found = statuses(browser, "get", [one for one in HELD_BACK if one.get], world)
    found |= statuses(browser, "post", ONLY_ACTIONS, world)
    assert {name: status for name, status in found.items() if status != 403} == {
        "home": 200,
        "jobs:profile": 200,
        "jobs:password": 200,
        "jobs:sign_out_elsewhere": 302,
    }


def test_a_form_from_another_site_is_refused(world, alice):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    found = statuses(careful, "post", [*ACTIONS, *(one for one in ADDRESSES if one.name == "logout")], world)
    assert set(found.values()) == {403}
    assert Job.objects.count() == 1


def test_the_administration_of_django_holds_people_and_nothing_of_ours():
    assert set(admin.site._registry) == {User, Group}


def test_the_administration_of_django_is_closed_to_who_is_no_member_of_staff(world, alice):
    assert signed_in(alice).get("/admin/auth/user/").status_code == 302
