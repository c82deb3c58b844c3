"""The problems of records that others lead to: options, currencies, and records that two mappings share.

They are part of ``problems.PROBLEMS``, which is where to look a code up.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_PERSON = Family.PERSON

RELATION_PROBLEMS: Mapping[str, ProblemKind] = {
    "option_exists": _kind(
        _("%(table)s has an option “%(value)s” in Dataverse already."),
        _("Couple the record to that option with Match-Based Coupling, or give one of the two another name."),
        _PERSON,
        "table",
        "value",
    ),
    "option_not_deleted": _kind(
        _("The option “%(value)s” of %(table)s is not deleted in Dataverse, because rows may have it."),
        _("Delete it in Dataverse if no row has it any more, or delete the coupling."),
        _PERSON,
        "table",
        "value",
    ),
}
