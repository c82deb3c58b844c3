"""Settling a conflict: a person's choice field by field, for the values that person saw."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from couplings.paths import card_url
from jobs.asking import Asked, answer, launch, tell_of
from jobs.models import Job
from jobs.requests import SettleConflict
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires

_CHOICE, _SEEN = "choice:", "seen:"


@require_POST
@requires("couplings.synchronize_records")
def settle(request: HttpRequest) -> HttpResponseBase:
    """Keep the chosen values; the job leaves fields alone whose values changed meanwhile."""
    asked = Asked.of(request)
    record = asked.single
    if record is None:
        raise Http404
    card = card_url(record.mapping_id, record.side, record.key)
    choices, seen = _choices(request.POST), _seen(request.POST)
    if not choices or set(choices) != set(seen):
        messages.error(request, _("Choose a value for each of the fields."))
        return answer(request, card)
    bc_keys, _others = asked.pair_keys()
    if not bc_keys:
        raise Http404
    wanted = SettleConflict(bc_keys[0], choices, seen)
    if job := launch(request, record.mapping, Job.Kind.SETTLE, wanted):
        tell_of(request, job, _("Your choice is being written."))
    return answer(request, card)


def _choices(posted: QueryDict) -> dict[str, Side]:
    """Field by field, the side whose value is kept."""
    chosen = {name.removeprefix(_CHOICE): posted[name] for name in posted if name.startswith(_CHOICE)}
    return {name: Side(side) for name, side in chosen.items() if side in set(Side)}


def _seen(posted: QueryDict) -> dict[str, tuple[Any, Any]]:
    """Field by field, the two values that were shown, as they are encoded."""
    shown = {}
    for name in posted:
        if name.startswith(_SEEN) and (both := _both(str(posted[name]))):
            shown[name.removeprefix(_SEEN)] = both
    return shown


def _both(text: str) -> tuple[Any, Any] | None:
    """The two values; None for anything that the page cannot have shown, such as what no database takes."""
    try:
        values = json.loads(text, parse_constant=_refused)
        json.dumps(values, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return (values[0], values[1]) if isinstance(values, list) and len(values) == 2 and "\\u0000" not in text else None


def _refused(constant: str) -> None:
    raise ValueError(constant)
