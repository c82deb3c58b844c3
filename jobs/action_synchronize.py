"""Synchronize Now, for one record or many: asks for the direction, says what would be lost, starts the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from couplings.comparison import Comparison, compare_live
from couplings.coupling_form import coupling_of
from couplings.models import RemoteRecord
from couplings.pairs import pairs_of
from jobs.action_couple import coupling_dialog
from jobs.asking import Asked, answer, dialog_of, launch, scheduled, tell_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side, VerdictKind
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either

MERGE = "merge"


@dataclass(frozen=True)
class Way:
    """A direction as the dialog offers it. ``losses`` are fields whose newer value on the other side goes."""

    value: str
    caption: str
    help: str
    losses: tuple[str, ...] = ()
    hindrance: str = ""


@require_POST
@requires("couplings.synchronize_records")
def synchronize(request: HttpRequest) -> HttpResponseBase:
    """Synchronize the selected records that are coupled, in the direction chosen."""
    asked = Asked.of(request)
    if request.POST.get("ask"):
        return _ask(request, asked)
    total, able = asked.rows.count(), _able(asked)
    keys, others = able.pair_keys()
    number = len(keys) + len(others)
    text = scheduled(number, total, _skipped(asked, total, number))
    if not number or asked.mapping is None:
        messages.warning(request, text)
        return answer(request, asked.list_url)
    winner = _winner(request.POST.get("direction", ""))
    if job := launch(request, asked.mapping, Job.Kind.RECORDS, SynchronizeRecords(keys, winner, others)):
        single = _("The synchronization has been started.")
        tell_of(request, job, single if total == 1 else text)
    return answer(request, asked.list_url)


def _ask(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The dialog; for a record that is not coupled, whether to couple it."""
    single = asked.single
    if single and coupling_of(single) is None:
        if request.user.has_perm("couplings.couple_records"):
            return coupling_dialog(request, single)
        single = None
    total, number = asked.rows.count(), _able(asked).rows.count()
    context: dict[str, Any] = {"single": single, "total": total, "number": number}
    context |= {"skipped": _skipped(asked, total, number), **dialog_of(request, asked)}
    direction = Direction(asked.mapping.direction) if asked.mapping else Direction.BIDIRECTIONAL
    context |= _single_ways(single, direction) if single else {"ways": _ways(direction, None), "chosen": ""}
    chosen = request.POST.get("direction") or context["chosen"]
    offered = [one.value for one in context["ways"] if not one.hindrance]
    context["chosen"] = chosen if chosen in offered else offered[0]
    return render_either(request, "jobs/actions/synchronize.html", "jobs/actions/_synchronize.html", context)


def _single_ways(single: RemoteRecord, direction: Direction) -> dict[str, Any]:
    """The ways for one record as both systems show it now; the default follows the side that changed."""
    known = pairs_of(single.mapping, Side(single.side), [single.key])[0]
    compared = compare_live(single.mapping, known)
    return {"ways": _ways(direction, compared), "chosen": _default(compared), "sentence": compared.sentence}


def _ways(direction: Direction, compared: Comparison | None) -> list[Way]:
    ways = [
        Way(MERGE, _("Merge data."), _("What changed on each side is written to the other."), (), _hindrance(compared))
    ]
    if direction.flows_to(Side.DATAVERSE):
        caption = _("Send data update to Dataverse.")
        help_text = _("All fields take the values of Business Central.")
        ways.append(Way(Side.BC.value, caption, help_text, _losses(compared, Side.BC)))
    if direction.flows_to(Side.BC):
        caption = _("Get data update from Dataverse.")
        help_text = _("All fields take the values of Dataverse.")
        ways.append(Way(Side.DATAVERSE.value, caption, help_text, _losses(compared, Side.DATAVERSE)))
    return ways


def _hindrance(compared: Comparison | None) -> str:
    """Why the data cannot be merged, if so."""
    if compared is None or not compared.conflicts:
        return ""
    fields = ", ".join(one.caption for one in compared.conflicts)
    return _("%(fields)s changed on both sides: settle it on the card, or choose a side.") % {"fields": fields}


def _losses(compared: Comparison | None, winner: Side) -> tuple[str, ...]:
    """The fields whose newer value would be overwritten with that of the winner."""
    if compared is None:
        return ()
    newer = VerdictKind.FROM_DATAVERSE if winner is Side.BC else VerdictKind.FROM_BC
    return tuple(compared.captions(newer, VerdictKind.CONFLICT))


def _default(compared: Comparison) -> str:
    to_dataverse, to_bc = compared.captions(VerdictKind.FROM_BC), compared.captions(VerdictKind.FROM_DATAVERSE)
    if to_dataverse and not to_bc and not compared.conflicts:
        return Side.BC.value
    if to_bc and not to_dataverse and not compared.conflicts:
        return Side.DATAVERSE.value
    return MERGE


def _skipped(asked: Asked, total: int, number: int) -> Mapping[str, int]:
    """How many are not scheduled, by reason."""
    coupled = asked.coupled.count()
    return {_("not coupled"): total - coupled, _("excluded or deleted"): coupled - number}


def _able(asked: Asked) -> Asked:
    """Those that are coupled and take part."""
    return asked.narrowed(asked.coupled.filter(admitted=True, deleted=False))


def _winner(direction: str) -> Side | None:
    return Side(direction) if direction in set(Side) else None
