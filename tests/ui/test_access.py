"""Who may: nobody signs in first, who lacks the permission is told which, who has it gets through."""

import pytest
from django.contrib.auth.models import Permission

pytestmark = pytest.mark.urls("tests.ui.urls")


def test_nobody_is_asked_to_sign_in(client, db):
    assert client.get("/couple/").headers["Location"] == "/sign-in/?next=/couple/"


def test_who_lacks_the_permission_is_told_which(client, dana):
    client.force_login(dana)
    response = client.get("/couple/")
    assert response.status_code == 403
    assert "Can set up and delete couplings" in response.content.decode()
    assert "dana" in response.content.decode()


def test_who_has_it_gets_through(client, dana):
    dana.user_permissions.add(Permission.objects.get(codename="couple_records"))
    client.force_login(dana)
    assert client.get("/couple/").content == b"coupled"
