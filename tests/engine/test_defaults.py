"""A default stands in for a related record that is not coupled, and a difference that stands is left to stand."""

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import UpdateMode
from syncadmin.engine.merge import Will, agreed_base, merge_field
from syncadmin.engine.values import Apart, Side, VerdictKind
from tests.engine.builders import bc, dataverse, field_of, mapping_of, pair_of

LINKS = Links({"CURRENCY": {"USD": "k1", "EUR": "k2"}}, {"CURRENCY": {"k1": "USD", "k2": "EUR"}})
DOLLAR = field_of("currency", relation="CURRENCY", default="USD")
PLAIN = field_of("currency", relation="CURRENCY")
UNCHANGED, AGREED, KEPT = VerdictKind.UNCHANGED, VerdictKind.AGREED, VerdictKind.KEPT
FROM_BC, FROM_DATAVERSE, WAITING = VerdictKind.FROM_BC, VerdictKind.FROM_DATAVERSE, VerdictKind.WAITING


def merged(one, left, right, base=None, will=None, links=LINKS):
    """What becomes of the field, as kind and result."""
    pair = pair_of(bc(currency=left), dataverse(currency=right), None if base is None else {one.id: base})
    verdict = merge_field(one, pair, will or Will(), links)
    return verdict.kind, verdict.result


@pytest.mark.parametrize(
    ("left", "right", "base", "becomes"),
    [
        pytest.param("NOK", "k2", Apart("EUR", "k2"), (FROM_BC, "k1"), id="it goes to dataverse as its partner"),
        pytest.param("EUR", "k9", Apart("EUR", "k2"), (FROM_DATAVERSE, "USD"), id="it goes to bc as it is called"),
        pytest.param("NOK", "k1", None, (AGREED, "NOK"), id="what it stands in for is in step with it"),
        pytest.param("NOK", "k1", Apart("NOK", "k1"), (UNCHANGED, "NOK"), id="and stays so"),
        pytest.param("NOK", "k2", Apart("NOK", "k1"), (FROM_DATAVERSE, "EUR"), id="a choice made there comes back"),
        pytest.param(None, "k2", Apart("EUR", "k2"), (FROM_BC, None), id="a blank is carried over as a blank"),
        pytest.param("EUR", "k1", Apart("USD", "k1"), (FROM_BC, "k2"), id="what is coupled needs none"),
    ],
)
def test_a_default_stands_in(left, right, base, becomes):
    assert merged(DOLLAR, left, right, base) == becomes


def test_a_default_that_is_not_coupled_itself_helps_nobody():
    assert merged(DOLLAR, "NOK", "k1", Apart("USD", "k1"), links=Links())[0] is WAITING


def test_what_a_default_was_written_for_is_in_step_ever_after():
    mapping = mapping_of(DOLLAR)
    pair = pair_of(bc(currency="NOK"), dataverse(currency="k2"), {DOLLAR.id: Apart("EUR", "k2")})
    [written] = decide(mapping, pair, Intent(), LINKS)
    base = agreed_base(pair.base, written.verdicts, Side.DATAVERSE, {DOLLAR.id: "k1"})
    assert merged(DOLLAR, "NOK", "k1", base[DOLLAR.id]) == (UNCHANGED, "NOK")


@pytest.mark.parametrize("will", [Will(), Will(winner=Side.BC), Will(winner=Side.DATAVERSE)])
@pytest.mark.parametrize("owner", [None, Side.BC, Side.DATAVERSE])
def test_a_difference_that_stands_is_not_waited_for_whoever_should_win(will, owner):
    one = field_of("currency", relation="CURRENCY", owner=owner)
    assert merged(one, "NOK", "k9", Apart("NOK", "k9"), will) == (KEPT, None)


@pytest.mark.parametrize(("left", "right"), [("SEK", "k9"), ("NOK", "k8")])
def test_it_is_waited_for_again_once_a_side_changes(left, right):
    assert merged(PLAIN, left, right, Apart("NOK", "k9"))[0] is WAITING


def test_a_mapping_that_does_not_exist_is_named_as_that():
    pair = pair_of(bc(currency="NOK"), dataverse(currency="k2"), {PLAIN.id: Apart("EUR", "k2")})
    codes = [
        decide(mapping_of(PLAIN), pair, Intent(), Links(missing=frozenset(missing)))[0].reason.code
        for missing in ({"CURRENCY"}, {"CONTACT"})
    ]
    assert codes == ["relation_missing", "waiting_for"]


def test_a_field_that_is_only_written_on_creation_waits_for_nothing_later():
    one = field_of("currency", relation="CURRENCY", mode=UpdateMode.ON_CREATE)
    assert merged(one, "NOK", "k2", Apart("EUR", "k2")) == (KEPT, None)
