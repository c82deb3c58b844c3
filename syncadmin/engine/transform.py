"""Transformation rules: what happens to a value on its way from one side to the other, as data and as a function.

A chain of rules belongs to one direction of one field. Rules are pure and total over their kind of value: a blank stays
blank, and what a rule cannot handle raises ``CannotTransform`` with a reason a person understands. The kinds are those
of BC's *Transformation Rule* that make sense outside BC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from syncadmin.engine.values import Value


class RuleKind(StrEnum):
    """What a rule does."""

    UPPERCASE = "uppercase"
    LOWERCASE = "lowercase"
    TITLE_CASE = "title_case"
    TRIM = "trim"
    SUBSTRING = "substring"
    REPLACE = "replace"
    REGEX_REPLACE = "regex_replace"
    REGEX_MATCH = "regex_match"
    REMOVE_NON_ALPHANUMERIC = "remove_non_alphanumeric"
    DATE_FORMATTING = "date_formatting"
    DECIMAL_FORMATTING = "decimal_formatting"
    ROUND = "round"
    EXTRACT_FROM_DATE = "extract_from_date"
    UNIX_TIMESTAMP = "unix_timestamp"


@dataclass(frozen=True)
class Rule:
    """One rule; its ``settings`` are texts by name, as typed (see ``SETTINGS`` for which a kind has)."""

    kind: RuleKind
    settings: Mapping[str, str] = field(default_factory=dict)

    def setting(self, name: str) -> str:
        """A setting, blank where it was left out."""
        return self.settings.get(name, "")


class CannotTransform(ValueError):
    """A rule does not apply to a value, or its settings make no sense; the text says why."""


# The settings of each kind; kinds that are not named here have none.
SETTINGS: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.SUBSTRING: ("start", "length"),
    RuleKind.REPLACE: ("find", "replacement"),
    RuleKind.REGEX_REPLACE: ("pattern", "replacement"),
    RuleKind.REGEX_MATCH: ("pattern",),
    RuleKind.DATE_FORMATTING: ("format",),
    RuleKind.DECIMAL_FORMATTING: ("decimals",),
    RuleKind.ROUND: ("precision", "direction"),
    RuleKind.EXTRACT_FROM_DATE: ("part",),
}
LONGEST_PATTERN = 200
_ROUNDINGS = {"": ROUND_HALF_UP, "nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}
_PARTS: Mapping[str, Callable[[date], int]] = {
    "day": lambda day: day.day,
    "weekday": lambda day: day.isoweekday(),
    "week": lambda day: day.isocalendar().week,
    "month": lambda day: day.month,
    "quarter": lambda day: (day.month + 2) // 3,
    "year": lambda day: day.year,
}


def transformed(rules: Iterable[Rule], value: Value) -> Value:
    """The value after all rules in their order; raises CannotTransform."""
    for rule in rules:
        if value is None:
            return None
        value = _RULES[rule.kind](rule, value)
    return value


def fault(rule: Rule) -> str:
    """What is wrong with the settings of a rule, or nothing."""
    if unknown := set(rule.settings) - set(SETTINGS.get(rule.kind, ())):
        return f"there is no setting {min(unknown)}"
    try:
        _RULES[rule.kind](rule, _TRIAL[rule.kind])
    except CannotTransform as error:
        return str(error)
    return ""


def losses(there: Sequence[Rule], back: Sequence[Rule], samples: Iterable[Value]) -> list[Value]:
    """The sample values that do not survive the way there and back and there again.

    A field that flows both ways must be a fixpoint: what arrived, sent back and sent again, arrives as the same.
    """
    return [value for value in samples if value is not None and not _survives(there, back, value)]


def _survives(there: Sequence[Rule], back: Sequence[Rule], value: Value) -> bool:
    try:
        arrived = transformed(there, value)
        return transformed(there, transformed(back, arrived)) == arrived
    except CannotTransform:
        return False


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise CannotTransform(f"{value} is not a text")
    return value


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise CannotTransform(f"{value} is not a date")
    return value


def _number(value: Value) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise CannotTransform(f"{value} is not a number")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise CannotTransform(f"{value} is not a number") from None


def _whole(rule: Rule, name: str, default: int, least: int = 0) -> int:
    text = rule.setting(name) or str(default)
    if not re.fullmatch(r"\d{1,4}", text) or int(text) < least:
        raise CannotTransform(f"{name} must be a number from {least}")
    return int(text)


def _pattern(rule: Rule) -> re.Pattern[str]:
    text = rule.setting("pattern")
    if not text or len(text) > LONGEST_PATTERN:
        raise CannotTransform(f"a pattern of 1 to {LONGEST_PATTERN} characters is needed")
    try:
        return re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise CannotTransform(f"{text} is not a pattern: {error}") from None


def _substring(rule: Rule, value: Value) -> Value:
    start, length = _whole(rule, "start", 1, least=1), _whole(rule, "length", 0)
    return _text(value)[start - 1 : start - 1 + length if length else None] or None


def _replace(rule: Rule, value: Value) -> Value:
    if not rule.setting("find"):
        raise CannotTransform("the text to find is needed")
    return _text(value).replace(rule.setting("find"), rule.setting("replacement")) or None


def _regex_replace(rule: Rule, value: Value) -> Value:
    try:
        return _pattern(rule).sub(rule.setting("replacement"), _text(value)) or None
    except (re.error, IndexError) as error:
        raise CannotTransform(f"{rule.setting('replacement')} is not a replacement: {error}") from None


def _regex_match(rule: Rule, value: Value) -> Value:
    found = _pattern(rule).search(_text(value))
    return (found.group(1) if found.re.groups else found.group()) or None if found else None


def _formatted_day(rule: Rule, value: Value) -> Value:
    wanted = rule.setting("format") or "%Y-%m-%d"
    try:
        return _day(value).strftime(wanted) or None
    except ValueError as error:
        raise CannotTransform(f"{wanted} is not a date format: {error}") from None


def _formatted_number(rule: Rule, value: Value) -> Value:
    places = _whole(rule, "decimals", 2)
    return format(_number(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")


def _rounded(rule: Rule, value: Value) -> Value:
    precision = _number(rule.setting("precision") or "1")
    if precision <= 0:
        raise CannotTransform("the precision must be above zero")
    if rule.setting("direction") not in _ROUNDINGS:
        raise CannotTransform(f"the direction must be one of {', '.join(filter(None, _ROUNDINGS))}")
    steps = (_number(value) / precision).to_integral_value(_ROUNDINGS[rule.setting("direction")])
    return steps * precision


def _extracted(rule: Rule, value: Value) -> Value:
    if rule.setting("part") not in _PARTS:
        raise CannotTransform(f"the part must be one of {', '.join(_PARTS)}")
    return _PARTS[rule.setting("part")](_day(value))


def _unix_timestamp(rule: Rule, value: Value) -> Value:
    del rule
    if isinstance(value, datetime):
        return int(value.timestamp())
    day = _day(value)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


_RULES: Mapping[RuleKind, Callable[[Rule, Value], Value]] = {
    RuleKind.UPPERCASE: lambda _, value: _text(value).upper(),
    RuleKind.LOWERCASE: lambda _, value: _text(value).lower(),
    RuleKind.TITLE_CASE: lambda _, value: " ".join(word.capitalize() for word in _text(value).split(" ")),
    RuleKind.TRIM: lambda _, value: _text(value).strip() or None,
    RuleKind.SUBSTRING: _substring,
    RuleKind.REPLACE: _replace,
    RuleKind.REGEX_REPLACE: _regex_replace,
    RuleKind.REGEX_MATCH: _regex_match,
    RuleKind.REMOVE_NON_ALPHANUMERIC: lambda _, value: "".join(filter(str.isalnum, _text(value))) or None,
    RuleKind.DATE_FORMATTING: _formatted_day,
    RuleKind.DECIMAL_FORMATTING: _formatted_number,
    RuleKind.ROUND: _rounded,
    RuleKind.EXTRACT_FROM_DATE: _extracted,
    RuleKind.UNIX_TIMESTAMP: _unix_timestamp,
}
_TRIAL_DAY = date(2026, 1, 31)
_ON_DAYS = {RuleKind.DATE_FORMATTING, RuleKind.EXTRACT_FROM_DATE, RuleKind.UNIX_TIMESTAMP}
_ON_NUMBERS = {RuleKind.DECIMAL_FORMATTING, RuleKind.ROUND}
# A value each kind can handle, to try its settings on.
_TRIAL: Mapping[RuleKind, Value] = {
    kind: _TRIAL_DAY if kind in _ON_DAYS else Decimal("1.5") if kind in _ON_NUMBERS else "Trial 1" for kind in RuleKind
}
