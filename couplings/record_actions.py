"""What can be done with the selected records of a list. Where it is done is in ``jobs``; it goes by URL name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mappings.models import TableMapping
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.listing import BulkAction

_SYNCHRONIZE, _COUPLE = "couplings.synchronize_records", "couplings.couple_records"
_DELETE = "couplings.delete_records"


def actions_of(mapping: TableMapping, side: Side) -> list[BulkAction]:
    """The actions on records of one side of a mapping, in BC's words; none but to look while the connection is off."""
    query = f"mapping={mapping.pk}&side={side.value}"
    log = BulkAction(_("Synchronization Log"), "jobs:record_log", "clipboard-document-list", _SYNCHRONIZE, query=query)
    if not mapping.connection.enabled:
        return [log]
    return [*_synchronizing(mapping, side, query), *_lost(query), _uncoupling(query), log]


def _synchronizing(mapping: TableMapping, side: Side, query: str) -> list[BulkAction]:
    arrows = ("arrow-path", _SYNCHRONIZE)
    found = [
        BulkAction(_("Synchronize Now"), "jobs:synchronize", *arrows, dialog=True, tone="primary", query=query),
        BulkAction(_("Set Up Coupling"), "jobs:couple", "link", _COUPLE, dialog=True, query=query),
        BulkAction(_("Match-Based Coupling"), "jobs:match", "magnifying-glass", _COUPLE, dialog=True, query=query),
    ]
    if Direction(mapping.direction).flows_to(side.other):
        caption = _("Create in %(system)s") % {"system": SYSTEM_NAMES[side.other]}
        found.append(BulkAction(caption, "jobs:create", "plus", _COUPLE, dialog=True, query=query))
    return found


def _lost(query: str) -> list[BulkAction]:
    """For records whose partner was deleted."""
    other, sure = _("Delete in the other system"), _("Leave out those whose partners were deleted?")
    sure = f"{sure} {_('You are asked again when they change.')}"
    return [
        BulkAction(_("Restore"), "jobs:restore", "arrow-uturn-left", _COUPLE, dialog=True, query=query),
        BulkAction(_("Leave Out"), "jobs:leave_out_records", "no-symbol", _COUPLE, confirm=sure, query=query),
        BulkAction(other, "jobs:delete", "trash", _DELETE, dialog=True, tone="danger", query=query),
    ]


def _uncoupling(query: str) -> BulkAction:
    sure = _("Delete the couplings of the selected records? The records themselves stay.")
    return BulkAction(_("Delete Coupling"), "jobs:uncouple", "link-slash", _COUPLE, False, sure, "danger", query)
