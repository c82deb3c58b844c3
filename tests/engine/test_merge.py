"""What one field of a pair becomes: who changed it, which way it flows and what somebody said about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syncadmin.engine.carry import same
from syncadmin.engine.mapping import ConflictPolicy, Direction, FieldMapping
from syncadmin.engine.merge import Will, agreed_base, at_issue, merge, merge_field
from syncadmin.engine.values import Pair, Record, Side, Value, Values, Verdict, VerdictKind
from tests.engine.builders import bc, dataverse, field_of, mapping_of, pair_of

WILLS = {
    "nobody": Will(),
    "winner_bc": Will(winner=Side.BC),
    "winner_dv": Will(winner=Side.DATAVERSE),
    "arbiter_bc": Will(arbiter=Side.BC),
    "arbiter_dv": Will(arbiter=Side.DATAVERSE),
    "choice_bc": Will(choices={"name": Side.BC}),
    "choice_dv": Will(choices={"name": Side.DATAVERSE}),
}

# Who changed the field, the way it flows, and what comes of it for each of the wills.
TABLE = """
changed    direction      nobody     winner_bc  winner_dv  arbiter_bc arbiter_dv choice_bc  choice_dv
nobody     bidirectional  unchanged  unchanged  unchanged  unchanged  unchanged  unchanged  unchanged
nobody     to_dataverse   unchanged  unchanged  unchanged  unchanged  unchanged  unchanged  unchanged
nobody     to_bc          unchanged  unchanged  unchanged  unchanged  unchanged  unchanged  unchanged
alike      bidirectional  agreed     agreed     agreed     agreed     agreed     agreed     agreed
alike      to_dataverse   agreed     agreed     agreed     agreed     agreed     agreed     agreed
alike      to_bc          agreed     agreed     agreed     agreed     agreed     agreed     agreed
bc         bidirectional  from_bc    from_bc    from_dv    from_bc    from_bc    from_bc    from_bc
bc         to_dataverse   from_bc    from_bc    kept       from_bc    from_bc    from_bc    from_bc
bc         to_bc          kept       kept       from_dv    kept       kept       kept       kept
dataverse  bidirectional  from_dv    from_bc    from_dv    from_dv    from_dv    from_dv    from_dv
dataverse  to_dataverse   kept       from_bc    kept       kept       kept       kept       kept
dataverse  to_bc          from_dv    kept       from_dv    from_dv    from_dv    from_dv    from_dv
apart      bidirectional  conflict   from_bc    from_dv    from_bc    from_dv    from_bc    from_dv
apart      to_dataverse   from_bc    from_bc    kept       from_bc    from_bc    from_bc    from_bc
apart      to_bc          from_dv    kept       from_dv    from_dv    from_dv    from_dv    from_dv
"""

KINDS = {kind.value.replace("dataverse", "dv"): kind for kind in VerdictKind}

# Base, BC and Dataverse, and who of them changed. None is a pair that was never synchronized.
STATES: dict[str, tuple[Values | None, Value, Value, str]] = {
    "all the same": ({"name": "A"}, "A", "A", "nobody"),
    "all blank": ({"name": None}, None, None, "nobody"),
    "edited in bc": ({"name": "A"}, "B", "A", "bc"),
    "edited in dataverse": ({"name": "A"}, "A", "B", "dataverse"),
    "cleared in bc": ({"name": "A"}, None, "A", "bc"),
    "cleared in dataverse": ({"name": "A"}, "A", None, "dataverse"),
    "filled in bc": ({"name": None}, "B", None, "bc"),
    "edited alike": ({"name": "A"}, "B", "B", "alike"),
    "cleared on both": ({"name": "A"}, None, None, "alike"),
    "edited apart": ({"name": "A"}, "B", "C", "apart"),
    "cleared in bc, edited in dataverse": ({"name": "A"}, None, "C", "apart"),
    "edited in bc, cleared in dataverse": ({"name": "A"}, "B", None, "apart"),
    "first time, the same": (None, "B", "B", "alike"),
    "first time, both blank": (None, None, None, "alike"),
    "first time, blank in dataverse": (None, "B", None, "bc"),
    "first time, blank in bc": (None, None, "B", "dataverse"),
    "first time, different": (None, "B", "C", "apart"),
    "field new to the base, blank in dataverse": ({}, "B", None, "bc"),
    "field new to the base, blank in bc": ({}, None, "B", "dataverse"),
    "field new to the base, different": ({}, "B", "C", "apart"),
}


def cases():
    header, *rows = [line.split() for line in TABLE.strip().splitlines()]
    for changed, direction, *kinds in rows:
        for state in (name for name, values in STATES.items() if values[3] == changed):
            for will, kind in zip(header[2:], kinds, strict=True):
                yield pytest.param(state, Direction(direction), will, KINDS[kind], id=f"{state}-{direction}-{will}")


@pytest.mark.parametrize(("state", "direction", "will", "kind"), list(cases()))
def test_a_field_becomes(state: str, direction: Direction, will: str, kind: VerdictKind):
    base, left, right, _ = STATES[state]
    before = (base or {}).get("name")
    pair = pair_of(bc(name=left), dataverse(name=right), base)
    agreed = (VerdictKind.FROM_BC, VerdictKind.AGREED, VerdictKind.UNCHANGED)
    results = {**dict.fromkeys(agreed, left), VerdictKind.FROM_DATAVERSE: right}
    verdict = merge_field(field_of(direction=direction), pair, WILLS[will])
    assert verdict == Verdict("name", kind, before, left, right, results.get(kind))


CODE, AMOUNT, TEXT = field_of(code=True), field_of(scale=2), field_of()
BLANKS = {"blank": bc(name=""), "none": bc(name=None), "spaces": bc(name="   "), "missing": bc()}


@pytest.mark.parametrize(
    ("one", "left", "right", "equal"),
    [
        pytest.param(TEXT, "Adatum", "Adatum ", True, id="spaces around count for nothing"),
        pytest.param(TEXT, "Ada tum", "Adatum", False, id="spaces within count"),
        pytest.param(TEXT, "adatum", "Adatum", False, id="capitals count in texts"),
        pytest.param(CODE, "vip", " VIP", True, id="capitals do not count in codes"),
        pytest.param(CODE, "vip1", "VIP", False, id="codes differ"),
        pytest.param(CODE, "größe", "GRÖßE", True, id="a sign without a capital stays"),
        pytest.param(CODE, "größe", "GRÖSSE", False, id="a capital is one sign"),
        pytest.param(AMOUNT, Decimal("1.10"), Decimal("1.1"), True, id="trailing zeros"),
        pytest.param(AMOUNT, Decimal("1.1"), Decimal("1.1004"), True, id="the same at the column's scale"),
        pytest.param(AMOUNT, Decimal("1.1"), Decimal("1.11"), False, id="different at the column's scale"),
        pytest.param(TEXT, Decimal("1.1"), Decimal("1.1004"), False, id="no scale, no rounding"),
        pytest.param(AMOUNT, Decimal("0"), None, False, id="zero is not blank"),
        pytest.param(TEXT, False, None, False, id="no is not blank"),
        pytest.param(TEXT, True, 1, False, id="yes is not a number"),
        pytest.param(TEXT, 1, Decimal("1.0"), True, id="a whole number and an amount"),
        pytest.param(TEXT, "1", 1, False, id="a text is not a number"),
        pytest.param(TEXT, date(2026, 1, 31), "2026-01-31", False, id="a text is not a date"),
    ],
)
def test_values_are_compared_in_the_form_of_their_field(one: FieldMapping, left: Value, right: Value, equal: bool):
    pair = pair_of(bc(name=left), dataverse(name=right), {"name": left})
    kind = VerdictKind.UNCHANGED if equal else VerdictKind.FROM_DATAVERSE
    assert merge_field(one, pair, Will()).kind is kind
    assert same(one.canonical(left), one.canonical(right)) is equal


@pytest.mark.parametrize("record", BLANKS.values(), ids=BLANKS)
@pytest.mark.parametrize("will", ["nobody", "arbiter_bc", "choice_bc"])
def test_a_blank_never_overwrites_at_the_first_time(record: Record, will: str):
    verdict = merge_field(field_of(), pair_of(record, dataverse(name="A")), WILLS[will])
    assert (verdict.kind, verdict.bc, verdict.result) == (VerdictKind.FROM_DATAVERSE, None, "A")


@pytest.mark.parametrize("record", BLANKS.values(), ids=BLANKS)
def test_all_forms_of_blank_are_the_same(record: Record):
    verdict = merge_field(field_of(), pair_of(record, dataverse(name=""), {"name": " "}), Will())
    assert verdict == Verdict("name", VerdictKind.UNCHANGED, None, None, None, None)


def test_the_base_is_compared_in_the_form_of_its_field_too():
    pair = pair_of(bc(name="vip"), dataverse(name="VIP 2"), {"name": "vip "})
    assert merge_field(CODE, pair, Will()) == Verdict(
        "name", VerdictKind.FROM_DATAVERSE, "VIP", "VIP", "VIP 2", "VIP 2"
    )


def test_yes_is_not_taken_for_a_number_at_a_glance():
    pair = pair_of(bc(name="A", flag=True), dataverse(name="A", flag=1), {"name": "A", "flag": True})
    assert [one.id for one in at_issue(mapping_of(field_of("name"), field_of("flag")), pair)] == ["flag"]


def test_a_choice_overrules_the_arbiter_and_leaves_other_fields_to_it():
    will = Will(arbiter=Side.BC, choices={"name": Side.DATAVERSE})
    pair = pair_of(bc(name="B", city="B"), dataverse(name="C", city="C"), {"name": "A", "city": "A"})
    verdicts = merge((field_of("name"), field_of("city")), pair, will)
    assert [(one.field, one.result) for one in verdicts] == [("name", "C"), ("city", "B")]


def test_a_winner_overrules_choices():
    pair = pair_of(bc(name="B"), dataverse(name="C"), {"name": "A"})
    will = Will(winner=Side.BC, arbiter=Side.DATAVERSE, choices={"name": Side.DATAVERSE})
    assert merge_field(field_of(), pair, will).result == "B"


def test_a_winner_may_clear_even_at_the_first_time():
    pair = Pair("p1", None, bc(), dataverse(name="A"))
    verdict = merge_field(field_of(), pair, Will(winner=Side.BC))
    assert (verdict.kind, verdict.result) == (VerdictKind.FROM_BC, None)


SEEN = {VerdictKind.FROM_BC: ("new", "C"), VerdictKind.FROM_DATAVERSE: ("B", "new")}
VERDICTS = [Verdict(one.value, one, "A", *SEEN.get(one, ("new", "new")), "new") for one in VerdictKind]


@pytest.mark.parametrize(
    ("written", "renewed"),
    [
        (None, {"unchanged", "agreed"}),
        (Side.BC, {"unchanged", "agreed", "from_dataverse"}),
        (Side.DATAVERSE, {"unchanged", "agreed", "from_bc"}),
    ],
)
def test_the_base_takes_what_stands_on_both_sides_and_keeps_the_rest(written: Side | None, renewed: set[str]):
    base = {"conflict": "old", "agreed": "old", "not mapped any more": "old"}
    assert agreed_base(base, VERDICTS, written) == base | dict.fromkeys(renewed, "new")
    assert agreed_base(None, VERDICTS, written) == dict.fromkeys(renewed, "new")


@pytest.mark.parametrize(
    ("policy", "winner"),
    [(ConflictPolicy.ASK, None), (ConflictPolicy.SEND, Side.BC), (ConflictPolicy.GET, Side.DATAVERSE)],
)
def test_send_keeps_the_bc_value_and_get_the_dataverse_value(policy: ConflictPolicy, winner: Side | None):
    assert policy.winner is winner
