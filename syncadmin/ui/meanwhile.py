"""Two people at the same form: the second is told who saved what meanwhile, keeps what was typed, and may replace it.

Who saved is known to the versions of a mapping and to the change log; this module only says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_SHOWN = 8


def saved_words(who: str, at: datetime | None) -> str:
    """Who saved when, as far as that is known."""
    if at is None:
        return _("Somebody else changed this meanwhile.")
    facts = {"person": who, "moment": date_format(timezone.localtime(at), "Y-m-d H:i")}
    if not who:
        return _("This was changed meanwhile (%(moment)s, by no person).") % facts
    return _("%(person)s changed this meanwhile (%(moment)s).") % facts


def refuse_stale(form: forms.BaseForm, said: str, changes: Sequence[str], **seen: str) -> None:
    """Put all of it at the head of a form, and let its next *Save* replace what was changed: ``seen`` is what hidden
    inputs hold from now on."""
    lines = [f"{said} {_('Nothing of yours was saved, and nothing of it is lost.')}", *changes[:_SHOWN]]
    if (more := len(changes) - _SHOWN) > 0:
        lines.append(_("and %(number)d more") % {"number": more})
    form.add_error(None, [*lines, _("Save again to replace it with yours.")])
    shown: Any = form.data
    data = shown.copy()
    for name, value in seen.items():
        data[name] = value
    form.data = data
