"""Units: one group for each unit of measure, or for each item and resource with all its units (6.9-6.12, 8.6, 8.7)."""

import pytest

from tests.defaults.goods import GROUPS, base_unit, boxed, group_of, item, problem, resource, unit
from tests.runs.several import work

pytestmark = pytest.mark.django_db(transaction=True)
UNIT = "UNIT OF MEASURE"


@pytest.fixture
def plain(play):
    """Units of measure, with unit groups off."""
    return play(UNIT, unit_groups=False)


@pytest.fixture
def grouped(play):
    """Units of items and resources in their groups."""
    return play(*GROUPS, unit_groups=True)


def found_group(stage, code="PCS", **values):
    """A unit group as an earlier integration left it, and its base unit."""
    row = stage.add("uomschedule", **{"name": f"NAV {code}", "baseuomname": code, **values})
    return row, stage.row("uom", _uomscheduleid_value=row["uomscheduleid"])


def test_a_unit_of_measure_becomes_a_group_with_one_unit(plain):
    pieces = unit(plain)
    plain.couple(UNIT, pieces)
    group = plain.partner(UNIT, pieces)
    assert (group["name"], group["baseuomname"]) == ("NAV PCS", "PCS")
    assert [one["name"] for one in plain.rows("uom", _uomscheduleid_value=group["uomscheduleid"])] == ["PCS"]
    plain.modified(UNIT)
    assert plain.endings(plain.modified(UNIT)) == []


def test_a_group_of_that_name_is_found_and_not_made_again(plain):
    row, _ = found_group(plain)
    plain.full(UNIT)
    assert plain.partner(UNIT, unit(plain))["uomscheduleid"] == row["uomscheduleid"]
    assert len(plain.rows("uomschedule", name="NAV PCS")) == 1


def test_a_code_that_changes_renames_the_group_but_not_its_unit(plain):
    pieces = unit(plain)
    plain.couple(UNIT, pieces)
    _, base = plain.partner(UNIT, pieces), plain.row("uom", name="PCS")
    plain.change("unitsOfMeasure", pieces, code="PIECE")
    plain.modified(UNIT)
    assert problem(plain, UNIT)[0] == "field_differs"
    plain.change("uom", base, name="PIECE")
    assert plain.endings(plain.modified(UNIT)) == [("updated", "dataverse")]
    assert plain.partner(UNIT, pieces)["name"] == "NAV PIECE"


def _inactive(stage, row, base):
    stage.change("uomschedule", row, statecode=1, statuscode=2)


def _another_unit(stage, row, base):
    stage.add("uom", name="BOX", quantity=12, _uomscheduleid_value=row["uomscheduleid"])


def _another_name(stage, row, base):
    stage.change("uom", base, name="Piece")


@pytest.mark.parametrize(
    ("spoil", "field", "value", "wanted"),
    [
        (_inactive, "Status", "1", "0"),
        (_another_unit, "Units", "2", "1"),
        (_another_name, "Base Unit", "PIECE", "PCS"),
    ],
)
def test_a_group_that_is_not_just_that_unit_is_refused_and_says_why(plain, spoil, field, value, wanted):
    spoil(plain, *found_group(plain))
    plain.full(UNIT)
    code, facts = problem(plain, UNIT)
    assert (code, facts["field"], facts["value"], facts["wanted"]) == ("field_differs", field, value, wanted)


def test_a_unit_that_somebody_adds_to_the_group_is_noticed_although_the_group_stays_as_it_is(plain):
    pieces = unit(plain)
    plain.couple(UNIT, pieces)
    _another_unit(plain, plain.partner(UNIT, pieces), None)
    plain.modified(UNIT)
    assert problem(plain, UNIT)[1]["field"] == "Units"


def test_a_unit_of_measure_that_is_deleted_is_a_problem_of_its_own(plain):
    box = plain.add("unitsOfMeasure", code="CASE")
    plain.couple(UNIT, box)
    plain.sandbox.remove("unitsOfMeasure", box["id"])
    plain.full(UNIT)
    assert problem(plain, UNIT)[0] == "partner_deleted"


def test_groups_and_units_of_items_and_resources_become_groups_and_units(grouped):
    lamp, fitter = item(grouped), resource(grouped)
    box = boxed(grouped, lamp)
    grouped.full(*GROUPS)
    group = grouped.partner("UNIT GROUP", group_of(grouped, lamp))
    name = f"ITEM {lamp['number']} UOM GR"
    assert (group["name"], group["baseuomname"]) == (name, name)
    other = grouped.partner("UNIT GROUP", group_of(grouped, fitter))
    assert other["name"] == f"RESOURCE {fitter['number']} UOM GR"
    row = grouped.partner("ITEM UOM", box)
    assert (row["name"], row["quantity"], row["_uomscheduleid_value"]) == ("BOX", 12, group["uomscheduleid"])
    assert grouped.partner("ITEM UOM", base_unit(grouped, lamp))["name"] == "PCS"
    hours = grouped.row("resourceUnitsOfMeasure", resourceId=fitter["id"])
    assert grouped.partner("RESOURCE UOM", hours)["_uomscheduleid_value"] == other["uomscheduleid"]


def test_groups_and_units_that_are_there_are_found_by_their_names_within_the_group(grouped):
    lamp, desk = item(grouped), item(grouped, displayName="Desk")
    for one in (lamp, desk):
        row = grouped.add("uomschedule", name=f"ITEM {one['number']} UOM GR", baseuomname="PCS")
    (there,) = grouped.rows("uom", _uomscheduleid_value=row["uomscheduleid"])
    grouped.full(*GROUPS)
    assert grouped.partner("UNIT GROUP", group_of(grouped, desk))["uomscheduleid"] == row["uomscheduleid"]
    assert grouped.partner("ITEM UOM", base_unit(grouped, desk))["uomid"] == there["uomid"]
    assert len(grouped.rows("uom", name="PCS")) == 2


def test_the_quantity_of_a_unit_follows_business_central(grouped):
    box = boxed(grouped, item(grouped))
    grouped.full(*GROUPS)
    grouped.change("itemUnitsOfMeasure", box, quantityPerUnitOfMeasure=24)
    assert ("updated", "dataverse") in grouped.endings(grouped.modified("ITEM UOM"))
    assert grouped.partner("ITEM UOM", box)["quantity"] == 24


def test_a_unit_waits_for_its_group_and_follows_it(grouped):
    lamp = item(grouped)
    grouped.records("ITEM UOM", base_unit(grouped, lamp), create=True)
    code, facts = problem(grouped, "ITEM UOM")
    assert (code, facts["mapping"], facts["value"]) == ("waiting_for", "UNIT GROUP", group_of(grouped, lamp)["id"])
    grouped.full("UNIT GROUP")
    assert work() == ["ITEM UOM"]
    assert grouped.partner("ITEM UOM", base_unit(grouped, lamp))["name"] == "PCS"


@pytest.mark.parametrize(("name", "field"), [("UNIT GROUP", "Status"), ("ITEM UOM", "Unit Group Status")])
def test_an_inactive_group_is_an_error_of_the_group_and_of_its_units(grouped, name, field):
    lamp = item(grouped)
    grouped.full(*GROUPS)
    grouped.change("uomschedule", grouped.partner("UNIT GROUP", group_of(grouped, lamp)), statecode=1, statuscode=2)
    grouped.full(name)
    code, facts = problem(grouped, name)
    assert (code, facts["field"], facts["value"]) == ("field_differs", field, "1")
