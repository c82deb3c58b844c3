"""The problems of documents, which are created with all their lines or not at all.

They are part of ``problems.PROBLEMS``, which is where to look a code up. A problem of a line is that of any other
record, with the number of the line among its facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.kinds import Family, ProblemKind
from syncadmin.engine.kinds import kind as _kind


def _(text: str) -> str:
    """Mark a sentence for translation without translating it."""
    return text


_PERSON = Family.PERSON

DOCUMENT_PROBLEMS: Mapping[str, ProblemKind] = {
    "document_without_lines": _kind(
        _("The document has no lines in %(system)s, or none that is synchronized."),
        _("Add a line there, or change the filter of the mapping of the lines."),
        _PERSON,
        "system",
    ),
    "no_write_in_product": _kind(
        _("%(system)s has no write-in product, which would stand for what is written in on a line."),
        _("Choose a Write-in Product No. in the setup of the syncadmin extension there, and retry."),
        _PERSON,
        "system",
    ),
    "no_freight_account": _kind(
        _("The order has freight of %(value)s, and %(system)s has no account for it."),
        _("Choose a Freight G/L Account in the setup of the syncadmin extension there, and retry."),
        _PERSON,
        "value",
        "system",
    ),
    "order_of_another": _kind(
        _("The order %(value)s in %(system)s, to which the document refers, belongs to another customer."),
        _("Correct the customer of that order, or Your Reference of the document, and retry."),
        _PERSON,
        "value",
        "system",
    ),
    "lines_not_mapped": _kind(
        _("The mapping %(mapping)s, by which the lines of these documents are synchronized, does not exist."),
        _("Choose Use Default Synchronization Setup on Connection Setup."),
        _PERSON,
        "mapping",
    ),
    "lines_on_their_own": _kind(
        _("The lines of %(mapping)s cannot be synchronized on their own."),
        _("Run %(mapping)s: its lines are written together with it."),
        _PERSON,
        "mapping",
    ),
}
