"""Why a mapping stays although somebody wants it gone, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mappings.making import StillNeeded


def hindrance_words(needed: StillNeeded) -> str:
    """What keeps the mapping, and what to do about it."""
    if needed.why == "couplings":
        text = ngettext("%(number)d record is coupled.", "%(number)d records are coupled.", needed.number)
        return f"{text % {'number': needed.number}} {_('Remove the couplings first.')}"
    if needed.why == "jobs":
        return _("A job of the mapping is not over. Wait until it has ended, or reject its plan.")
    if needed.why == "relations":
        text = _("Field rows of %(names)s are carried over by it. Delete them, or choose another mapping there.")
        return text % {"names": ", ".join(needed.names)}
    if needed.why == "tables":
        return _("It is about other tables than the default of this name. Rename or delete it first.")
    return _("It is one of the default mappings, which would come back. Set its Job Queue Entry on hold instead.")
