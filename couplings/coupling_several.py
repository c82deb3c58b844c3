"""Set Up Coupling for several records as a form: its lines as they were filled in, checked, and what OK does with them.

Which partners are proposed is in ``coupling_proposals``; the job is started by ``jobs.action_couple_several``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.coupling_form import AFTER, NO, CouplingForm, default_after
from couplings.coupling_proposals import NEW, Line, line_of, proposals
from couplings.models import RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.filters import LONGEST_SEARCH

MOST = 25


@dataclass(frozen=True)
class Several:
    """The form: its lines and *Synchronize After Coupling*. ``error`` is what stands against it as a whole."""

    lines: tuple[Line, ...]
    side: Side
    after: str = NO
    error: str = ""

    @property
    def winner(self) -> Side | None:
        """Whose data are taken over after coupling."""
        return None if self.after == NO else Side(self.after)

    @property
    def coupled(self) -> list[Line]:
        """The lines for which a partner is chosen."""
        return [one for one in self.lines if one.chosen and one.chosen != NEW]

    @property
    def created(self) -> list[Line]:
        """The lines for which a new one is created."""
        return [one for one in self.lines if one.chosen == NEW]

    @property
    def is_valid(self) -> bool:
        """Whether nothing stands against it."""
        return not self.error and not any(one.errors for one in self.lines)

    @property
    def sentence(self) -> str:
        """What OK does."""
        coupled, created = len(self.coupled), len(self.created)
        left, system = len(self.lines) - coupled - created, {"system": SYSTEM_NAMES[self.side.other]}
        parts = [
            coupled and ngettext("%(n)d record is coupled.", "%(n)d records are coupled.", coupled) % {"n": coupled},
            created
            and ngettext(
                "%(n)d new record is created in %(system)s.", "%(n)d new records are created in %(system)s.", created
            )
            % {"n": created, **system},
            left and ngettext("%(n)d record stays as it is.", "%(n)d records stay as they are.", left) % {"n": left},
            coupled and self._then(),
        ]
        return " ".join(str(one) for one in parts if one)

    def _then(self) -> str:
        """What happens to the values of those that are coupled."""
        if self.winner is None:
            return _("No value of the coupled records is written.")
        names = {"source": SYSTEM_NAMES[self.winner], "destination": SYSTEM_NAMES[self.winner.other]}
        return _("Then the values of %(source)s are written to %(destination)s.") % names


def several_of(mapping: TableMapping, rows: QuerySet[RemoteRecord], posted: QueryDict) -> Several:
    """The form as it was posted, or with what is proposed if it was not yet: the first records that may be coupled."""
    prefetch_related_objects([mapping], "fields")
    named = posted.getlist("line")[:MOST]
    shown = {str(one.pk): one for one in (rows.filter(pk__in=_numbers(named)) if named else rows[:MOST])}
    for one in shown.values():
        one.mapping = mapping
    records = [shown[name] for name in named if name in shown] if named else list(shown.values())
    lines = [_posted(one, posted) for one in records] if named else proposals(records)
    after = posted.get("after", "")
    default = default_after(records[0]) if records else NO
    side = Side(records[0].side) if records else Side.BC
    return Several(tuple(lines), side, after if after in dict(AFTER) else default)


def checked(form: Several) -> Several:
    """The same with what stands against each line, as the couplings are now."""
    proposed = Counter(one.chosen for one in form.coupled)
    lines = tuple(replace(one, errors=_errors(one, proposed)) for one in form.lines)
    error = "" if form.coupled or form.created else _("Choose a partner for at least one of the records.")
    return replace(form, lines=lines, error=error)


def _posted(record: RemoteRecord, posted: QueryDict) -> Line:
    query = posted.get(f"q-{record.pk}", "").replace("\0", "")[:LONGEST_SEARCH].strip()
    doubt = posted.get(f"doubt-{record.pk}", "")[:200]
    return replace(line_of(record, query, posted.get(f"partner-{record.pk}", "")), doubt=doubt)


def _errors(line: Line, proposed: Counter[str]) -> tuple[str, ...]:
    if not line.chosen:
        return ()
    if line.chosen != NEW and proposed[line.chosen] > 1:
        return (_("The same partner is chosen for several records."),)
    data: dict[str, Any] = {"create_new": "1"} if line.chosen == NEW else {"partner": line.chosen}
    found = CouplingForm(data, line.record).errors
    return tuple(str(text) for texts in found.values() for text in texts)


def _numbers(named: Sequence[str]) -> list[int]:
    return [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 19]
