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
        _("Correct the filter, template or archive value of the mapping, or add the option there."),
        _PERSON,
        "system",
        "field",
        "value",
    ),
    "filter_unfit": _kind(
        _("%(field)s of %(system)s cannot be compared as a filter or template of the mapping does: %(kind)s."),
        _("Change the filters on the page of the mapping, or the conditions of its templates."),
        _PERSON,
        "field",
        "system",
        "kind",
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
    "set_value_unfit": _kind(
        _("%(system)s cannot take %(value)s, which the mapping sets for %(field)s: %(message)s."),
        _("Correct the constant, template or archive value of the mapping."),
        _PERSON,
        "system",
        "value",
        "field",
        "message",
    ),
    "set_read_only": _kind(
        _("%(system)s does not let %(field)s be set, which a template or the archiving of the mapping does."),
        _("Choose another field there."),
        _PERSON,
        "system",
        "field",
    ),
    "rules_unfit": _kind(
        _("The transformation rules of %(field)s on the way to %(system)s cannot work: %(message)s."),
        _("Correct the rules on the page of the field."),
        _PERSON,
        "field",
        "system",
        "message",
    ),
    "written_twice": _kind(
        _("Several field mappings write %(field)s of %(system)s: %(rows)s."),
        _("Disable all but one of them, or change their direction."),
        _PERSON,
        "field",
        "system",
        "rows",
    ),
    "dependency_circle": _kind(
        _("These mappings wait for each other, so that none can come first: %(names)s."),
        _("Take one of them out of a Dependency Filter; until then they run at the same time."),
        _INFORMATION,
        "names",
    ),
    "relation_unknown": _kind(
        _("%(field)s is carried over by %(mapping)s, and the connection has no mapping of that name."),
        _("Map its options on the page of the field, choose another related mapping there, or disable the field."),
        _PERSON,
        "field",
        "mapping",
    ),
    "relation_differs": _kind(
        _("%(field)s leads to %(target)s in Dataverse, and %(mapping)s couples %(table)s."),
        _("Choose another related mapping on the page of the field."),
        _PERSON,
        "field",
        "target",
        "mapping",
        "table",
    ),
}
