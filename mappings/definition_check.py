"""Definitions that came from outside, judged before anything is done with them: every fault with the place it is in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, IntegerField, JSONField
from django.utils.translation import gettext as _

from mappings.compile import archived, conditions, rules, templates
from mappings.definition import OPTION_FIELDS, Definition, row_fields, setting_fields, unsaved
from mappings.models import FieldMapping, OptionMapping
from syncadmin.connections.clients.values import UNKEEPABLE
from syncadmin.engine.transform import fault
from syncadmin.engine.values import Side

FORMAT, VERSION = "syncadmin mappings", 1
MOST_BYTES = 1_000_000
MOST_MAPPINGS, MOST_ROWS = 200, 500
MOST_FAULTS = 20
_NEEDED = ("name", "bc_table", "dataverse_table", "direction")
_ROW_NEEDS = ("direction",)
_PARTS = {"fields", "options"}
_CONDITION = {"side", "property", "caption", "values", "negated", "operator", "new"}
_TEMPLATE = {"side", "values", "conditions", "priority"}
_RULE = {"to", "kind", "settings"}
_MISUNDERSTOOD = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, StopIteration)


class BadFile(Exception):
    """A file cannot be taken; ``faults`` say why, each with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = list(faults)[:MOST_FAULTS]


def as_file(definitions: Iterable[Definition]) -> str:
    """Definitions as a file of ours."""
    content = {"format": FORMAT, "version": VERSION, "mappings": list(definitions)}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_file(raw: bytes) -> list[Definition]:
    """The definitions in a file; raises BadFile."""
    if len(raw) > MOST_BYTES:
        raise BadFile([_("The file is larger than %(number)d bytes.") % {"number": MOST_BYTES}])
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadFile([_("The file is not in UTF-8 (byte %(place)d).") % {"place": error.start}]) from None
    except json.JSONDecodeError as error:
        facts = {"line": error.lineno, "column": error.colno}
        raise BadFile([_("The file is not JSON: line %(line)d, column %(column)d.") % facts]) from None
    except (RecursionError, ValueError):
        raise BadFile([_("The file is not JSON that anybody could read.")]) from None
    return _definitions(content)


def _definitions(content: Any) -> list[Definition]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BadFile([_("The file holds no mappings: its “format” is not “%(format)s”.") % {"format": FORMAT}])
    if content.get("version") != VERSION:
        facts = {"version": content.get("version"), "known": VERSION}
        raise BadFile([_("The file has version %(version)s; only version %(known)d is known.") % facts])
    found = content.get("mappings")
    if not isinstance(found, list) or not 0 < len(found) <= MOST_MAPPINGS:
        raise BadFile([_("The file holds no mappings, or too many.")])
    faults = list(_strange("", content, {"format", "version", "mappings"}))
    for number, one in enumerate(found, start=1):
        faults += judge(one, _("Mapping %(number)d") % {"number": number})
    names = [one.get("name") for one in found if isinstance(one, dict)]
    faults += [_("%(name)s is there twice.") % {"name": name} for name in _twice(names)]
    if faults:
        raise BadFile(faults)
    return found


def judge(found: Any, place: str) -> Iterator[str]:
    """What is wrong with one definition."""
    if not isinstance(found, dict):
        yield _("%(place)s is no mapping.") % {"place": place}
        return
    place = f"{place} ({found['name']})" if isinstance(found.get("name"), str) else place
    faults = [*_strange(place, found, {one.name for one in setting_fields()} | _PARTS)]
    faults += _cleaned(place, found, setting_fields(), _NEEDED)
    faults += _rows(place, found.get("fields"))
    faults += _options(place, found.get("options", {}))
    if not faults:
        faults += _structure(place, found)
    yield from faults


def _strange(place: str, found: dict[str, Any], known: set[str]) -> Iterator[str]:
    for name in found:
        if name not in known:
            yield _said(place, _("there is no field “%(name)s”") % {"name": str(name)[:60]})


def _cleaned(
    place: str, found: dict[str, Any], fields: Iterable[Field[Any, Any]], needed: Sequence[str]
) -> Iterator[str]:
    for one in fields:
        if one.name not in found:
            if one.name in needed:
                yield _said(place, _("“%(name)s” is missing") % {"name": one.name})
            continue
        value = found[one.name]
        if why := _misfit(one, value):
            yield _said(place, _("%(name)s: %(why)s") % {"name": one.name, "why": why})


def _misfit(one: Field[Any, Any], value: Any) -> str:
    """Why a value does not fit a field; blank if it does."""
    if _unkeepable(value):
        return _("it holds characters that nobody types")
    if isinstance(one, JSONField):
        return "" if isinstance(value, type(one.get_default())) else _("it is of another kind")
    if value is None and one.null:
        return ""
    kind = bool if isinstance(one, BooleanField) else int if isinstance(one, IntegerField) else str
    if type(value) is not kind:
        return _("it is of another kind")
    try:
        one.clean(value, None)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _rows(place: str, rows: Any) -> Iterator[str]:
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        yield _said(place, _("“fields” is missing, no list, or too long"))
        return
    for number, row in enumerate(rows, start=1):
        here = _("%(place)s, field %(number)d") % {"place": place, "number": number}
        if not isinstance(row, dict):
            yield _said(here, _("it is of another kind"))
            continue
        faults = [*_strange(here, row, {one.name for one in row_fields()})]
        faults += _cleaned(here, {name: value for name, value in row.items() if value != ""}, row_fields(), _ROW_NEEDS)
        if not (row.get("bc_property") or row.get("dataverse_column")):
            faults.append(_said(here, _("it names no field on either side")))
        yield from faults or _rule_faults(here, row.get("rules", []))


def _rule_faults(place: str, stored: list[Any]) -> Iterator[str]:
    try:
        faults = [fault(rule) for side in Side for rule in rules(FieldMapping(rules=stored), side)]
        strange = any(set(one) - _RULE or one["to"] not in list(Side) for one in stored)
    except _MISUNDERSTOOD:
        faults, strange = [], True
    if strange or any(faults):
        yield _said(place, _("its transformation rules cannot work"))


def _options(place: str, options: Any) -> Iterator[str]:
    fields = [OptionMapping._meta.get_field(name) for name in OPTION_FIELDS]
    lists = isinstance(options, dict) and all(isinstance(one, list) for one in options.values())
    if not lists or any(len(name) > 20 for name in options):
        yield _said(place, _("“options” is of another kind"))
        return
    for name, lines in options.items():
        here = _("%(place)s, options %(name)s") % {"place": place, "name": name}
        if not all(isinstance(line, dict) for line in lines):
            yield _said(here, _("it is of another kind"))
            continue
        for line in lines:
            yield from _strange(here, line, set(OPTION_FIELDS))
            yield from _cleaned(here, line, fields, ("bc_value", "option"))  # type: ignore[arg-type]
        for one in ("bc_value", "option"):
            if _twice([str(line.get(one)) for line in lines]):
                yield _said(here, _("the same “%(name)s” is there twice") % {"name": one})


def _structure(place: str, found: Definition) -> Iterator[str]:
    """Filters, templates and what archived records get, as a run would understand them."""
    mapping = unsaved(found)
    for name, build in (("filters", conditions), ("templates", templates), ("archive", archived)):
        try:
            build(mapping)
            fine = not _strange_parts(name, found.get(name))
        except _MISUNDERSTOOD:
            fine = False
        if not fine:
            yield _said(place, _("“%(name)s” is not understood") % {"name": name})
    if not all(isinstance(one, str) and len(one) <= 20 for one in mapping.dependencies):
        yield _said(place, _("“%(name)s” is not understood") % {"name": "dependencies"})


def _strange_parts(name: str, found: Any) -> bool:
    """Whether parts have fields that mean nothing."""
    if name == "filters":
        return any(_strange_condition(one) for one in found or ())
    if name == "templates":
        inner = [each for one in found or () for each in one.get("conditions", ())]
        return any(set(one) - _TEMPLATE for one in found or ()) or any(map(_strange_condition, inner))
    return False


def _strange_condition(one: dict[str, Any]) -> bool:
    return bool(set(one) - _CONDITION) or not isinstance(one["values"], list)


def _unkeepable(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_unkeepable(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return any(map(_unkeepable, value))
    return isinstance(value, str) and bool(UNKEEPABLE.search(value))


def _twice(names: Sequence[Any]) -> list[Any]:
    seen: set[Any] = set()
    return [one for one in names if isinstance(one, str) and (one in seen or seen.add(one))]  # type: ignore[func-returns-value]


def _said(place: str, why: str) -> str:
    return f"{place}: {why}." if place else f"{why}."
