"""The ways *Synchronize Now* offers: to send, to get or to merge data, and what each of them would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.comparison import Comparison, Row
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side, VerdictKind

MERGE = "merge"


@dataclass(frozen=True)
class Way:
    """A direction as the dialog offers it. ``losses`` are fields whose newer value on the other side goes,
    ``hindrance`` is why it cannot be chosen, ``question`` what is asked where it is the only one."""

    value: str
    caption: str
    help: str
    losses: tuple[str, ...] = ()
    hindrance: str = ""
    question: str = ""


def ways_of_one(direction: Direction, compared: Comparison) -> list[Way]:
    """For one record as both systems show it now. Where data go one way only, that is asked with yes or no."""
    ways = [_way(side, _losses(compared, side)) for side in Side if direction.flows_to(side.other)]
    if len(ways) > 1:
        merged = _("What changed on each side is written to the other.")
        ways.append(Way(MERGE, _("Merge data."), merged, hindrance=_hindrance(compared)))
    return ways


def ways_of_many(newer: Mapping[Side, int]) -> list[Way]:
    """For several records: the sides whose data can be taken over, with how many are left out because they are newer on
    the other one. Many are never merged: whoever wants that lets the mapping run."""
    return [_way(side, (), _left_out(number, side.other)) for side, number in newer.items()]


def default_way(compared: Comparison) -> str:
    """The way that follows the side that changed."""
    to_dataverse, to_bc = compared.captions(VerdictKind.FROM_BC), compared.captions(VerdictKind.FROM_DATAVERSE)
    if to_dataverse and not to_bc and not compared.conflicts:
        return Side.BC.value
    if to_bc and not to_dataverse and not compared.conflicts:
        return Side.DATAVERSE.value
    return MERGE


def _way(winner: Side, losses: tuple[str, ...], left_out: str = "") -> Way:
    captions = {
        Side.BC: _("Send data update to Dataverse."),
        Side.DATAVERSE: _("Get data update from Dataverse."),
    }
    questions = {
        Side.BC: _("Do you want to send the data update to Dataverse?"),
        Side.DATAVERSE: _("Do you want to get the data update from Dataverse?"),
    }
    values = _("All fields take the values of %(system)s.") % {"system": SYSTEM_NAMES[winner]}
    shown = " ".join(filter(None, (values, left_out)))
    return Way(winner.value, captions[winner], shown, losses, question=questions[winner])


def _left_out(number: int, side: Side) -> str:
    if not number:
        return ""
    text = ngettext(
        "%(number)d record that is newer in %(system)s is skipped.",
        "%(number)d records that are newer in %(system)s are skipped.",
        number,
    )
    return text % {"number": number, "system": SYSTEM_NAMES[side]}


def _hindrance(compared: Comparison) -> str:
    """Why the data cannot be merged, if so."""
    if not compared.conflicts:
        return ""
    fields = ", ".join(one.caption for one in compared.conflicts)
    return _("%(fields)s changed on both sides: settle it on the card, or choose a side.") % {"fields": fields}


def _losses(compared: Comparison, winner: Side) -> tuple[str, ...]:
    """The fields whose newer value would be overwritten with that of the winner."""
    newer = VerdictKind.FROM_DATAVERSE if winner is Side.BC else VerdictKind.FROM_BC
    return tuple(
        one.caption
        for one in compared.rows
        if one.kind in (newer, VerdictKind.CONFLICT) or (one.kind == VerdictKind.KEPT and _is_lost(one, winner))
    )


def _is_lost(one: Row, winner: Side) -> bool:
    """Whether a value that a run would leave alone is newer, and overwritten all the same."""
    mark = one.dataverse_mark if winner is Side.BC else one.bc_mark
    return bool(mark) and Direction(one.direction).flows_to(winner.other)
