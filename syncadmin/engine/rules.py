"""Transformation rules: what each kind does to a value, and the settings it has.

A rule is pure and total over its kind of value: what it cannot handle raises ``CannotTransform`` with a reason a person
understands. Chains of rules are in ``transform``. The kinds are those of BC's *Transformation Rule* that make sense
outside BC. Patterns are RE2's, which take time in proportion to the text whatever is typed (decision 16).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, DecimalException
from enum import StrEnum
from functools import lru_cache
from typing import Any

import re2

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
    """A rule does not apply to a value, or its ``setting`` makes no sense; the text says why."""

    def __init__(self, why: str, setting: str = "") -> None:
        super().__init__(why)
        self.setting = setting


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
LONGEST_SETTING = 200
LONGEST_TEXT = 10_000  # that is searched in, so that neither time nor a chain of replacements gets out of hand
MOST_DECIMALS = 10
ROUNDINGS = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}
PARTS: Mapping[str, Callable[[date], int]] = {
    "day": lambda day: day.day,
    "weekday": lambda day: day.isoweekday(),
    "week": lambda day: day.isocalendar().week,
    "month": lambda day: day.month,
    "quarter": lambda day: (day.month + 2) // 3,
    "year": lambda day: day.year,
}
_REFERENCE = re.compile(r"\\(\d|\\)|\$(\d|\$)")


def apply(rule: Rule, value: Value) -> Value:
    """What a rule makes of a value that is not blank."""
    if longest := next((name for name, text in rule.settings.items() if len(text) > LONGEST_SETTING), ""):
        raise CannotTransform(f"{longest} may have up to {LONGEST_SETTING} characters", longest)
    return _FUNCTIONS[rule.kind](rule, value)


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise CannotTransform(f"{value} is not a text")
    return value


def _searched(value: Value) -> str:
    if len(text := _text(value)) > LONGEST_TEXT:
        raise CannotTransform(f"the text has more than {LONGEST_TEXT} characters")
    return text


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise CannotTransform(f"{value} is not a date")
    return value


def _number(value: Value, setting: str = "") -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise CannotTransform(f"{value} is not a number", setting)
    try:
        number = Decimal(value)
    except DecimalException:
        raise CannotTransform(f"{value} is not a number", setting) from None
    if not number.is_finite():
        raise CannotTransform(f"{value} is not a number", setting)
    return number


def _whole(rule: Rule, name: str, default: int, least: int = 0, most: int = 9999) -> int:
    text = rule.setting(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,4}", text) or not least <= int(text) <= most:
        raise CannotTransform(f"{name} must be a number from {least} to {most}", name)
    return int(text)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def _pattern(rule: Rule) -> Any:
    text = rule.setting("pattern")
    if not text:
        raise CannotTransform("a pattern is needed", "pattern")
    try:
        return _compiled(text)
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        raise CannotTransform(f"{text} is not a pattern: {why.removesuffix(f': {text}')}", "pattern") from None


def _substring(rule: Rule, value: Value) -> Value:
    start, length = _whole(rule, "start", 1, least=1), _whole(rule, "length", 0)
    return _text(value)[start - 1 : start - 1 + length if length else None] or None


def _replace(rule: Rule, value: Value) -> Value:
    if not rule.setting("find"):
        raise CannotTransform("the text to find is needed", "find")
    return _searched(value).replace(rule.setting("find"), rule.setting("replacement")) or None


def _regex_replace(rule: Rule, value: Value) -> Value:
    r"""``\1`` and ``$1`` in the replacement stand for the first group, ``\0`` and ``$0`` for all that was found."""
    pattern, wanted = _pattern(rule), rule.setting("replacement")
    numbers = [int(found) for groups in _REFERENCE.findall(wanted) for found in groups if found.isdigit()]
    if any(number > pattern.groups for number in numbers):
        raise CannotTransform(f"{wanted} is not a replacement: the pattern has {pattern.groups} groups", "replacement")

    def filled(found: Any) -> str:
        def reference(one: re.Match[str]) -> str:
            name = one.group(1) or one.group(2)
            return (found.group(int(name)) or "") if name.isdigit() else name

        return _REFERENCE.sub(reference, wanted)

    return str(pattern.sub(filled, _searched(value))) or None


def _regex_match(rule: Rule, value: Value) -> Value:
    pattern = _pattern(rule)
    found = pattern.search(_searched(value))
    return (found.group(1) if pattern.groups else found.group()) or None if found else None


def _formatted_day(rule: Rule, value: Value) -> Value:
    wanted = rule.setting("format") or "%Y-%m-%d"
    try:
        return _day(value).strftime(wanted) or None
    except ValueError as error:
        if isinstance(error, CannotTransform):
            raise
        raise CannotTransform(f"{wanted} is not a date format: {error}", "format") from None


def _formatted_number(rule: Rule, value: Value) -> Value:
    places = _whole(rule, "decimals", 2, most=MOST_DECIMALS)
    try:
        return format(_number(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    except DecimalException:
        raise CannotTransform(f"{value} has too many digits") from None


def _rounded(rule: Rule, value: Value) -> Value:
    precision = _number(rule.setting("precision") or "1", "precision")
    if precision <= 0:
        raise CannotTransform("the precision must be above zero", "precision")
    way = ROUNDINGS.get(rule.setting("direction") or "nearest")
    if way is None:
        raise CannotTransform(f"the direction must be one of {', '.join(ROUNDINGS)}", "direction")
    try:
        return (_number(value) / precision).to_integral_value(way) * precision
    except DecimalException:
        raise CannotTransform(f"{value} has too many digits") from None


def _extracted(rule: Rule, value: Value) -> Value:
    if rule.setting("part") not in PARTS:
        raise CannotTransform(f"the part must be one of {', '.join(PARTS)}", "part")
    return PARTS[rule.setting("part")](_day(value))


def _unix_timestamp(rule: Rule, value: Value) -> Value:
    del rule
    if isinstance(value, datetime):
        return int(value.timestamp())
    day = _day(value)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


_FUNCTIONS: Mapping[RuleKind, Callable[[Rule, Value], Value]] = {
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
