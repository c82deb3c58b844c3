"""The lines in which administrators put together transformation rules: one for each rule, with its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.lines import Line
from syncadmin.engine.rules import LONGEST_SETTING, MOST_DECIMALS
from syncadmin.engine.transform import SETTINGS, Rule, RuleKind, fault

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

KINDS: Mapping[RuleKind, Promise] = {
    RuleKind.UPPERCASE: gettext_lazy("Uppercase"),
    RuleKind.LOWERCASE: gettext_lazy("Lowercase"),
    RuleKind.TITLE_CASE: gettext_lazy("Title Case"),
    RuleKind.TRIM: gettext_lazy("Trim"),
    RuleKind.SUBSTRING: gettext_lazy("Substring"),
    RuleKind.REPLACE: gettext_lazy("Replace"),
    RuleKind.REGEX_REPLACE: gettext_lazy("Regular Expression Replace"),
    RuleKind.REGEX_MATCH: gettext_lazy("Regular Expression Match"),
    RuleKind.REMOVE_NON_ALPHANUMERIC: gettext_lazy("Remove Non-Alphanumeric Characters"),
    RuleKind.DATE_FORMATTING: gettext_lazy("Date Formatting"),
    RuleKind.DECIMAL_FORMATTING: gettext_lazy("Decimal Formatting"),
    RuleKind.ROUND: gettext_lazy("Round"),
    RuleKind.EXTRACT_FROM_DATE: gettext_lazy("Extract From Date"),
    RuleKind.UNIX_TIMESTAMP: gettext_lazy("Unix Timestamp"),
}
_PARTS = [
    ("day", gettext_lazy("Day")),
    ("weekday", gettext_lazy("Weekday (Monday is 1)")),
    ("week", gettext_lazy("Week")),
    ("month", gettext_lazy("Month")),
    ("quarter", gettext_lazy("Quarter")),
    ("year", gettext_lazy("Year")),
]
_ROUNDINGS = [("nearest", gettext_lazy("Nearest")), ("up", gettext_lazy("Up")), ("down", gettext_lazy("Down"))]
_PATTERN_HELP = gettext_lazy("RE2 syntax: no look-around, no back-references. \\pL is any letter, \\d is 0 to 9.")
_REPLACEMENT_HELP = gettext_lazy("$1 is the first group of the pattern, $0 all that was found. Empty: it is removed.")


def _text(label: StrPromise, help_text: str | StrPromise = "", *, required: bool = True) -> Callable[[], forms.Field]:
    return lambda: forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_SETTING, strip=False, required=required
    )


def _number(label: StrPromise, least: int, most: int, help_text: str | StrPromise = "") -> Callable[[], forms.Field]:
    return lambda: forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, required=False)


_FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "start": _number(gettext_lazy("Start Position"), 1, 9999, gettext_lazy("Empty: 1.")),
    "length": _number(gettext_lazy("Length"), 0, 9999, gettext_lazy("Empty: to the end.")),
    "find": _text(gettext_lazy("Find Value")),
    "pattern": _text(gettext_lazy("Pattern"), _PATTERN_HELP),
    "replacement": _text(gettext_lazy("Replace Value"), required=False),
    "format": _text(gettext_lazy("Data Format"), gettext_lazy("Such as %d.%m.%Y. Empty: %Y-%m-%d."), required=False),
    "decimals": _number(gettext_lazy("Decimals"), 0, MOST_DECIMALS, gettext_lazy("Empty: 2.")),
    "precision": lambda: forms.DecimalField(
        label=gettext_lazy("Precision"), help_text=gettext_lazy("Such as 0.05. Empty: 1."), required=False
    ),
    "direction": lambda: forms.ChoiceField(label=gettext_lazy("Direction"), choices=_ROUNDINGS, required=False),
    "part": lambda: forms.ChoiceField(label=gettext_lazy("Part"), choices=_PARTS),
}
KEYS = ("kind", *_FIELDS)


class RuleLine(forms.Form):
    """One rule. Its settings are checked as the engine would see them, and a fault is shown at the setting it is in."""

    kind = forms.ChoiceField(choices=list(KINDS.items()), widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, prefix: str, line: Line) -> None:
        super().__init__(data, prefix=prefix, initial=line, label_suffix="")
        self.rule_kind = RuleKind(line["kind"]) if line["kind"] in list(RuleKind) else RuleKind.TRIM
        self.caption = KINDS[self.rule_kind]
        for name in SETTINGS.get(self.rule_kind, ()):
            self.fields[name] = _FIELDS[name]()
        if self.rule_kind is RuleKind.REGEX_REPLACE:
            self.fields["replacement"].help_text = str(_REPLACEMENT_HELP)

    def settings(self) -> Iterable[forms.BoundField]:
        """The controls of the settings."""
        return (self[name] for name in SETTINGS.get(self.rule_kind, ()))

    def clean(self) -> dict[str, Any]:
        """Try the rule."""
        found = None if self.errors else fault(self.rule())
        if found:
            why = _("This cannot work: %(why)s.") % {"why": found.why}
            self.add_error(found.setting if found.setting in self.fields else None, why)
        return self.cleaned_data

    def rule(self) -> Rule:
        """The rule that was put together; settings that were left blank are left out."""
        names = SETTINGS.get(self.rule_kind, ())
        texts = {name: self.cleaned_data.get(name) for name in names}
        return Rule(self.rule_kind, {name: str(text) for name, text in texts.items() if text not in (None, "")})


def as_lines(stored: Iterable[Mapping[str, Any]], to: str) -> list[Line]:
    """The stored rules of one direction as lines."""
    return [{"kind": one["kind"], **one.get("settings", {})} for one in stored if one["to"] == to]


def as_json(rule: Rule, to: str) -> dict[str, Any]:
    """A rule as a field row keeps it."""
    return {"to": to, "kind": rule.kind.value, "settings": dict(rule.settings)}


def rule_words(rule: Rule) -> str:
    """A rule in a few words: its kind and what was typed."""
    said = ", ".join(f"“{text}”" for text in rule.settings.values())
    return f"{KINDS[rule.kind]} {said}".strip()
