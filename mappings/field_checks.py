"""What cannot work about a field row as somebody wants it to be, each named at the input where it can be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy

from django.utils.translation import gettext as _

from mappings.compile import Columns, flow
from mappings.models import DirectionChoice, FieldMapping, ModeChoice
from mappings.row_agreement import name_on, row_findings, written_twice
from mappings.trial import lost
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.rendering import plain
from syncadmin.ui.sentences import title

Faults = Iterator[tuple[str, str]]
_INPUTS: Mapping[str, str] = {
    "field_read_only": "direction",
    "kinds_differ": "direction",
    "written_twice": "direction",
    "set_value_unfit": "constant",
    "relation_differs": "related_mapping",
}


def faults(row: FieldMapping, columns: Columns) -> Faults:
    """The input and what is wrong, for everything; what depends on columns only where those are known."""
    yield from _direction(row)
    yield from _owner(row)
    yield from _blanks(row)
    if row.related_mapping and row.rules:
        yield "related_mapping", _("A value that is carried over by a related mapping takes no transformation rules.")
    elif columns and all(name in columns[side] for side in Side if (name := name_on(row, side))):
        yield from _columns(row, columns)


def hindrance(row: FieldMapping) -> str:
    """Why a row that is disabled cannot be enabled, as far as that is known without its columns; blank if it can."""
    enabled = copy(row)
    enabled.status = FieldMapping.Status.ENABLED
    return "" if enabled.obstacle else next((why for _input, why in faults(enabled, {})), "")


def _direction(row: FieldMapping) -> Faults:
    """A row that flows nowhere, or where another row writes already."""
    mapping = row.mapping
    if row.active and flow(mapping, row) is None:
        said = {"mapping": mapping.get_direction_display(), "field": DirectionChoice(row.direction).label}
        yield "direction", _("The mapping goes “%(mapping)s”, so a field “%(field)s” would never flow.") % said
    yield from _one_sided(row)
    if row.active:
        others = [one for one in mapping.fields.all() if one.active and one.pk != row.pk and flow(mapping, one)]
        for one in written_twice(mapping, [*others, row]):
            if one.row == row.pk:
                yield "direction", title(one.problem)


def _one_sided(row: FieldMapping) -> Faults:
    """A row with a field on one side only that does not write a constant there."""
    empty = [side for side in Side if not name_on(row, side)]
    if empty and not Direction(row.direction).flows_to(empty[0].other):
        system = SYSTEM_NAMES[empty[0].other]
        yield "direction", _("The only field of this row is in %(system)s, so it must flow there.") % {"system": system}
    elif empty and Direction(row.direction) is Direction.BIDIRECTIONAL:
        yield "direction", _("A constant flows one way only.")
    if empty and not row.constant:
        yield "constant", _("A row without a source needs a constant, or it would empty the field.")


def _owner(row: FieldMapping) -> Faults:
    """Owners that could never prevail."""
    if not row.owner:
        return
    owner = Side(row.owner)
    if not Direction(row.direction).flows_to(owner.other):
        facts = {"owner": SYSTEM_NAMES[owner], "other": SYSTEM_NAMES[owner.other]}
        yield "owner", _("%(owner)s cannot own a field that does not flow to %(other)s.") % facts
    if row.mode == ModeChoice.ON_CREATE:
        yield "owner", _("A field that is written on new records only has no owner: later changes stay where they are.")
    elif row.mode == ModeChoice.FIXED:
        yield "owner", _("A field that is never changed has no owner. Choose a direction.")
    elif row.mode == ModeChoice.IF_EMPTY:
        yield (
            "owner",
            _("A field that is only filled has no owner, as no value is overwritten. Choose a direction."),
        )


def _blanks(row: FieldMapping) -> Faults:
    """Settings about blanks that contradict each other."""
    if row.not_null and row.clear_on_failure:
        yield "not_null", _("Not Null and Clear Value on Failed Sync contradict each other. Choose one.")
    if row.default and row.clear_on_failure:
        yield "default", _("A default and Clear Value on Failed Sync contradict each other. Choose one.")
    if row.mapping.name in row.relations:
        yield "related_mapping", _("A mapping cannot be related to itself.")


def _columns(row: FieldMapping, columns: Columns) -> Faults:
    """What the columns of both systems do not allow, and values that would be lost on the way and back."""
    found = [one for one in row_findings(row.mapping, row, columns) if one.red]
    for one in found:
        yield _INPUTS.get(one.problem.code, "rules"), title(one.problem)
    if found or not (row.bc_property and row.dataverse_column):
        return
    if trial := lost(row.mapping, row, columns):
        facts = {"value": plain(trial.value), "arrived": plain(trial.arrived), "returned": plain(trial.returned)}
        facts |= {"here": SYSTEM_NAMES[trial.side], "there": SYSTEM_NAMES[trial.side.other], "why": trial.why}
        if trial.why:
            text = _("“%(value)s” of %(here)s does not come back from %(there)s: %(why)s.")
        else:
            text = _("“%(value)s” of %(here)s arrives in %(there)s as “%(arrived)s” and comes back as “%(returned)s”.")
        advice = _("Give the other direction rules that undo these, choose an owner, or let the field flow one way.")
        yield "rules", f"{text % facts} {advice}"
