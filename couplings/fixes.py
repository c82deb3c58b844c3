"""What a person can do about a problem of a deleted record, as buttons of a page: the actions go by their URL names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from couplings.models import RecordProblem, RemoteRecord
from syncadmin.engine.values import SYSTEM_NAMES, Side


@dataclass(frozen=True)
class Fix:
    """A button. ``posted`` is what its form carries; with ``dialog`` the address asks before it does anything, else
    ``confirm`` is asked."""

    caption: str | Promise
    url_name: str
    icon: str
    permission: str
    tone: str = "secondary"
    dialog: bool = True
    confirm: str | Promise = ""
    posted: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is posted."""
        return reverse(self.url_name)


_COUPLE, _DELETE = "couplings.couple_records", "couplings.delete_records"
_CREATE = {
    Side.BC: (_("Create in Dataverse"), "jobs:create", "plus", _COUPLE, "primary"),
    Side.DATAVERSE: (_("Create in Business Central"), "jobs:create", "plus", _COUPLE, "primary"),
}
_LEAVE_OUT = (_("Leave Out"), "jobs:leave_out_records", "no-symbol", _COUPLE, "secondary", False)
_SURE = _("Leave this record out? You are asked again when it changes.")
# Whether the deleted record can be created anew.
_LOST = {
    "partner_deleted": True,
    "nothing_to_archive_with": True,
    "archived_and_changed_back": True,
    "partner_not_restorable": False,
}
_FIXED = (*_LOST, "partner_was_deleted")


def fixes_of(problem: RecordProblem, row: RemoteRecord | None) -> tuple[Fix, ...]:
    """What can be done about the problem of a record, the likeliest first; nothing where its page says all there is."""
    if problem.code not in _FIXED or row is None:
        return ()
    if problem.code in _LOST:
        return for_lost(row, restorable=_LOST[problem.code])
    posted, side = _posted(row), Side(row.side)
    return (Fix(*_CREATE[side], posted=posted), Fix(*_LEAVE_OUT, confirm=_SURE, posted=posted))


def for_lost(row: RemoteRecord, *, restorable: bool = True) -> tuple[Fix, ...]:
    """What can be done for a record that was deleted, or whose partner was, whether that is a problem or not."""
    gone = Side(row.side) if row.deleted else Side(row.side).other
    back, there = ({"system": SYSTEM_NAMES[side]} for side in (gone, gone.other))
    posted, restored, deleted = _posted(row), gettext("Restore in %(system)s"), gettext("Delete in %(system)s")
    restore = Fix(restored % back, "jobs:restore", "arrow-uturn-left", _COUPLE, "primary", posted=posted)
    delete = Fix(deleted % there, "jobs:delete", "trash", _DELETE, "danger", posted=posted)
    return (restore, delete) if restorable else (delete,)


def rows_of(problems: Sequence[RecordProblem]) -> dict[int, RemoteRecord]:
    """The records that actions on these problems name, by the key of the problem, in one query."""
    wanted = {_named(one): one.pk for one in problems if one.code in _FIXED}
    if not wanted:
        return {}
    mappings, keys = {one[0] for one in wanted}, {key for _mapping, _side, key in wanted if key}
    rows = RemoteRecord.objects.filter(mapping__in=mappings, key__in=keys)
    return {wanted[place]: row for row in rows if (place := (row.mapping_id, row.side, row.key)) in wanted}


def _named(problem: RecordProblem) -> tuple[int, str, UUID | None]:
    """What names the record of a problem: the BC record, or a Dataverse record without one."""
    side, key = (Side.BC, problem.bc_key) if problem.bc_key else (Side.DATAVERSE, problem.dataverse_key)
    return problem.mapping_id, side.value, key


def _posted(row: RemoteRecord) -> dict[str, str]:
    """What names a record to an action."""
    return {"selected": str(row.pk)}
