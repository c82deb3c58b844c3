"""The problems of deciding about a pair: values that cannot be carried over.

They are part of ``problems.PROBLEMS``, which is where to look a code up.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_PERSON, _INFORMATION = Family.PERSON, Family.INFORMATION

DECIDING_PROBLEMS: Mapping[str, ProblemKind] = {
    # Why records were coupled that nobody asked to couple
    "coupled_again": _kind(
        _("One of the records was made from the other by an earlier run that is not remembered; they belong together."),
        _("Nothing needs to be done. Delete the coupling if they do not belong together any more."),
        _INFORMATION,
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
    "relation_missing": _kind(
        _("%(field)s is %(value)s in %(system)s, and there is no mapping %(mapping)s that would carry it over."),
        _("Set up that mapping, or turn the field off on its page; this record then follows by itself."),
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
