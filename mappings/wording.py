"""Mappings in words: filters, tables, and what follows from a change. Reads no database."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mappings.compile import conditions
from mappings.models import TableMapping
from mappings.services import Consequence
from mappings.tables import TABLES
from syncadmin.engine.mapping import Condition, Direction
from syncadmin.engine.values import Side, Value
from syncadmin.ui.rendering import icon, plain

_ARROWS = {
    Direction.BIDIRECTIONAL: "arrows-right-left",
    Direction.TO_DATAVERSE: "arrow-right",
    Direction.TO_BC: "arrow-left",
}


def filter_words(mapping: TableMapping, side: Side) -> list[str]:
    """The filters of one side, each as a sentence such as “Blocked is blank”."""
    return [_condition(one) for one in conditions(mapping) if one.side is side]


def table_caption(mapping: TableMapping, side: Side) -> str:
    """What people call the table of one side; its own name where we know no other."""
    table = TABLES.get((side, mapping.table(side)))
    return str(table.caption) if table else mapping.table(side)


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
    return " ".join(sentences)


def _condition(one: Condition) -> str:
    values = _(" or ").join(_value(value) for value in one.values)
    facts = {"field": _(one.caption) if one.caption else one.property, "values": values}
    return (_("%(field)s is not %(values)s") if one.negated else _("%(field)s is %(values)s")) % facts


def _value(value: Value) -> str:
    return _("blank") if value is None or value == "" else plain(value)
