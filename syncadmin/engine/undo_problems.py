"""The problems of undoing a job: why something it did was not taken back.

They are part of ``problems.PROBLEMS``, which is where to look a code up.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_INFORMATION = Family.INFORMATION

UNDO_PROBLEMS: Mapping[str, ProblemKind] = {
    # What somebody did since stands
    "edited_since": _kind(
        _("%(fields)s was edited in %(system)s since, and keeps the edit."),
        _("Nothing needs to be done."),
        _INFORMATION,
        "fields",
        "system",
    ),
    "touched_since": _kind(
        _("The record was changed in %(system)s since it was created, outside the mapped fields, and is kept."),
        _("Delete it there if nobody needs it; the coupling can be deleted here."),
        _INFORMATION,
        "system",
    ),
    "coupled_since": _kind(
        _("The record was coupled to another one since, and is left as it is."),
        _("Delete that coupling first if the undo matters more, then undo the job again."),
        _INFORMATION,
    ),
    # Why an operation of an undo was not carried out
    "undo_is_stale": _kind(
        _("The record, its coupling or the mapping changed after the undo was planned; nothing was taken back of it."),
        _("Undo the job again to see what can still be taken back."),
        _INFORMATION,
    ),
    "undo_left_out": _kind(
        _("Somebody left it out of the undo; it stays as it is."),
        _("Undo the job again to take it back after all."),
        _INFORMATION,
    ),
    "undo_stopped": _kind(
        _("The undo stopped before the record's turn came; it stays as it is."),
        _("Undo the job again to take it back."),
        _INFORMATION,
    ),
}
