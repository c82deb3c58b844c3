"""The problems of deleted records: what followed from a deletion, and what a person is asked about it.

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

DELETION_PROBLEMS: Mapping[str, ProblemKind] = {
    # What followed
    "restored": _kind(
        _("The record was deleted in %(system)s and is created there anew from this one."),
        _("Nothing needs to be done."),
        _INFORMATION,
        "system",
    ),
    "archived": _kind(
        _("The partner was deleted in %(system)s; the record is archived."),
        _("Nothing needs to be done. Restore the partner or delete the coupling if the record is to be used again."),
        _INFORMATION,
        "system",
    ),
    "posted": _kind(
        _("The document was posted in %(system)s; this one gets what the mapping says of archived records."),
        _("Nothing needs to be done."),
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
    "partner_left_out": _kind(
        _("The former partner of the record was deleted, and somebody chose to leave the record out."),
        _("Create it in the other system or couple it if it is to take part again. A change of it asks again."),
        _INFORMATION,
    ),
    # What a person is asked
    "partner_deleted": _kind(
        _("The record is coupled to a record that was deleted in %(system)s."),
        _("Restore the deleted record, delete this one as well, or delete the coupling."),
        _PERSON,
        "system",
    ),
    "partner_not_restorable": _kind(
        _("The partner was deleted in %(system)s, and is not restored because the mapping does not write there."),
        _("Delete this record as well, delete the coupling, or change the direction of the mapping."),
        _PERSON,
        "system",
    ),
    "nothing_to_archive_with": _kind(
        _("The partner was deleted in %(system)s, and the mapping does not say with which values to archive this one."),
        _("Set it on the mapping; or restore the deleted record, delete this one as well, or delete the coupling."),
        _PERSON,
        "system",
    ),
    "archived_and_changed_back": _kind(
        _("The record was archived when its partner was deleted in %(system)s, and somebody changed it back since."),
        _("Restore the deleted record, delete this one as well, or delete the coupling."),
        _PERSON,
        "system",
    ),
    "partner_was_deleted": _kind(
        _("The record was coupled before, until one of the two records was deleted. It gets no new partner unasked."),
        _("Create it in the other system, couple it to another record, or leave it out."),
        _PERSON,
    ),
}
