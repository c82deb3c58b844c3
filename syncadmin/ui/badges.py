"""How a status looks: one place that maps stored values to a label, a tone and an icon.

An app registers its values under a kind, usually in its ``badges.py``, imported by its ``AppConfig.ready``::

    register("job", {Job.Status.FINISHED: good(_("Success")), Job.Status.RUNNING: busy(_("In Process"))})

Tables then use ``StatusColumn("job")`` and templates ``{% badge job.status "job" %}``. Nothing else picks a colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncadmin.engine.problems import Family

Text = str | Promise


class Tone(StrEnum):
    """What a badge means; the stylesheet gives each tone its colours in both themes."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    BUSY = "busy"


@dataclass(frozen=True)
class Badge:
    """A label with a tone and an icon (a name of heroicons' micro set)."""

    label: Text
    tone: Tone = Tone.NEUTRAL
    icon: str = "minus-circle"


def neutral(label: Text, icon: str = "minus-circle") -> Badge:
    """Nothing to see: off, excluded, unchanged."""
    return Badge(label, Tone.NEUTRAL, icon)


def info(label: Text, icon: str = "information-circle") -> Badge:
    """Worth knowing; nobody has to act."""
    return Badge(label, Tone.INFO, icon)


def good(label: Text, icon: str = "check-circle") -> Badge:
    """As it should be."""
    return Badge(label, Tone.GOOD, icon)


def warn(label: Text, icon: str = "exclamation-triangle") -> Badge:
    """Somebody should look at it."""
    return Badge(label, Tone.WARN, icon)


def bad(label: Text, icon: str = "x-circle") -> Badge:
    """It failed."""
    return Badge(label, Tone.BAD, icon)


def busy(label: Text, icon: str = "arrow-path") -> Badge:
    """Under way; the icon turns."""
    return Badge(label, Tone.BUSY, icon)


def waiting(label: Text, icon: str = "clock") -> Badge:
    """Will happen by itself."""
    return Badge(label, Tone.INFO, icon)


_KINDS: dict[str, Mapping[str, Badge]] = {}


def register(kind: str, badges: Mapping[str, Badge]) -> None:
    """Say how the values of one kind look; registering a kind again replaces it."""
    _KINDS[kind] = dict(badges)


def badge_for(kind: str, value: object) -> Badge:
    """The badge of a value; an unknown one is shown as it is, in neutral."""
    return _KINDS.get(kind, {}).get(str(value)) or neutral(str(value), "question-mark-circle")


register(
    "family",
    {
        Family.RETRY: waiting(_("Tried again by itself"), "arrow-path"),
        Family.PERSON: warn(_("Needs a person")),
        Family.BUG: bad(_("Internal error"), "bug-ant"),
        Family.INFORMATION: neutral(_("Information"), "information-circle"),
    },
)
register("enabled", {"True": good(_("Enabled")), "False": neutral(_("Disabled"))})
