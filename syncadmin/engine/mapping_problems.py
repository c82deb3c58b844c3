"""The problems of a mapping: what in it does not agree with the tables as they are.

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

MAPPING_PROBLEMS: Mapping[str, ProblemKind] = {
    "no_active_fields": _kind(
        _("The mapping has no field mapping that is enabled for this direction."),
        _("Enable at least one row in Integration Field Mapping."),
        _PERSON,
    ),
    "no_criteria": _kind(
        _("There is no field to match on: none is chosen, or none of those chosen takes part in runs."),
        _("An administrator chooses the fields in Select Coupling Criteria, on the page of the mapping."),
        _PERSON,
    ),
    "extension_needed": _kind(
        _("%(what)s is there only with the syncadmin extension of Business Central, which is not installed."),
        _("Install the extension in Business Central, or disable the field mapping."),
        _PERSON,
        "what",
    ),
    "kinds_differ": _kind(
        _("%(source)s (%(source_kind)s) cannot be turned into %(target)s (%(target_kind)s)."),
        _("Choose a field of the same kind, or disable the field mapping."),
        _PERSON,
        "source",
        "source_kind",
        "target",
        "target_kind",
    ),
    "required_not_mapped": _kind(
        _("%(system)s wants %(field)s for every new record, and no field mapping fills it."),
        _("Map the field, or give it a value in the template of the mapping."),
        _PERSON,
        "system",
        "field",
    ),
    "option_unknown": _kind(
        _("%(field)s of %(system)s has no option %(value)s."),
        _("Correct the filter or the template of the mapping, or add the option there."),
        _PERSON,
        "system",
        "field",
        "value",
    ),
    "lengths_differ": _kind(
        _("%(source)s holds up to %(length)s characters, %(target)s only %(limit)s."),
        _("Nothing needs to be done; a record with a longer value is reported, never cut."),
        _INFORMATION,
        "source",
        "length",
        "target",
        "limit",
    ),
    "field_read_only": _kind(
        _("%(system)s does not let %(field)s be written."),
        _("Change the direction of the field mapping, or disable it."),
        _PERSON,
        "system",
        "field",
    ),
}
