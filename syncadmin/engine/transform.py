"""Chains of transformation rules: what becomes of a value, and whether a chain can stand.

A chain belongs to one direction of one field. A blank stays blank. What each rule does is in ``rules``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from syncadmin.engine.rules import SETTINGS, CannotTransform, Rule, RuleKind, apply
from syncadmin.engine.values import Value

__all__ = [
    "SETTINGS",
    "CannotTransform",
    "Fault",
    "Form",
    "Rule",
    "RuleKind",
    "fault",
    "form_after",
    "losses",
    "transformed",
]


class Form(StrEnum):
    """The form of a value, as far as rules care."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    OTHER = "other"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a rule; ``setting`` is blank where it is none of them."""

    why: str
    setting: str = ""


_TEXTS = frozenset({Form.TEXT})
_DATES = frozenset({Form.DATE})
_NUMBERS = frozenset({Form.NUMBER, Form.TEXT})
# What each kind takes and what it gives; kinds that are not named here turn texts into texts.
_FORMS: Mapping[RuleKind, tuple[frozenset[Form], Form]] = {
    RuleKind.DATE_FORMATTING: (_DATES, Form.TEXT),
    RuleKind.EXTRACT_FROM_DATE: (_DATES, Form.NUMBER),
    RuleKind.UNIX_TIMESTAMP: (_DATES, Form.NUMBER),
    RuleKind.DECIMAL_FORMATTING: (_NUMBERS, Form.TEXT),
    RuleKind.ROUND: (_NUMBERS, Form.NUMBER),
}


def transformed(rules: Iterable[Rule], value: Value) -> Value:
    """The value after all rules in their order; raises CannotTransform."""
    for rule in rules:
        if value is None:
            return None
        value = apply(rule, value)
    return value


def fault(rule: Rule) -> Fault | None:
    """What is wrong with the settings of a rule, or nothing."""
    if unknown := set(rule.settings) - set(SETTINGS.get(rule.kind, ())):
        return Fault(f"there is no setting {min(unknown)}")
    try:
        apply(rule, _TRIAL[rule.kind])
    except CannotTransform as error:
        return Fault(str(error), error.setting)
    return None


def form_after(rules: Iterable[Rule], form: Form) -> Form | Rule:
    """The form in which a value leaves a chain; or the first rule that does not take what it would get."""
    for rule in rules:
        takes, gives = _FORMS.get(rule.kind, (_TEXTS, Form.TEXT))
        if form not in takes:
            return rule
        form = gives
    return form


def losses(
    there: Sequence[Rule],
    back: Sequence[Rule],
    samples: Iterable[Value],
    canonical: Callable[[Value], Value] = lambda value: value,
) -> list[Value]:
    """The sample values that do not survive the way there and back and there again.

    A field that flows both ways must be a fixpoint: what arrived, sent back and sent again, arrives as the same. What
    does not even get there loses nothing: it stays where it is, and the record says why. ``canonical`` is the form in
    which equal means equal.
    """

    def survives(value: Value) -> bool:
        try:
            arrived = canonical(transformed(there, value))
        except CannotTransform:
            return True
        try:
            returned = canonical(transformed(back, arrived))
            return canonical(transformed(there, returned)) == arrived
        except CannotTransform:
            return False

    return [value for value in samples if value is not None and not survives(value)]


# A value each kind can handle, to try its settings on.
_TRIAL: Mapping[RuleKind, Value] = {
    kind: date(2026, 1, 31) if takes is _DATES else Decimal("1.5") if takes is _NUMBERS else "Trial 1"
    for kind in RuleKind
    for takes, _ in (_FORMS.get(kind, (_TEXTS, Form.TEXT)),)
}
