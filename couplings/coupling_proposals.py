"""Set Up Coupling for several records: which partner is proposed for each, and why a person should look at it.

A proposal is *convincing* when exactly one free record is called the same or agrees in several fields. What is not is
*doubtful*: it stands on top with what speaks for the likeliest record, and nothing is chosen until a person does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _

from couplings.models import RemoteRecord
from couplings.partners import Candidate, find_partners

NEW = "new"
_CONVINCING = 2
_SAME_NAME = 2


@dataclass(frozen=True)
class Line:
    """One of the records with what is chosen for it: the key of a partner, ``NEW``, or nothing. ``doubt`` is why a
    person should look at the proposal, ``errors`` what stands against the choice."""

    record: RemoteRecord
    candidates: tuple[Candidate, ...] = ()
    chosen: str = ""
    query: str = ""
    doubt: str = ""
    errors: tuple[str, ...] = field(default=())

    @property
    def pk(self) -> int:
        """The row, as the fields of the form are named after it."""
        return int(self.record.pk)

    @property
    def partner(self) -> Candidate | None:
        """The record that is chosen."""
        return next((one for one in self.candidates if str(one.key) == self.chosen), None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the two are alike."""
        return self.partner.hints if self.partner else ()

    @property
    def _rank(self) -> int:
        return 2 if not self.doubt else 0 if self.chosen or any(one.free for one in self.candidates) else 1


def proposals(records: Iterable[RemoteRecord]) -> list[Line]:
    """What is proposed for each of these records: the doubtful ones first, then those without anything alike."""
    lines = _without_rivals([_proposal(one, tuple(find_partners(one, ""))) for one in records])
    return sorted(lines, key=lambda one: one._rank)


def line_of(record: RemoteRecord, query: str, chosen: str) -> Line:
    """A line as somebody filled it in; what is chosen is among its candidates, whatever was searched for."""
    key = _uuid(chosen)
    found = tuple(find_partners(record, query, key))
    kept = chosen if chosen == NEW or any(one.key == key for one in found) else ""
    return Line(record, found, kept, query)


def _proposal(record: RemoteRecord, found: tuple[Candidate, ...]) -> Line:
    """A line with its candidates, the likeliest first, and the best of them chosen if it convinces."""
    candidates = tuple(sorted(found, key=lambda one: (not one.free, -_score(record, one))))
    line, free = Line(record, candidates), [one for one in candidates if one.free]
    if not free:
        taken, unlike = _("All that look like it are taken or left out."), _("No record looks like this one.")
        return replace(line, doubt=taken if candidates else unlike)
    best = free[0]
    equal = sum(_score(record, one) == _score(record, best) for one in free)
    if equal > 1:
        return replace(line, doubt=_("%(number)d records are equally alike.") % {"number": equal})
    if _score(record, best) < _CONVINCING:
        return replace(line, doubt=_weak(best))
    return replace(line, chosen=str(best.key))


def _weak(one: Candidate) -> str:
    """Why a single candidate does not convince."""
    reasons = ", ".join(one.hints) or _("only the name begins alike")
    return _("Perhaps %(name)s: %(reasons)s.") % {"name": one.title or one.number, "reasons": reasons}


def _score(record: RemoteRecord, one: Candidate) -> int:
    """How much two records have in common; the same name alone convinces."""
    same = bool(record.title) and record.title.casefold() == one.title.casefold()
    return len(one.hints) + (_SAME_NAME if same else 0)


def _without_rivals(lines: Sequence[Line]) -> list[Line]:
    """No partner is proposed twice: whoever it was proposed for has to be decided by a person."""
    proposed = Counter(one.chosen for one in lines if one.chosen)
    doubt = _("The same partner is likely for several of these records.")
    return [replace(one, chosen="", doubt=doubt) if proposed[one.chosen] > 1 else one for one in lines]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
