"""What a problem of the engine says to a person: its sentences, translated, with the facts filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext

from syncadmin.engine.problems import Problem
from syncadmin.ui.rendering import plain

# What stands between parentheses and tells nothing.
_HOLLOW = re.compile(r"\s*\([^()]*…[^()]*\)")


class _Facts(dict[str, str]):
    """Facts of a problem; one that is missing shows as an ellipsis instead of failing the page."""

    lacks = False

    def __missing__(self, key: str) -> str:
        self.lacks = True
        return "…"


def title(problem: Problem) -> str:
    """What happened; in which line, if it is about one line of a document."""
    said = _fill(problem.kind.title, problem.facts)
    line = problem.facts.get("line")
    return gettext("Line %(line)s: %(said)s") % {"line": plain(str(line)), "said": said} if line else said


def remedy(problem: Problem) -> str:
    """What to do about it."""
    return _fill(problem.kind.remedy, problem.facts)


def _fill(sentence: str, facts: Mapping[str, object]) -> str:
    """The translated sentence; a translation with a broken placeholder falls back to the English one."""
    known = _Facts({key: plain(str(fact)) for key, fact in facts.items()})
    try:
        said = gettext(sentence) % known
    except (ValueError, TypeError, KeyError):
        said = sentence % known
    return _HOLLOW.sub("", said) if known.lacks else said
