"""Who may see and change mappings."""

import pytest

from tests.mappings.pages import field, save, switch

RESTORE = "/mappings/restore-defaults/"


def test_nobody_is_led_to_the_sign_in_page(client, mapping):
    for page in ("/mappings/", f"/mappings/{mapping.pk}/", f"/mappings/{mapping.pk}/fields/"):
        assert client.get(page).url.startswith("/sign-in/")
    assert switch(client, mapping, "City", "disabled").url.startswith("/sign-in/")
    assert field(mapping, "City").status == "enabled"


@pytest.mark.parametrize("person", ["bob", "charlie"])
def test_others_than_administrators_look_and_change_nothing(client, mapping, person, request):
    client.force_login(request.getfixturevalue(person))
    pages = [client.get(page) for page in ("/mappings/", f"/mappings/{mapping.pk}/", f"/mappings/{mapping.pk}/fields/")]
    text = "".join(page.content.decode() for page in pages)
    assert {page.status_code for page in pages} == {200}
    assert "Use Default Synchronization Setup" not in text
    assert "/switch/" not in text
    assert "Save</button>" not in text
    refused = [client.post(RESTORE), save(client, mapping, policy="send"), switch(client, mapping, "City", "disabled")]
    assert {one.status_code for one in refused} == {403}


def test_actions_are_post_only(administrator, mapping):
    row = field(mapping, "City")
    assert administrator.get(f"/mappings/{mapping.pk}/fields/{row.pk}/switch/").status_code == 405
    assert administrator.post(f"/mappings/{mapping.pk}/fields/").status_code == 405
