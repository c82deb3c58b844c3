"""Signing in: wrong passwords are slowed down for one name at one place, and nobody else has to wait."""

import pytest
from django.core.cache import cache

from jobs.sign_in_throttle import FREE
from tests.conftest import PASSWORD
from tests.connections.pages import words


@pytest.fixture(autouse=True)
def _forgotten():
    cache.clear()


def sign_in(client, name, password=PASSWORD, **place):
    """Try to sign in."""
    return client.post("/sign-in/?next=/jobs/", {"username": name, "password": password, "next": "/jobs/"}, **place)


def wrong(client, name, times=FREE, **place):
    """So many wrong passwords; the last answer."""
    return [sign_in(client, name, f"wrong {number}", **place) for number in range(times)][-1]


def test_after_a_few_wrong_passwords_even_the_right_one_has_to_wait(client, bob):
    assert wrong(client, "bob").status_code == 200
    answer = sign_in(client, "bob")
    assert answer.status_code == 429
    assert "Too many wrong passwords for this name. Try again in 30 seconds," in words(answer)


def test_the_wait_is_for_that_name_at_that_address_only(client, bob, charlie):
    wrong(client, "BOB")
    assert sign_in(client, "bob").status_code == 429
    assert sign_in(client, "charlie").status_code == 302
    client.logout()
    assert sign_in(client, "bob", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(client, bob, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    wrong(client, "bob", headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.7"})
    assert sign_in(client, "bob", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}).status_code == 429
    assert sign_in(client, "bob", headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 302


def test_the_right_password_in_time_begins_afresh(client, bob):
    wrong(client, "bob", FREE - 1)
    assert sign_in(client, "bob").headers["Location"] == "/jobs/"
    client.logout()
    assert wrong(client, "bob", FREE - 1).status_code == 200


def test_the_next_page_is_kept_after_a_wrong_password(client, bob):
    answer = wrong(client, "bob", 1)
    assert "This is not the right user name and password." in words(answer)
    assert 'name="next" value="/jobs/"' in answer.content.decode()


def test_an_empty_installation_says_how_the_first_administrator_is_made(client, db):
    assert "python manage.py createsuperuser" in words(client.get("/sign-in/"))


def test_djangos_administration_is_entered_by_our_sign_in_page(client, alice):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/sign-in/?next=/admin/"
    client.force_login(alice)
    assert "Django's administration is for superusers." in words(client.get("/admin/", follow=True))
