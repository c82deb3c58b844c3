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
    "value_missing": _kind(
        _("%(field)s has no value in %(system)s, and the record cannot be carried over without one."),
        _("Fill in there what it follows from, such as an exchange rate; the record then follows by itself."),
        _PERSON,
        "system",
        "field",
    ),
    "no_company_contact": _kind(
        _("%(record)s has no contact of its own in %(system)s, so no person can belong to it."),
        _("Create the contact of the customer or vendor there, and retry."),
        _PERSON,
        "system",
        "record",
    ),
    "field_differs": _kind(
        _("%(field)s is %(value)s in %(system)s and has to be %(wanted)s."),
        _("It is never changed by a synchronization. Correct it there, or couple another record."),
        _PERSON,
        "system",
        "field",
        "value",
        "wanted",
    ),
    "changed_there": _kind(
        _("%(field)s was changed to %(value)s in %(system)s, so the record is left alone."),
        _("Change it back there if the record is to be synchronized again."),
        _INFORMATION,
        "system",
        "field",
        "value",
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
