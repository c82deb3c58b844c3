"""What would happen to a pair, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from syncadmin.engine.values import SYSTEM_NAMES, Action, Operation, Side
from syncadmin.ui import sentences


def outlook(operations: Sequence[Operation]) -> str:
    """What these operations of one pair would do."""
    writes = [_write(one) for one in operations if one.action in (Action.CREATE, Action.UPDATE)]
    if writes:
        return _("A synchronization would write %(writes)s.") % {"writes": _(" and ").join(writes)}
    reason = operations[0].reason
    if reason:
        return sentences.title(reason)
    return _("Both records are in step; a synchronization would write nothing.")


def writes_of(operations: Sequence[Operation]) -> str:
    """What these operations write, as a part of a sentence; nothing if they write nothing."""
    return _(" and ").join(_write(one) for one in operations if one.action in (Action.CREATE, Action.UPDATE))


def _write(one: Operation) -> str:
    number, system = len(one.values), SYSTEM_NAMES[one.side or Side.DATAVERSE]
    if one.action is Action.CREATE:
        shown = ngettext(
            "a new record with %(number)d field to %(system)s",
            "a new record with %(number)d fields to %(system)s",
            number,
        )
    else:
        shown = ngettext("%(number)d field to %(system)s", "%(number)d fields to %(system)s", number)
    return shown % {"number": number, "system": system}
