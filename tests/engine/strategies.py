"""Random mappings, links, pairs and intents, small enough that values meet.

Whatever a mapping may say is drawn: directions, owners, update modes, constants, lookups, transformation rules that
undo each other and rules that do not, policies, filters, templates. What carrying out a plan does to a pair, and how
both sides are swapped, is in ``play``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from syncadmin.engine.carry import carried
from syncadmin.engine.decide import Intent
from syncadmin.engine.deletion import Orphans
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import (
    Condition,
    ConflictPolicy,
    DeletionPolicy,
    Direction,
    FieldMapping,
    TableMapping,
    Template,
    UpdateMode,
)
from syncadmin.engine.merge import Will
from syncadmin.engine.transform import Rule, RuleKind
from syncadmin.engine.values import Apart, Pair, Record, Side, Unlinked, Untransformed, Value
from tests.engine.builders import field_of, mapping_of
from tests.engine.cases import Case

FIELDS = ("a", "b", "c", "d", "e")
TABLES = {Side.BC: "customers", Side.DATAVERSE: "accounts"}

TEXTS = [None, None, None, "", "  ", "x", "x", "X", " y ", "y", "ß", "long", "longer"]
OTHERS = [True, 0, 1, Decimal("1.10"), Decimal("1.1"), Decimal("1.25"), date(2026, 1, 31)]
values: st.SearchStrategy[Value] = st.sampled_from(TEXTS + OTHERS)
lookups = {
    Side.BC: st.sampled_from([None, "r1", "r2", "r9"]),
    Side.DATAVERSE: st.sampled_from([None, "k1", "k2", "k8"]),
}
sides = st.sampled_from(Side)
choices = st.dictionaries(st.sampled_from(FIELDS), sides, min_size=1)
policies = st.sampled_from([Will(), Will(), Will(arbiter=Side.BC), Will(arbiter=Side.DATAVERSE)])
wills = st.one_of(
    policies,
    st.builds(Will, winner=sides),
    st.builds(Will, choices=choices),
    st.builds(Will, sides, sides, choices),
)
orphans = st.sampled_from([Orphans.ASK] * 3 + list(Orphans))
intents = st.builds(Intent, wills, st.booleans(), st.sampled_from([None] * 4 + list(DeletionPolicy)), orphans)
unasked = st.builds(Intent, policies)
seldom = st.sampled_from([0, 0, 0, 0, 0, 5, 4, 1])
often = st.sampled_from([0, 5, 4, 1])
directions = st.sampled_from([Direction.BIDIRECTIONAL] * 3 + [Direction.TO_BC, Direction.TO_DATAVERSE])
kinds = st.sampled_from(["in"] * 8 + ["out", None])

UPPER, LOWER, TRIM = Rule(RuleKind.UPPERCASE), Rule(RuleKind.LOWERCASE), Rule(RuleKind.TRIM)
FIRST = Rule(RuleKind.SUBSTRING, {"length": "1"})
X_TO_Y, Y_TO_X = (Rule(RuleKind.REPLACE, {"find": a, "replacement": b}) for a, b in (("x", "y"), ("y", "x")))
CENTS, ROUND = Rule(RuleKind.DECIMAL_FORMATTING, {"decimals": "1"}), Rule(RuleKind.ROUND, {"precision": "0.1"})
# The rules to Dataverse and to BC; only the first few undo each other.
RULES = [
    ((CENTS,), (ROUND,)),
    ((UPPER,), (LOWER,)),
    ((X_TO_Y,), (Y_TO_X,)),
    ((UPPER,), ()),
    ((), (FIRST,)),
    ((TRIM, FIRST), (TRIM,)),
    ((X_TO_Y, UPPER), (FIRST,)),
]


@st.composite
def mappings(draw: st.DrawFn, limits: st.SearchStrategy[int] = seldom) -> TableMapping:
    """Filters and templates are on columns that are not mapped."""
    direction = draw(st.sampled_from([Direction.BIDIRECTIONAL, *Direction]))
    fields = tuple(
        within(direction, draw(_field(name, limits))) for name in FIELDS[: draw(st.sampled_from([5, 4, 3, 2, 1]))]
    )
    conditions = st.sampled_from([Condition(side, property_of(side, "kind"), "Kind", ("in",)) for side in Side])
    return mapping_of(
        *fields,
        direction=direction,
        filters=tuple(draw(st.lists(conditions, max_size=1))),
        templates=draw(st.sampled_from(TEMPLATES)),
        only_coupled=draw(st.booleans()),
        policy=draw(st.sampled_from([ConflictPolicy.ASK] * 3 + [ConflictPolicy.MERGE])),
        by_record=draw(st.integers(0, 4)) == 4,
        deletion=draw(st.sampled_from(DeletionPolicy)),
        archive={side: {property_of(side, "archived"): "yes"} for side in Side},
    )


def within(direction: Direction, one: FieldMapping) -> FieldMapping:
    """The field as it is compiled within a mapping of this direction; a constant has but one to go."""
    one_way = direction is not Direction.BIDIRECTIONAL and one.bc and one.dataverse
    return replace(one, direction=direction) if one_way else one


def property_of(side: Side, name: str) -> str:
    """How a side calls a field."""
    return f"bc_{name}" if side is Side.BC else f"dv_{name}"


ADMITTED = tuple(Template(side, {property_of(side, "kind"): "in"}, priority=1) for side in Side)
SPECIAL = tuple(
    Template(
        side,
        {property_of(side, "kind"): "in", property_of(side, "class"): "special"},
        (Condition(side.other, property_of(side.other, "kind"), "Kind", ("in", None)),),
    )
    for side in Side
)
TEMPLATES = [(), ADMITTED, (*ADMITTED, *SPECIAL)]


@st.composite
def _field(draw: st.DrawFn, name: str, limits: st.SearchStrategy[int]) -> FieldMapping:
    one = field_of(
        name,
        direction=draw(directions),
        owner=draw(st.sampled_from([None] * 7 + list(Side))),
        mode=draw(st.sampled_from([UpdateMode.ALWAYS] * 7 + [UpdateMode.ON_CREATE, UpdateMode.IF_EMPTY])),
        not_null=draw(st.integers(0, 7)) == 7,
    )
    match draw(st.sampled_from(["plain"] * 5 + ["ruled", "ruled", "lookup", "constant"])):
        case "lookup":
            default = draw(st.sampled_from([None, None, "r1", "r9"]))
            return replace(one, relation="CONTACT", clear_if_unlinked=draw(st.booleans()), default=default)
        case "ruled":
            to_dataverse, to_bc = draw(st.sampled_from(RULES))
            return replace(one, rules={Side.DATAVERSE: to_dataverse, Side.BC: to_bc})
        case "constant":
            written_to = {"bc": ""}, {"dataverse": ""}
            way = draw(st.sampled_from([Direction.TO_DATAVERSE, Direction.TO_BC]))
            return replace(one, direction=way, constant=draw(values), **written_to[way is Direction.TO_BC])
    return replace(
        one,
        code=draw(st.booleans()),
        scale=draw(st.sampled_from([None, 1])),
        bc_length=draw(limits),
        dataverse_length=draw(limits),
    )


linked = st.sampled_from([{}, {"r1": "k1"}, {"r1": "k1", "r2": "k2"}, {"r1": "k2", "r2": "k1"}]).map(
    lambda found: Links({"CONTACT": found}, {"CONTACT": {there: here for here, there in found.items()}})
)

# Which of three values stand in the base, in BC and in Dataverse.
PATTERNS = [(0, 0, 0)] * 3 + [(0, 1, 0), (0, 0, 1), (0, 1, 2)] * 2 + [(0, 1, 1)]


@st.composite
def _trio(draw: st.DrawFn, one: FieldMapping, links: Links) -> tuple[Value | Apart, Value, Value]:
    """What was agreed on, and what BC and Dataverse say by now; a few differences were agreed on as well."""
    before, in_bc, in_dataverse = draw(st.sampled_from(PATTERNS))
    if one.plain:
        some = draw(values), draw(values), draw(values)
        base = Apart(some[0], some[2]) if draw(st.integers(0, 9)) == 9 else some[before]
        return base, some[in_bc], some[in_dataverse]
    pool = lookups if one.relation else dict.fromkeys(Side, values)
    left = draw(pool[Side.BC]), draw(pool[Side.BC]), draw(pool[Side.BC])
    there = [carried(one, one.canonical(value), Side.DATAVERSE, links) for value in left]
    right = [draw(pool[Side.DATAVERSE]) if isinstance(it, Unlinked | Untransformed) else it for it in there]
    return Apart(left[before], right[before]), left[in_bc], right[in_dataverse]


@st.composite
def coupled(draw: st.DrawFn, deleted: bool = False, limits: st.SearchStrategy[int] = seldom) -> Case:
    """A pair whose fields were edited on no side, one of them or both since they last agreed, if ever."""
    mapping, links = draw(mappings(limits)), draw(linked)
    trios = {one.id: draw(_trio(one, links)) for one in mapping.fields}
    gone = draw(st.sampled_from([None] * 9 + list(Side))) if deleted else None
    left, right = (
        record_of(mapping, side, {name: trio[at] for name, trio in trios.items()}, draw(kinds), deleted=gone is side)
        for at, side in enumerate(Side, start=1)
    )
    base = {name: trio[0] for name, trio in trios.items() if draw(st.integers(0, 9)) < 9}
    archived = gone is not None and draw(st.booleans())
    agreed = draw(st.sampled_from([base, base, None, {}]))
    return Case(mapping, Pair("p1", agreed, left, right, coupled=True, archived=archived), links)


@st.composite
def one_sided(draw: st.DrawFn) -> Case:
    """A record that is not coupled, or seldom one that was, or one whose partner is unknown."""
    mapping, links, side, rare = draw(mappings()), draw(linked), draw(sides), draw(st.integers(0, 9))
    found = {one.id: draw(lookups[side] if one.relation else values) for one in mapping.fields}
    record = record_of(mapping, side, found, draw(kinds), deleted=rare == 9)
    left, right = (record, None) if side is Side.BC else (None, record)
    pair = Pair("p1", None, left, right, coupled=rare == 8, orphan=rare in (6, 7), left_out=rare == 6)
    return Case(mapping, pair, links)


situations = st.sampled_from([coupled(deleted=True)] * 3 + [one_sided()]).flatmap(lambda some: some)


def record_of(mapping: TableMapping, side: Side, said: dict[str, Value], kind: Value, *, deleted: bool) -> Record:
    """A record of a side that says this of its fields, by their ids."""
    mapped = {one.on(side): said[one.id] for one in mapping.fields if one.on(side)}
    return Record(
        side, TABLES[side], f"{side}-key", f"{side}-1", mapped | {property_of(side, "kind"): kind}, deleted=deleted
    )
