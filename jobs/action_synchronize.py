"""Synchronize Now, for one record or many: asks for the direction, says what would be lost, starts the job.

Of many records those are skipped that are not coupled, and those that are newer on the other side: to overwrite them is
decided one by one. The ways that are offered are in ``ways``.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from couplings.comparison import compare_live
from couplings.coupling_form import coupling_of
from couplings.models import RecordProblem, RemoteRecord
from couplings.newer import is_newer, is_snoozed
from couplings.pairs import pairs_of
from jobs.action_couple import coupling_dialog
from jobs.asking import Asked, answer, dialog_of, launch, scheduled, tell_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.ways import Way, default_way, ways_of_many, ways_of_one
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_POST
@requires("couplings.synchronize_records")
def synchronize(request: HttpRequest) -> HttpResponseBase:
    """Synchronize the selected records that are coupled, in the direction chosen."""
    asked = Asked.of(request)
    total, winner = asked.rows.count(), _winner(request.POST.get("direction", ""))
    if request.POST.get("ask"):
        return _ask(request, asked, total)
    if total > 1 and winner not in _directions(asked):
        return _ask(request, asked, total, _("Choose a direction."))
    able = _able(asked)
    skipped = _skipped(asked, able, total)
    if total > 1 and winner:
        able, skipped = _older(able, winner, skipped)
    keys, others = able.pair_keys()
    number = len(keys) + len(others)
    text = scheduled(number, total, skipped)
    if not number or asked.mapping is None:
        messages.warning(request, text)
    elif job := launch(request, asked.mapping, Job.Kind.RECORDS, SynchronizeRecords(keys, winner, others)):
        tell_of(request, job, _("The synchronization has been started.") if total == 1 else text)
    return answer(request, asked.list_url)


def _ask(request: HttpRequest, asked: Asked, total: int, error: str = "") -> HttpResponseBase:
    """The dialog; for a record that is not coupled, whether to couple it."""
    single = asked.single
    if single and coupling_of(single) is None:
        if request.user.has_perm("couplings.couple_records"):
            return coupling_dialog(request, single, not_coupled=True)
        single = None
    able = _able(asked)
    ways = _many_ways(asked, able)
    context: dict[str, Any] = {"single": single, "total": total, "number": able.rows.count()}
    context |= {"skipped": _skipped(asked, able, total), "error": error, **dialog_of(request, asked)}
    if single:
        known = pairs_of(single.mapping, Side(single.side), [single.key])[0]
        compared = compare_live(single.mapping, known)
        ways = ways_of_one(Direction(single.mapping.direction), compared)
        context |= {"sentence": compared.sentence, "default": default_way(compared), "snoozed": _snoozed(single)}
    context |= {"ways": ways, "chosen": _chosen(request, ways, str(context.get("default", "")))}
    page, fragment = "jobs/actions/synchronize.html", "jobs/actions/_synchronize.html"
    return render_either(request, page, fragment, context, 422 if error else 200)


def _chosen(request: HttpRequest, ways: list[Way], default: str) -> str:
    """The way that is chosen at first: the one that was asked for, else the default, else the first."""
    offered = [one.value for one in ways if not one.hindrance]
    wanted = (request.POST.get("direction", ""), default, *offered)
    return next((one for one in wanted if one in offered), "")


def _many_ways(asked: Asked, able: Asked) -> list[Way]:
    """The ways for several records, each with how many it leaves out."""
    left = {side: able.rows.filter(is_newer(asked.side, side.other)).count() for side in _directions(asked)}
    return ways_of_many(left)


def _directions(asked: Asked) -> list[Side]:
    """The sides whose data can be taken over."""
    direction = Direction(asked.mapping.direction) if asked.mapping else Direction.BIDIRECTIONAL
    return [side for side in Side if direction.flows_to(side.other)]


def _older(able: Asked, winner: Side, skipped: dict[str, int]) -> tuple[Asked, dict[str, int]]:
    """Without those that are newer on the side that would be overwritten."""
    newer = able.rows.filter(is_newer(able.side, winner.other))
    reason = _("newer in %(system)s") % {"system": SYSTEM_NAMES[winner.other]}
    return able.narrowed(able.rows.exclude(pk__in=newer.values("pk"))), {**skipped, reason: newer.count()}


def _skipped(asked: Asked, able: Asked, total: int) -> dict[str, int]:
    """How many are not scheduled, by reason."""
    coupled, there = asked.coupled.count(), _there(asked).count()
    named = {_("not coupled"): total - coupled, _("excluded or deleted"): coupled - there}
    return {**named, _("snoozed"): there - able.rows.count()}


def _there(asked: Asked) -> Any:
    return asked.coupled.filter(admitted=True, deleted=False)


def _able(asked: Asked) -> Asked:
    """Those that are coupled and take part; a snoozed one only if it is asked for by itself."""
    rows = _there(asked)
    return asked.narrowed(rows if asked.single else rows.exclude(is_snoozed(asked.side)))


def _snoozed(single: RemoteRecord) -> RecordProblem | None:
    """The problem of a record that somebody put aside."""
    rows = RecordProblem.objects.filter(mapping=single.mapping, **{f"{single.side}_key": single.key})
    found = rows.first()
    return found if found and found.is_snoozed else None


def _winner(direction: str) -> Side | None:
    return Side(direction) if direction in set(Side) else None
