"""Mappings in words: filters, tables, and what follows from a change. Reads no database."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mappings.changing import Consequence
from mappings.compile import archived, conditions, templates
from mappings.condition_lines import COMPARED
from mappings.labels import Naming, naming
from mappings.models import TableMapping
from mappings.parts import digest
from mappings.tables import TABLES
from syncadmin.engine.conditions import Operator
from syncadmin.engine.mapping import Condition, Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side, Value, Values
from syncadmin.ui.rendering import icon
from syncadmin.ui.words import in_words

_ARROWS = {
    Direction.BIDIRECTIONAL: "arrows-right-left",
    Direction.TO_DATAVERSE: "arrow-right",
    Direction.TO_BC: "arrow-left",
}


def filter_words(mapping: TableMapping, side: Side) -> list[str]:
    """The filters of one side, each as a sentence such as “Blocked is blank”."""
    return [condition_words(one, mapping) for one in conditions(mapping) if one.side is side]


def table_caption(mapping: TableMapping, side: Side) -> str:
    """What people call the table of one side; its own name where we know no other."""
    table = TABLES.get((side, mapping.table(side)))
    return str(table.caption) if table else mapping.table(side)


def table_plural(mapping: TableMapping, side: Side) -> str:
    """What people call its records; by the name of the table where we know no other."""
    table = TABLES.get((side, mapping.table(side)))
    return str(table.plural) if table else in_words(mapping.table(side))


def direction_icon(direction: str) -> SafeString:
    """An arrow; Business Central is on the left."""
    return icon(_ARROWS[Direction(direction)])


def consequence_words(found: Consequence) -> str:
    """What the next run does because of a change; blank if nothing out of the ordinary."""
    sentences = []
    if found.reads_everything:
        sentences.append(_("The next run reads all records of both sides."))
    if found.records:
        count = ngettext("%d record", "%d records", found.records) % found.records
        sentences.append(_("The next run looks at %(records)s again.") % {"records": count})
    if found.conflicts:
        count = ngettext("%d conflict", "%d conflicts", found.conflicts) % found.conflicts
        sentences.append(_("The next run settles %(conflicts)s as set here.") % {"conflicts": count})
    if found.deletions:
        number = ngettext(
            "%d record whose partner was deleted", "%d records whose partner was deleted", found.deletions
        )
        sentences.append(_("The next run decides anew about %(records)s.") % {"records": number % found.deletions})
    return " ".join(sentences)


@dataclass(frozen=True)
class TemplateLine:
    """A template in words, with what names it to its page."""

    number: int
    seen: str
    system: str
    values: list[str]
    conditions: list[str]
    priority: int


def template_lines(mapping: TableMapping) -> list[TemplateLine]:
    """The templates in the order in which they are tried, side by side."""
    lines = [
        TemplateLine(
            number,
            digest(stored),
            SYSTEM_NAMES[one.side],
            _set(mapping, one.side, one.values),
            [condition_words(each, mapping) for each in one.conditions],
            one.priority,
        )
        for number, (stored, one) in enumerate(zip(mapping.templates, templates(mapping), strict=True))
    ]
    return sorted(lines, key=lambda one: (one.system, one.priority))


def archive_words(mapping: TableMapping) -> list[str]:
    """What archived records get, side by side."""
    found = []
    for side, values in archived(mapping).items():
        found.append(f"{SYSTEM_NAMES[side]} {', '.join(_set(mapping, side, values))}")
    return found


def _set(mapping: TableMapping, side: Side, values: Values) -> list[str]:
    """What fields get; by the captions that filters of the mapping know, else by their names."""
    captions = {one.property: _(one.caption) for one in conditions(mapping) if one.side is side and one.caption}
    return [f"{captions.get(name, name)} = {naming(mapping, side, name)(value)}" for name, value in values.items()]


def condition_words(one: Condition, mapping: TableMapping) -> str:
    """A condition as a sentence such as “Blocked is blank”, with options by their label and keys by their name."""
    text = _compared(one, naming(mapping, one.side, one.property))
    return _("%(condition)s (unless coupled)") % {"condition": text} if one.new else text


def _compared(one: Condition, called: Naming) -> str:
    facts = {"field": _(one.caption) if one.caption else one.property}
    if one.operator is Operator.IS:
        facts["values"] = _(" or ").join(_value(value, called) for value in one.values) or _("nothing")
        return (_("%(field)s is not %(values)s") if one.negated else _("%(field)s is %(values)s")) % facts
    values = [called(value) for value in one.values if value is not None]
    joined = _(" and ") if one.operator is Operator.BETWEEN else _(" or ")
    facts |= {"compared": str(COMPARED[one.operator]), "values": joined.join(values)}
    text = _("%(field)s %(compared)s %(values)s") % facts
    return _("%(condition)s or is blank") % {"condition": text} if None in one.values else text


def _value(value: Value, called: Naming) -> str:
    return _("blank") if value is None or value == "" else called(value)
