"""What another setup of a mapping would make of its records, as a page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.outcome import Outcome, Shift
from mappings.models import TableMapping
from syncadmin.engine.plan import expected_ending
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Ending, Operation, Side


@dataclass(frozen=True)
class Count:
    """How many records end how, now and then."""

    ending: Ending
    before: int
    after: int

    @property
    def differs(self) -> bool:
        """Whether the numbers are not the same."""
        return self.before != self.after


@dataclass(frozen=True)
class Deed:
    """One operation in words: how it ends, why, and which fields of which system it writes."""

    ending: Ending
    reason: Problem | None
    system: str
    fields: str


@dataclass(frozen=True)
class Line:
    """A record with both outcomes."""

    title: str
    before: list[Deed]
    after: list[Deed]


def unknown(found: Outcome, wanted: TableMapping) -> list[str]:
    """What only a run finds out, as far as it concerns what was found."""
    said = []
    created = max(found.before[Ending.CREATED], found.after[Ending.CREATED])
    if created and wanted.match_first:
        text = ngettext(
            "%d record would be created unless a run finds its match first: it couples the only one, and leaves "
            "several to a person. The preview of Match-Based Coupling shows them.",
            "%d records would be created unless a run finds their match first: it couples the only one, and leaves "
            "several to a person. The preview of Match-Based Coupling shows them.",
            created,
        )
        said.append(text % created)
    if wanted.lines:
        text = _(
            "Lines of documents are not looked at: what becomes of them, and of a document because of them, is "
            "shown by the preview of %(mapping)s."
        )
        said.append(text % {"mapping": wanted.name})
    if found.looked < found.total:
        said.append(_("Records beyond the first %(number)d were not looked at.") % {"number": found.looked})
    return said


def counts(found: Outcome) -> list[Count]:
    """The endings that occur at all."""
    pairs = ((one, found.before[one], found.after[one]) for one in Ending)
    return [Count(*pair) for pair in pairs if pair[1] or pair[2]]


def lines(found: Outcome, mapping: TableMapping) -> list[Line]:
    """The first records whose outcome would be another."""
    named = _captions(mapping)
    return [_line(one, named) for one in found.shifts]


def _line(one: Shift, named: dict[tuple[Side, str], str]) -> Line:
    return Line(one.title, _deeds(one.before, named), _deeds(one.after, named))


def _deeds(operations: Sequence[Operation], named: dict[tuple[Side, str], str]) -> list[Deed]:
    found = []
    for one in operations:
        written = [named.get((one.side, name), name) for name in one.values] if one.side else []
        system = SYSTEM_NAMES[one.side] if one.side else ""
        found.append(Deed(expected_ending(one), one.reason, system, ", ".join(written)))
    return found


def _captions(mapping: TableMapping) -> dict[tuple[Side, str], str]:
    """What people call the fields of both sides."""
    found = {}
    for row in mapping.fields.all():
        for side, name in ((Side.BC, row.bc_property), (Side.DATAVERSE, row.dataverse_column)):
            found[side, name] = row.caption or name
    return found
