"""Where two definitions of a mapping differ, in words: what was so is called *before*, what is to be *after*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mappings.definition import Definition, row_fields, setting_fields, unsaved
from mappings.models import FieldMapping, TableMapping
from mappings.rule_lines import rule_words
from mappings.wording import archive_words, filter_words, template_lines
from syncadmin.engine.transform import Rule, RuleKind
from syncadmin.engine.values import SYSTEM_NAMES, Side

_IN_WORDS = {"filters", "templates", "archive"}


@dataclass(frozen=True)
class Difference:
    """One difference. Without ``before`` something is added, without ``after`` it is removed."""

    subject: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return _("%(subject)s added: %(after)s") % {"subject": self.subject, "after": self.after}
        if not self.after:
            return _("%(subject)s removed: %(before)s") % {"subject": self.subject, "before": self.before}
        return f"{self.subject}: {self.before} → {self.after}"


def differences(before: Definition | None, after: Definition, known: TableMapping | None = None) -> list[Difference]:
    """Everything that differs; all of it is new without a ``before``."""
    if before is None:
        return [Difference(_("Mapping"), "", after["name"])]
    conditions = _conditions(before, after, known)
    return [*_settings(before, after), *conditions, *_rows(before, after), *_options(before, after)]


def _settings(before: Definition, after: Definition) -> Iterator[Difference]:
    for one in setting_fields():
        was, is_now = before.get(one.name, one.get_default()), after.get(one.name, one.get_default())
        if was != is_now and one.name not in _IN_WORDS:
            yield Difference(_caption(one), _shown(one, was), _shown(one, is_now))


def _conditions(before: Definition, after: Definition, known: TableMapping | None) -> Iterator[Difference]:
    """Filters, templates and archive values, each as a whole."""
    mappings = unsaved(before), unsaved(after)
    for one in mappings:
        one.labels = known.labels if known else {}
    for side in Side:
        subject = _("Filter of %(system)s") % {"system": SYSTEM_NAMES[side]}
        yield from _parts(subject, *(filter_words(one, side) for one in mappings))
    yield from _parts(_("Template"), *(list(map(_template, template_lines(one))) for one in mappings))
    yield from _parts(_("Archived records get"), *(archive_words(one) for one in mappings))


def _template(one: Any) -> str:
    conditions = _("if %(conditions)s") % {"conditions": "; ".join(one.conditions)} if one.conditions else _("always")
    return f"{one.system}: {', '.join(one.values)} ({conditions}, {_('Priority')} {one.priority})"


def _parts(subject: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Difference]:
    """What is in one list and not in the other."""
    was, is_now = Counter(before), Counter(after)
    yield from (Difference(subject, text, "") for text in (was - is_now).elements())
    yield from (Difference(subject, "", text) for text in (is_now - was).elements())


def _rows(before: Definition, after: Definition) -> Iterator[Difference]:
    was, is_now = keyed_rows(before.get("fields", [])), keyed_rows(after.get("fields", []))
    for key, row in was.items():
        if key not in is_now:
            yield Difference(_("Field mapping"), _row_name(row), "")
    for key, row in is_now.items():
        if key not in was:
            yield Difference(_("Field mapping"), "", _row_name(row))
        else:
            yield from _row(was[key], row)
    common = [[key for key in one if key in was and key in is_now] for one in (was, is_now)]
    if common[0] != common[1]:
        names = [", ".join(_row_name(was[key]) for key in one) for one in common]
        yield Difference(_("Order of the field mappings"), *names)


def keyed_rows(rows: Iterable[Definition]) -> dict[tuple[str, str, int], Definition]:
    """Rows by what tells them from each other: their two fields, and a number where several have the same."""
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for row in rows:
        pair = (row.get("bc_property", ""), row.get("dataverse_column", ""))
        found[*pair, seen[pair]] = row
        seen[pair] += 1
    return found


def _row(before: Definition, after: Definition) -> Iterator[Difference]:
    for one in row_fields():
        was, is_now = before.get(one.name, one.get_default()), after.get(one.name, one.get_default())
        if was != is_now:
            subject = _("Field mapping %(row)s: %(field)s") % {"row": _row_name(after), "field": _caption(one)}
            yield Difference(subject, _shown(one, was), _shown(one, is_now))


def _row_name(row: Definition) -> str:
    known = {name: row.get(name, "") for name in ("caption", "constant", "bc_property", "dataverse_column")}
    return str(FieldMapping(**known)).strip(" –") or known["bc_property"]


def _options(before: Definition, after: Definition) -> Iterator[Difference]:
    was, is_now = before.get("options", {}), after.get("options", {})
    for name in dict.fromkeys((*was, *is_now)):
        subject = _("Option of %(name)s") % {"name": name}
        yield from _parts(subject, map(_option, was.get(name, ())), map(_option, is_now.get(name, ())))


def _option(line: Mapping[str, Any]) -> str:
    value, option = line.get("bc_caption") or line["bc_value"], line.get("option_caption") or line["option"]
    return f"{value} = {option}"


def _caption(one: Field[Any, Any]) -> str:
    return str(capfirst(str(one.verbose_name)))


def _shown(one: Field[Any, Any], value: Any) -> str:
    """A value as people read it; something stands for nothing as well."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if one.choices and value not in (None, ""):
        return str(dict(one.flatchoices).get(value, value))
    if one.name == "rules":
        return ", ".join(_rule(rule) for rule in value) or _("none")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    return _("blank") if value in (None, "") else str(value)


def _rule(stored: Mapping[str, Any]) -> str:
    rule = Rule(RuleKind(stored["kind"]), stored.get("settings", {}))
    return _("to %(system)s %(rule)s") % {"system": SYSTEM_NAMES[Side(stored["to"])], "rule": rule_words(rule)}
