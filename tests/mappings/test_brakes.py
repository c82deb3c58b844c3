"""The brakes on the page of a mapping: shown, changed, switched off, refused."""

import pytest

from mappings.brakes import brakes_of
from syncadmin.engine.brakes import Effect
from tests.jobs.conftest import signed_in

LIMITS = {
    **{"most_changes": "7", "most_changes_share": "30", "most_blanks": "", "most_blanks_share": "5"},
    **{"most_deletes": "0", "most_deletes_share": "0"},
}


def save(browser, mapping, **changed):
    return browser.post(f"/mappings/{mapping.pk}/brakes/", {**LIMITS, **changed}, follow=True)


def allowed(mapping, records):
    limits = brakes_of(mapping).limits
    return {effect.value: limits[effect].allowed(records) for effect in Effect if effect in limits}


def test_a_new_mapping_has_brakes(mapping):
    assert allowed(mapping, 0) == {"changes": 500, "blanks": 100, "deletes": 10}
    assert allowed(mapping, 10_000) == {"changes": 2000, "blanks": 500, "deletes": 500}


def test_they_are_saved_and_an_empty_number_is_no_limit(alice, mapping):
    assert "Saved." in save(signed_in(alice), mapping).content.decode()
    assert allowed(mapping, 100) == {"changes": 30, "deletes": 0}


@pytest.mark.parametrize("wrong", [{"most_changes": "-1"}, {"most_blanks_share": "101"}, {"most_deletes_share": "x"}])
def test_impossible_limits_are_refused(alice, mapping, wrong):
    assert save(signed_in(alice), mapping, **wrong).status_code == 422
    assert allowed(mapping, 0)["changes"] == 500


def test_only_administrators_change_them(bob, mapping):
    assert save(signed_in(bob), mapping).status_code == 403
