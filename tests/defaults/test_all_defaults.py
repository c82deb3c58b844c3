"""All default mappings against both systems as they are: with our extension, and without it."""

import pytest

from mappings.checking import check_mappings
from mappings.default_data import default_mappings, defaults_of

ALL = [
    {"ownership": "person", "orders": "bidirectional"},
    {"unit_groups": False, "pricing": "older", "orders": "legacy"},
]


@pytest.fixture(params=ALL, ids=["with the newer features", "with the older features"])
def settings(request):
    """Two sets of settings that together want every default mapping."""
    return request.param


def red(stage):
    """The mappings that cannot run, with the first reason."""
    return {one.name: one.red_problem.code for one in check_mappings(stage.connection)}


def held_up(stage):
    """The fields that wait for the extension, by mapping."""
    rows = stage.connection.mappings.filter(fields__obstacle="no_property")
    return {
        name: {field for one, field in rows.values_list("name", "fields__bc_property") if one == name}
        for name in set(rows.values_list("name", flat=True))
    }


def test_with_the_extension_every_mapping_fits_and_every_row_can_take_part(play, settings):
    stage = play(**settings)
    assert red(stage) == {}
    assert held_up(stage) == {}


def test_without_the_extension_tables_are_told_and_fields_are_held_up(play, settings):
    stage = play(extension=False, **settings)
    found = red(stage)
    assert set(found.values()) == {"extension_needed"}
    assert found.keys() >= {"SHIPPING AGENT", "RESOURCE-PRODUCT", "POSTEDSALESINV-INV"}
    assert not found.keys() & {"CUSTOMER", "VENDOR", "CONTACT", "CURRENCY", "PAYMENT TERMS", "SALESPEOPLE"}
    assert held_up(stage)["CUSTOMER"] >= {"contact", "faxNumber", "shippingAgentCode", "primaryContactNumber"}


def test_both_sets_of_settings_together_want_every_default():
    usual = {"ownership": "team", "unit_groups": True, "pricing": "extended", "orders": "off"}
    found = {one.name for each in ALL for one in defaults_of(usual | each)}
    assert found == {one["name"] for one in default_mappings()}
