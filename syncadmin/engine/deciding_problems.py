"""The problems of deciding about a pair: deleted partners, values that cannot be carried over, and what an undo leaves.

They are part of ``problems.PROBLEMS``, which is where to look a code up.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_INFORMATION, _PERSON = Family.INFORMATION, Family.PERSON

DECIDING_PROBLEMS: Mapping[str, ProblemKind] = {
    # What followed from a deleted partner
    "archived": _kind(
        _("The partner was deleted in %(system)s; the record is archived."),
        _("Nothing needs to be done. Delete the coupling if the record is to be used again."),
        _INFORMATION,
        "system",
    ),
    "uncoupled_from_deleted": _kind(
        _("The partner was deleted in %(system)s; the coupling was removed, as the mapping says."),
        _("Nothing needs to be done."),
        _INFORMATION,
        "system",
    ),
    "both_deleted": _kind(
        _("Both records were deleted; the coupling was removed."),
        _("Nothing needs to be done."),
        _INFORMATION,
    ),
    "partner_was_deleted": _kind(
        _("The record was coupled before, and its partner was deleted in %(system)s. It is not created again unasked."),
        _("Create it anew, or leave the record out."),
        _PERSON,
        "system",
    ),
    # What an undo leaves
    "edited_since": _kind(
        _("%(fields)s was edited in %(system)s since, and keeps the edit."),
        _("Nothing needs to be done."),
        _INFORMATION,
        "fields",
        "system",
    ),
    # Why a value cannot be carried over
    "waiting_for": _kind(
        _("%(field)s is %(value)s in %(system)s, which is not coupled in %(mapping)s."),
        _("Couple or create it there; this record then follows by itself."),
        _PERSON,
        "system",
        "field",
        "value",
        "mapping",
    ),
    "cannot_transform": _kind(
        _("%(field)s is %(value)s in %(system)s, and the transformation rule does not apply: %(message)s."),
        _("Change the value, or the transformation rule of the field."),
        _PERSON,
        "system",
        "field",
        "value",
        "message",
    ),
}
