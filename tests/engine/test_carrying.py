"""Fields that are not the same on both sides: transformed, linked, constant, owned, or only sometimes written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import Direction, FieldMapping, UpdateMode
from syncadmin.engine.merge import Will, agreed_base, merge_field
from syncadmin.engine.transform import Rule, RuleKind
from syncadmin.engine.values import Apart, Ending, Side, Unlinked, Value, VerdictKind
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of

CONTACT = field_of("contact", relation="CONTACT")
LINKS = Links({"CONTACT": {"c1": "k1", "c2": "k2"}}, {"CONTACT": {"k1": "c1", "k2": "c2"}})
SHOUTED = field_of("name", rules={Side.DATAVERSE: (Rule(RuleKind.UPPERCASE),)})
CLEARED = field_of("contact", relation="CONTACT", clear_if_unlinked=True)
CENTS = field_of(
    "price",
    rules={
        Side.DATAVERSE: (Rule(RuleKind.DECIMAL_FORMATTING, {"decimals": "2"}),),
        Side.BC: (Rule(RuleKind.ROUND, {"precision": "0.01"}),),
    },
)
UNCHANGED, AGREED, KEPT = VerdictKind.UNCHANGED, VerdictKind.AGREED, VerdictKind.KEPT
FROM_BC, FROM_DATAVERSE = VerdictKind.FROM_BC, VerdictKind.FROM_DATAVERSE
CONFLICT, WAITING = VerdictKind.CONFLICT, VerdictKind.WAITING


@pytest.mark.parametrize(
    ("one", "base", "left", "right", "kind", "result"),
    [
        pytest.param(CONTACT, None, "c1", "k1", AGREED, "c1", id="coupled related records agree"),
        pytest.param(CONTACT, Apart("c1", "k1"), "c1", "k1", UNCHANGED, "c1", id="and still do"),
        pytest.param(CONTACT, Apart("c1", "k1"), "c2", "k1", FROM_BC, "k2", id="the bc lookup changed"),
        pytest.param(CONTACT, Apart("c1", "k1"), "c1", "k2", FROM_DATAVERSE, "c2", id="the dataverse lookup changed"),
        pytest.param(CONTACT, Apart("c1", "k1"), None, "k1", FROM_BC, None, id="the bc lookup was cleared"),
        pytest.param(CONTACT, Apart("c1", "k1"), "c9", "k1", WAITING, None, id="to a record that is not coupled"),
        pytest.param(CONTACT, Apart("c1", "k1"), "c1", "k9", WAITING, None, id="the same from dataverse"),
        pytest.param(CONTACT, Apart("c1", "k1"), "c2", "k9", CONFLICT, None, id="changed apart"),
        pytest.param(CONTACT, Apart("c8", "k8"), "c8", "k8", KEPT, None, id="unlinked on both sides and untouched"),
        pytest.param(CLEARED, Apart("c9", None), "c9", None, UNCHANGED, "c9", id="cleared, and still not known"),
        pytest.param(CLEARED, Apart("c1", None), "c1", None, KEPT, None, id="cleared, and known by now"),
        pytest.param(CLEARED, Apart("c1", "k1"), "c1", None, FROM_DATAVERSE, None, id="a person cleared it"),
        pytest.param(SHOUTED, None, "abc", "ABC", AGREED, "abc", id="the transformed value agrees"),
        pytest.param(SHOUTED, Apart("abc", "ABC"), "abc", "ABC", UNCHANGED, "abc", id="and still does"),
        pytest.param(SHOUTED, Apart("abc", "ABC"), "abd", "ABC", FROM_BC, "ABD", id="a change is transformed"),
        pytest.param(SHOUTED, Apart("abc", "ABC"), "abc", "xyz", FROM_DATAVERSE, "xyz", id="the way back has no rule"),
        pytest.param(CENTS, None, Decimal("1.5"), "1.50", AGREED, Decimal("1.5"), id="a number and its text agree"),
        pytest.param(CENTS, Apart(Decimal("1.5"), "1.50"), Decimal(2), "1.50", FROM_BC, "2.00", id="a number as text"),
        pytest.param(CENTS, None, Decimal(2), "much", CONFLICT, None, id="a text that is no number, at first"),
        pytest.param(CENTS, Decimal(2), Decimal(2), "much", WAITING, None, id="a text that is no number, later"),
    ],
)
def test_a_value_is_carried_over(one: FieldMapping, base: Value, left: Value, right: Value, kind, result: Value):
    agreed = None if base is None else {one.id: base}
    pair = pair_of(bc(**{one.id: left}), dataverse(**{one.id: right}), agreed)
    verdict = merge_field(one, pair, Will(), LINKS)
    assert (verdict.kind, verdict.result) == (kind, result)


@pytest.mark.parametrize(
    ("base", "left", "right", "kind", "result"),
    [
        pytest.param(Apart("c1", None), "c1", None, FROM_BC, "k1", id="known by now"),
        pytest.param(Apart(None, "k1"), None, "k1", FROM_DATAVERSE, "c1", id="the same from dataverse"),
        pytest.param(Apart("c9", None), "c9", None, UNCHANGED, "c9", id="still not known"),
        pytest.param(Apart("c1", "k1"), "c1", None, FROM_DATAVERSE, None, id="a person cleared it"),
    ],
)
def test_what_was_cleared_on_its_way_catches_up(base: Value, left: Value, right: Value, kind, result: Value):
    pair = pair_of(bc(contact=left), dataverse(contact=right), {"contact": base})
    verdict = merge_field(CLEARED, pair, Will(catch_up=True), LINKS)
    assert (verdict.kind, verdict.result) == (kind, result)


@pytest.mark.parametrize(
    ("owner", "left", "right", "kind"),
    [
        (Side.BC, "A", "B", FROM_BC),
        (Side.BC, "B", "A", FROM_BC),
        (Side.BC, "B", "C", FROM_BC),
        (Side.DATAVERSE, "B", "A", FROM_DATAVERSE),
        (Side.DATAVERSE, "B", "C", FROM_DATAVERSE),
        (Side.BC, None, "A", FROM_BC),
        (Side.BC, "B", "B", AGREED),
    ],
)
@pytest.mark.parametrize("will", [Will(), Will(arbiter=Side.DATAVERSE), Will(winner=Side.DATAVERSE)])
def test_the_owners_value_always_stands(owner: Side, left: Value, right: Value, kind: VerdictKind, will: Will):
    pair = pair_of(bc(name=left), dataverse(name=right), {"name": "A"})
    assert merge_field(field_of(owner=owner), pair, will).kind is kind


@pytest.mark.parametrize(("left", "kind"), [("B", FROM_BC), (None, FROM_DATAVERSE)])
@pytest.mark.parametrize("base", [None, {}])
def test_an_owner_has_a_say_at_the_first_time_if_it_has_a_value(base, left: Value, kind: VerdictKind):
    verdict = merge_field(field_of(owner=Side.BC), pair_of(bc(name=left), dataverse(name="A"), base), Will())
    assert verdict.kind is kind


@pytest.mark.parametrize(
    ("mode", "left", "right", "kind"),
    [
        (UpdateMode.ON_CREATE, "B", "A", KEPT),
        (UpdateMode.ON_CREATE, "B", "C", KEPT),
        (UpdateMode.ON_CREATE, "B", None, KEPT),
        (UpdateMode.IF_EMPTY, "B", "A", KEPT),
        (UpdateMode.IF_EMPTY, "B", "C", KEPT),
        (UpdateMode.IF_EMPTY, "A", None, FROM_BC),
        (UpdateMode.IF_EMPTY, None, "A", FROM_DATAVERSE),
    ],
)
def test_a_field_is_updated_only_when_its_mode_says_so(mode: UpdateMode, left: Value, right: Value, kind: VerdictKind):
    pair = pair_of(bc(name=left), dataverse(name=right), {"name": "A"})
    assert merge_field(field_of(mode=mode), pair, Will()).kind is kind


def test_a_constant_is_written_where_it_is_not():
    constant = FieldMapping("kind", "Kind", "", "dv_kind", Direction.TO_DATAVERSE, constant="customer")
    mapping = mapping_of(constant, field_of("name"), only_coupled=False)
    (created,) = decide(mapping, alone(bc(name="A")), Intent())
    assert created.values == {"dv_kind": "customer", "dv_name": "A"}
    (nothing,) = decide(mapping, pair_of(bc(name="A"), dataverse(name="A", kind="customer"), {}), Intent())
    assert nothing.ending is Ending.UNCHANGED
    (update,) = decide(mapping, pair_of(bc(name="A"), dataverse(name="A"), {}), Intent())
    assert update.values == {"dv_kind": "customer"}


@pytest.mark.parametrize(
    ("more", "ending", "values"),
    [
        pytest.param({}, Ending.WAITING, {}, id="it waits"),
        pytest.param({"clear_if_unlinked": True}, None, {"dv_contact": None}, id="or is cleared"),
    ],
)
def test_a_related_record_that_is_not_coupled(more: dict[str, bool], ending: Ending | None, values: dict[str, Value]):
    one = field_of("contact", relation="CONTACT", **more)
    pair = pair_of(bc(contact="c9"), dataverse(contact="k1"), {"contact": Apart("c1", "k1")})
    (operation,) = decide(mapping_of(one), pair, Intent(), LINKS)
    assert (operation.ending, operation.values) == (ending, values)
    assert operation.waits == ((Unlinked("CONTACT", Side.BC, "c9"),) if ending else ())
    if ending:
        facts = {"system": "Business Central", "field": "Contact", "value": "c9", "mapping": "CONTACT"}
        assert (operation.reason.code, operation.reason.facts) == ("waiting_for", facts)


def test_a_new_record_waits_for_what_it_refers_to_as_well():
    (operation,) = decide(mapping_of(CONTACT, only_coupled=False), alone(dataverse(contact="k9")), Intent(), LINKS)
    assert (operation.ending, operation.waits) == (Ending.WAITING, (Unlinked("CONTACT", Side.DATAVERSE, "k9"),))


def test_a_field_that_must_not_be_blank_is_not_blanked():
    one = field_of(not_null=True)
    assert merge_field(one, pair_of(bc(), dataverse(name="A"), {"name": "A"}), Will()).kind is KEPT


def test_a_rule_that_does_not_apply_is_told():
    (operation,) = decide(
        mapping_of(CENTS), pair_of(bc(price=Decimal(2)), dataverse(price="much"), {"price": 2}), Intent()
    )
    assert (operation.ending, operation.reason.code) == (Ending.FAILED, "cannot_transform")
    assert operation.reason.facts["value"] == "much"


@pytest.mark.parametrize(
    ("shown", "remembered"),
    [
        pytest.param("B", "B", id="taken as it was sent"),
        pytest.param("A", Apart("B", "A"), id="the side insists on what it had"),
        pytest.param("b.", "B", id="rewritten: what it shows flows back"),
    ],
)
def test_a_side_that_insists_is_not_asked_again(shown: Value, remembered: Value):
    pair = pair_of(bc(name="B"), dataverse(name="A"), {"name": "A"})
    verdict = merge_field(field_of(), pair, Will())
    base = agreed_base(pair.base, [verdict], Side.DATAVERSE, {"name": shown})
    assert base == {"name": remembered}
    again = merge_field(field_of(), pair_of(bc(name="B"), dataverse(name=shown), base), Will())
    assert again.kind is {"B": UNCHANGED, "A": KEPT, "b.": FROM_DATAVERSE}[shown]


@pytest.mark.parametrize(("value", "ending"), [(None, Ending.FAILED), ("8.5", None)])
def test_a_record_whose_needed_value_is_missing_is_not_carried_over(value: Value, ending):
    one = field_of("rate", needed=Side.BC, direction=Direction.TO_DATAVERSE)
    (created,) = decide(mapping_of(one, only_coupled=False), alone(bc(rate=value)), Intent())
    assert created.ending is ending
    assert ending is None or created.reason.facts["field"] == one.caption


def test_a_needed_value_that_was_taken_back_is_not_taken_over_either():
    one = field_of("rate", needed=Side.BC)
    pair = pair_of(bc(rate=None), dataverse(rate="8.5"), {"rate": "8.5"})
    (operation,) = decide(mapping_of(one), pair, Intent())
    assert (operation.ending, operation.reason.code) == (Ending.FAILED, "value_missing")
    back = pair_of(bc(rate="8.5"), dataverse(rate=None), {"rate": "8.5"})
    assert decide(mapping_of(one), back, Intent())[0].values == {"bc_rate": None}
