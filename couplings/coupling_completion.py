"""What a typed name stands for in Set Up Coupling: the record it is completed to, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from couplings.models import RemoteRecord
from couplings.partners import Candidate
from mappings.wording import table_caption
from syncadmin.engine.values import SYSTEM_NAMES, Side


def completion(found: Iterable[Candidate], typed: str) -> Candidate | None:
    """The free record a typed text is completed to: that of this very name or number, else the first whose name or
    number begins so, else the only one that was found."""
    text = typed.strip().casefold()
    free = [one for one in found if one.free]
    exact = (one for one in free if text in _names(one))
    begins = (one for one in free if any(name.startswith(text) for name in _names(one)))
    return next(exact, None) or next(begins, None) or (free[0] if len(free) == 1 else None)


def completed_to(one: Candidate, typed: str) -> str:
    """That somebody should look at what a name was completed to."""
    names = {"typed": typed.strip(), "name": one.title or one.number}
    return _("“%(typed)s” is completed to %(name)s. Look at what will happen, then choose OK.") % names


def not_found(record: RemoteRecord, found: Iterable[Candidate], typed: str) -> str:
    """Why a typed name leads to nothing: it is taken, left out by the filter of the mapping, or unknown."""
    text, side = typed.strip(), Side(record.side).other
    called = [one for one in found if text.casefold() in _names(one)]
    names = {"name": text, "system": SYSTEM_NAMES[side], "mapping": record.mapping, "table": ""}
    for one in called:
        if one.partner:
            return _("%(record)s is already coupled to %(partner)s.") % {"record": one.title, "partner": one.partner}
        if one.excluded:
            left_out = _("“%(name)s” exists in %(system)s, but the filter of the mapping %(mapping)s leaves it out.")
            return f"{left_out % names} {one.refusal}"
        return f"{one.title}: {one.refusal}"
    names["table"] = table_caption(record.mapping, side)
    return _("There is no record (%(table)s) called “%(name)s” in %(system)s, as it was last read.") % names


def _names(one: Candidate) -> set[str]:
    return {one.title.casefold(), one.number.casefold()} - {""}
