"""The mappings of the set-up: those there are or would be, in groups, with what each needs and what keeps it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.grouping import grouped
from mappings.availability import extension_words
from mappings.default_data import Default, defaults_of, settings_of
from mappings.defaults import DIRECTIONS
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.clients.business_central.extension import is_needed_for
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem


@dataclass(frozen=True)
class Line:
    """A mapping: ``needs`` names what is synchronized before it; ``problem`` or ``hindrance`` say why it cannot run."""

    mapping: TableMapping
    caption: str
    needs: str
    note: str = ""
    hindrance: str = ""
    problem: Problem | None = None

    @property
    def exists(self) -> bool:
        """Whether it is there already."""
        return self.mapping.pk > 0

    @property
    def runs(self) -> bool:
        """Whether nothing that is known keeps it from running."""
        return not self.hindrance and self.problem is None


@dataclass(frozen=True)
class Group:
    """Mappings of one kind."""

    caption: str | Promise
    lines: Sequence[Line]


def mapping_groups(connection: Connection) -> list[Group]:
    """The mappings there are, and the default ones that would come, by what they are about."""
    there = list(connection.mappings.prefetch_related("fields"))
    known = {one.name for one in there}
    coming = [one for one in defaults_of(settings_of(connection)) if one.name not in known]
    rows = there + [_unsaved(connection, one, -number) for number, one in enumerate(coming, start=1)]
    return [
        Group(group.caption, [_line(connection, one.mapping, one.caption) for one in group.tables])
        for group in grouped(rows)
    ]


def _line(connection: Connection, mapping: TableMapping, caption: str) -> Line:
    needs = ", ".join(mapping.dependencies)
    if is_needed_for(mapping.bc_table) and connection.checks and not connection.facts.get("extension"):
        hindrance = _("The extension of Business Central is not installed. It stays off until then.")
        return Line(mapping, caption, needs, hindrance=hindrance)
    if mapping.pk < 0:
        return Line(mapping, caption, needs)
    waiting = [one for one in mapping.fields.all() if one.obstacle == FieldMapping.Obstacle.NO_PROPERTY]
    note = "" if is_needed_for(mapping.bc_table) else extension_words(mapping, len(waiting))
    return Line(mapping, caption, needs, note=note, problem=mapping.red_problem)


def count_words(groups: Sequence[Group]) -> str:
    """How many there are, and how many of them cannot run here."""
    lines = [one for group in groups for one in group.lines]
    text = ngettext("%(number)d mapping", "%(number)d mappings", len(lines)) % {"number": len(lines)}
    if not (kept := sum(not one.runs for one in lines)):
        return text
    some = ngettext("%(number)d cannot run here", "%(number)d cannot run here", kept) % {"number": kept}
    return f"{text}, {some}"


def _unsaved(connection: Connection, default: Default, number: int) -> TableMapping:
    """A default as a row that is not stored; its key is not one of the database."""
    return TableMapping(
        pk=number,
        connection=connection,
        name=default.name,
        bc_table=default.bc_table,
        dataverse_table=default.dataverse_table,
        direction=DIRECTIONS[default.direction].value,
        dependencies=list(default.dependencies),
    )
