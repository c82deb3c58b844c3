"""What a run does to one pair: the operations, or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import Condition, Direction, TableMapping, Template
from syncadmin.engine.merge import Will
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Ending, Operation, Pair, Side, Value, VerdictKind
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of

TO_BC, TO_DATAVERSE = Direction.TO_BC, Direction.TO_DATAVERSE
NAME, CITY = field_of("name"), field_of("city")
FREE = {"only_coupled": False}
UNBLOCKED = Condition(Side.BC, "bc_blocked", "Blocked", (None,))
ACTIVE = Condition(Side.DATAVERSE, "dv_state", "Status", ("active",))
FROM_BC, FROM_DATAVERSE = Intent(Will(winner=Side.BC)), Intent(Will(winner=Side.DATAVERSE))
CREATE = Intent(create=True)


def nothing(ending: Ending, code: str = "", **facts: str) -> Operation:
    return Operation(Action.NOTHING, "p1", ending=ending, reason=Problem(code, facts) if code else None)


def update_bc(**values: Value) -> Operation:
    return Operation(Action.UPDATE, "p1", Side.BC, "bc-key", values, "b1")


def update_dataverse(**values: Value) -> Operation:
    return Operation(Action.UPDATE, "p1", Side.DATAVERSE, "dv-key", values, "d1")


def create(side: Side, **values: Value) -> Operation:
    return Operation(Action.CREATE, "p1", side, values=values)


def case(id: str, mapping: TableMapping, pair: Pair, *expected: Operation, intent: Intent | None = None):
    return pytest.param(mapping, pair, intent or Intent(), list(expected), id=id)


def filtered(system: str, field: str, value: str) -> Operation:
    return nothing(Ending.EXCLUDED, "filtered_out", system=system, field=field, value=value)


def both(bc_name: Value, dv_name: Value, base: Value = "A") -> Pair:
    return pair_of(bc(name=bc_name), dataverse(name=dv_name), {"name": base})


def two(bc_values: tuple[Value, Value], dv_values: tuple[Value, Value], base: Value = "A") -> Pair:
    left, right = (dict(zip(("name", "city"), values, strict=True)) for values in (bc_values, dv_values))
    return pair_of(bc(**left), dataverse(**right), {"name": base, "city": base})


UNCOUPLED = [
    case(
        "a bc record the filter leaves out",
        mapping_of(filters=(ACTIVE, UNBLOCKED), **FREE),
        alone(bc(name="A", blocked="Ship")),
        filtered("Business Central", "Blocked", "Ship"),
    ),
    case(
        "a dataverse record the filter leaves out, with a blank",
        mapping_of(filters=(UNBLOCKED, ACTIVE), **FREE),
        alone(dataverse(name="A")),
        filtered("Dataverse", "Status", "–"),
    ),
    case(
        "the filter is named before the coupling",
        mapping_of(filters=(ACTIVE,)),
        alone(dataverse(state="off")),
        filtered("Dataverse", "Status", "off"),
    ),
    case("only coupled records", mapping_of(), alone(bc(name="A")), nothing(Ending.EXCLUDED, "not_coupled")),
    case("create is asked for", mapping_of(), alone(bc(name="A")), create(Side.DATAVERSE, dv_name="A"), intent=CREATE),
    case(
        "create does not overrule the filter",
        mapping_of(filters=(ACTIVE,)),
        alone(dataverse(name="A", state="off")),
        filtered("Dataverse", "Status", "off"),
        intent=CREATE,
    ),
    case(
        "creation allowed, in dataverse", mapping_of(**FREE), alone(bc(name="A")), create(Side.DATAVERSE, dv_name="A")
    ),
    case("creation allowed, in bc", mapping_of(**FREE), alone(dataverse(name="A")), create(Side.BC, bc_name="A")),
    case(
        "an account, but the mapping goes to dataverse",
        mapping_of(direction=TO_DATAVERSE, **FREE),
        alone(dataverse(name="A")),
        nothing(Ending.EXCLUDED, "wrong_direction", system="Business Central"),
    ),
    case(
        "a customer, but the mapping goes to bc, even if create is asked for",
        mapping_of(direction=TO_BC, **FREE),
        alone(bc(name="A")),
        nothing(Ending.EXCLUDED, "wrong_direction", system="Dataverse"),
        intent=CREATE,
    ),
    case(
        "a customer, and the mapping goes to dataverse",
        mapping_of(direction=TO_DATAVERSE, **FREE),
        alone(bc(name="A")),
        create(Side.DATAVERSE, dv_name="A"),
    ),
    case(
        "deleted in bc",
        mapping_of(filters=(UNBLOCKED,), **FREE),
        alone(bc(deleted=True, blocked="Ship")),
        nothing(Ending.EXCLUDED, "record_deleted", system="Business Central"),
        intent=CREATE,
    ),
    case("known to neither system", mapping_of(), pair_of(), nothing(Ending.EXCLUDED, "record_deleted", system="")),
    case(
        "deleted in dataverse",
        mapping_of(),
        alone(dataverse(deleted=True)),
        nothing(Ending.EXCLUDED, "record_deleted", system="Dataverse"),
    ),
]

TEMPLATES = (
    Template(Side.DATAVERSE, {"dv_type": 3, "dv_city": "Oslo"}),
    Template(Side.BC, {"bc_group": "EU"}),
)

CREATED = [
    case(
        "the template of its side fills the rest",
        mapping_of(NAME, templates=TEMPLATES, **FREE),
        alone(dataverse(name="A")),
        create(Side.BC, bc_name="A", bc_group="EU"),
    ),
    case(
        "a mapped value goes before the template's",
        mapping_of(NAME, CITY, templates=TEMPLATES, **FREE),
        alone(bc(name="A", city="Rome")),
        create(Side.DATAVERSE, dv_name="A", dv_type=3, dv_city="Rome"),
    ),
    case(
        "a mapped blank leaves the template's",
        mapping_of(NAME, CITY, templates=TEMPLATES, **FREE),
        alone(bc(name="A", city=" ")),
        create(Side.DATAVERSE, dv_name="A", dv_type=3, dv_city="Oslo"),
    ),
    case(
        "blanks are not written, zero and no are",
        mapping_of(NAME, CITY, field_of("limit"), field_of("taxable"), **FREE),
        alone(bc(name="A", city="", limit=Decimal(0), taxable=False)),
        create(Side.DATAVERSE, dv_name="A", dv_limit=Decimal(0), dv_taxable=False),
    ),
    case(
        "values are written in the form of their field",
        mapping_of(field_of("code", code=True), field_of("amount", scale=1), **FREE),
        alone(dataverse(code=" vip ", amount=Decimal("2.349"))),
        create(Side.BC, bc_code="VIP", bc_amount=Decimal("2.3")),
    ),
    case(
        "only fields that flow there",
        mapping_of(NAME, field_of("city", direction=TO_BC), field_of("fax", direction=TO_DATAVERSE), **FREE),
        alone(bc(name="A", city="Rome", fax="1")),
        create(Side.DATAVERSE, dv_name="A", dv_fax="1"),
    ),
    case(
        "too long for the other system",
        mapping_of(NAME, field_of("city", dataverse_length=3), **FREE),
        alone(bc(name="A", city="Rome")),
        nothing(Ending.FAILED, "value_too_long", system="Dataverse", field="City", value="Rome", length="4", limit="3"),
    ),
    case(
        "only the limit of the destination counts",
        mapping_of(field_of(bc_length=3, dataverse_length=4), **FREE),
        alone(bc(name="Rome")),
        create(Side.DATAVERSE, dv_name="Rome"),
    ),
]

COUPLED = [
    case(
        "the partner in dataverse is unknown, and create is no way out",
        mapping_of(filters=(UNBLOCKED,), **FREE),
        replace(alone(bc(name="A", blocked="All")), coupled=True),
        nothing(Ending.FAILED, "partner_deleted", system="Dataverse"),
        intent=CREATE,
    ),
    case(
        "the partner in bc is unknown",
        mapping_of(),
        replace(alone(dataverse(name="A")), coupled=True),
        nothing(Ending.FAILED, "partner_deleted", system="Business Central"),
    ),
    case(
        "deleted in dataverse, named before any filter",
        mapping_of(filters=(UNBLOCKED,)),
        pair_of(bc(name="B", blocked="All"), dataverse(deleted=True), {"name": "A"}),
        nothing(Ending.FAILED, "partner_deleted", system="Dataverse"),
    ),
    case(
        "deleted in bc, whoever is to win",
        mapping_of(),
        pair_of(bc(deleted=True), dataverse(name="A"), {"name": "A"}),
        nothing(Ending.FAILED, "partner_deleted", system="Business Central"),
        intent=FROM_BC,
    ),
    case(
        "left out by the filter on bc",
        mapping_of(filters=(UNBLOCKED, ACTIVE)),
        pair_of(bc(name="B", blocked="All"), dataverse(name="A", state="active"), {"name": "A"}),
        filtered("Business Central", "Blocked", "All"),
    ),
    case(
        "left out by the filter on dataverse",
        mapping_of(filters=(UNBLOCKED, ACTIVE)),
        pair_of(bc(name="B"), dataverse(name="A", state="off"), {"name": "A"}),
        filtered("Dataverse", "Status", "off"),
    ),
    case(
        "both filters pass",
        mapping_of(filters=(UNBLOCKED, ACTIVE)),
        pair_of(bc(name="B"), dataverse(name="A", state="active"), {"name": "A"}),
        update_dataverse(dv_name="B"),
    ),
    case("nothing changed", mapping_of(), both("A", "A"), nothing(Ending.UNCHANGED)),
    case("changed alike", mapping_of(), both("B", "B"), nothing(Ending.UNCHANGED)),
    case("changed in bc", mapping_of(), both("B", "A"), update_dataverse(dv_name="B")),
    case("changed in dataverse", mapping_of(), both("A", "B"), update_bc(bc_name="B")),
    case("cleared in bc", mapping_of(), both("", "A"), update_dataverse(dv_name=None)),
    case(
        "only the changed fields are written",
        mapping_of(NAME, CITY),
        two(("B", "A"), ("A", "A")),
        update_dataverse(dv_name="B"),
    ),
    case(
        "different fields changed on each side",
        mapping_of(NAME, CITY),
        two(("B", "A"), ("A", "C")),
        update_bc(bc_city="C"),
        update_dataverse(dv_name="B"),
    ),
    case(
        "the first time: each side fills the other's blanks",
        mapping_of(NAME, CITY),
        pair_of(bc(name="B"), dataverse(city="C")),
        update_bc(bc_city="C"),
        update_dataverse(dv_name="B"),
    ),
    case(
        "a conflict holds up the whole record",
        mapping_of(NAME, CITY, field_of("fax")),
        pair_of(bc(name="B", city="B", fax="1"), dataverse(name="C", city="C", fax="2"), {"fax": "2"}),
        nothing(Ending.CONFLICT, "conflict", fields="Name, City"),
    ),
    case(
        "settled by the policy",
        mapping_of(),
        both("B", "C"),
        update_bc(bc_name="C"),
        intent=Intent(Will(arbiter=Side.DATAVERSE)),
    ),
    case(
        "settled field by field",
        mapping_of(NAME, CITY),
        two(("B", "B"), ("C", "C")),
        update_bc(bc_city="C"),
        update_dataverse(dv_name="B"),
        intent=Intent(Will(choices={"name": Side.BC, "city": Side.DATAVERSE})),
    ),
    case(
        "settled in part is not settled",
        mapping_of(NAME, CITY),
        two(("B", "B"), ("C", "C")),
        nothing(Ending.CONFLICT, "conflict", fields="Name, City"),
        intent=Intent(Will(choices={"name": Side.BC})),
    ),
    case("settled by the winner", mapping_of(), both("B", "C"), update_dataverse(dv_name="B"), intent=FROM_BC),
    case("the winner takes all back", mapping_of(), both("B", "A"), update_bc(bc_name="A"), intent=FROM_DATAVERSE),
    case(
        "a field that flows one way takes no part in a conflict",
        mapping_of(field_of(direction=TO_DATAVERSE)),
        both("B", "C"),
        update_dataverse(dv_name="B"),
    ),
    case(
        "a one-way field changed at its destination stays",
        mapping_of(field_of(direction=TO_DATAVERSE)),
        both("A", "C"),
        nothing(Ending.UNCHANGED),
    ),
    case(
        "the winner's fields do not flow",
        mapping_of(field_of(direction=TO_DATAVERSE)),
        both("A", "C"),
        nothing(Ending.UNCHANGED, "kept_by_direction"),
        intent=FROM_DATAVERSE,
    ),
    case("the winner's fields are equal", mapping_of(), both("A", "A"), nothing(Ending.UNCHANGED), intent=FROM_BC),
    case(
        "some of the winner's fields flow",
        mapping_of(field_of("name", direction=TO_DATAVERSE), CITY),
        two(("A", "A"), ("C", "C")),
        update_bc(bc_city="C"),
        intent=FROM_DATAVERSE,
    ),
    case(
        "too long for dataverse",
        mapping_of(field_of(dataverse_length=3)),
        both("Rome", "A"),
        nothing(Ending.FAILED, "value_too_long", system="Dataverse", field="Name", value="Rome", length="4", limit="3"),
    ),
    case(
        "too long for bc, and nothing is written to dataverse either",
        mapping_of(field_of("name", bc_length=3, dataverse_length=9), CITY),
        two(("A", "B"), ("Rome", "A")),
        nothing(
            Ending.FAILED,
            "value_too_long",
            system="Business Central",
            field="Name",
            value="Rome",
            length="4",
            limit="3",
        ),
    ),
    case(
        "exactly as long as fits",
        mapping_of(field_of(dataverse_length=4)),
        both("Rome", "A"),
        update_dataverse(dv_name="Rome"),
    ),
    case(
        "too long where it already is",
        mapping_of(field_of(bc_length=3)),
        both("Rome", "A"),
        update_dataverse(dv_name="Rome"),
    ),
]


@pytest.mark.parametrize(("mapping", "pair", "intent", "expected"), UNCOUPLED + CREATED + COUPLED)
def test_a_run_decides(mapping: TableMapping, pair: Pair, intent: Intent, expected: list[Operation]):
    assert [replace(one, verdicts=()) for one in decide(mapping, pair, intent)] == expected


@pytest.mark.parametrize("pair", [both("A", "A"), both("B", "A"), both("B", "C")], ids=["same", "update", "conflict"])
def test_each_operation_tells_what_became_of_all_fields(pair: Pair):
    (operation,) = decide(mapping_of(NAME, CITY), pair, Intent())
    assert [(one.field, one.bc, one.dataverse) for one in operation.verdicts] == [
        ("name", pair.bc.values["bc_name"], pair.dataverse.values["dv_name"]),
        ("city", None, None),
    ]


@pytest.mark.parametrize(
    ("pair", "kind", "sides"),
    [
        (alone(bc(name="A")), VerdictKind.FROM_BC, ("A", None)),
        (alone(dataverse(name="A")), VerdictKind.FROM_DATAVERSE, (None, "A")),
    ],
    ids=["bc", "dataverse"],
)
def test_a_create_tells_where_its_values_come_from(pair: Pair, kind: VerdictKind, sides: tuple[Value, Value]):
    (operation,) = decide(mapping_of(**FREE), pair, Intent())
    (verdict,) = operation.verdicts
    assert (verdict.kind, (verdict.bc, verdict.dataverse), verdict.result) == (kind, sides, "A")
    assert verdict.base is None


@pytest.mark.parametrize(
    ("value", "admitted", "but_one", "not_blank"),
    [("a", True, False, True), ("b", False, True, True), (None, False, True, False)],
)
def test_a_filter_admits_its_values_or_all_others(value: Value, admitted: bool, but_one: bool, not_blank: bool):
    record = bc(kind=value)
    assert Condition(Side.BC, "bc_kind", "Kind", ("a",)).admits(record) is admitted
    assert Condition(Side.BC, "bc_kind", "Kind", ("a",), negated=True).admits(record) is but_one
    assert Condition(Side.BC, "bc_kind", "Kind", (None,), negated=True).admits(record) is not_blank


def test_a_column_that_is_missing_counts_as_blank_for_a_filter():
    assert UNBLOCKED.admits(bc(name="A"))
    assert not ACTIVE.admits(dataverse(name="A"))
