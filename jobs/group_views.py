"""The page of a job group: its lines with what is recommended, what they wait for and what came of them.

The part that changes asks for itself again as long as something happens by itself. What people decide here is in
``jobs.group_actions``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobs import group_words
from jobs.answering import asks
from jobs.group_counts import Moved, moved
from jobs.group_models import GroupLine, JobGroup
from jobs.group_states import GroupStanding, LineStanding, State, standing_of
from jobs.groups import hindrances, lacks_criteria
from jobs.models import Job
from mappings.models import DirectionChoice
from syncadmin.engine.advice import Census
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.badges import Badge, badge_for
from syncadmin.ui.fragments import render_either


@dataclass(frozen=True)
class LineView:
    """A line as the page shows it: what there is to know of its state (``note``) and of its dependencies."""

    standing: LineStanding
    badge: Badge
    way: str
    order: list[str]
    reason: str
    note: str
    warning: str
    census: Census | None
    expectations: list[str]
    moved: Moved | None
    planned: Moved | None

    @property
    def line(self) -> GroupLine:
        """The row behind it."""
        return self.standing.line

    @property
    def records(self) -> list[tuple[str, int, int]]:
        """System, records and records that are not coupled, of each side, as the review counted them; nothing once the
        line has begun, which changes that."""
        census = self.census if self.line.job is None and self.line.matched_id is None else None
        return [(SYSTEM_NAMES[side], census.records[side], census.free[side]) for side in Side] if census else []

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """System, inserted and modified of each side to which something was written."""
        found = [(SYSTEM_NAMES[side], *self.moved.to(side)) for side in Side] if self.moved else []
        return [one for one in found if any(one[1:])]

    @property
    def plan(self) -> list[tuple[str, int, int]]:
        """The same of what a preview would write."""
        found = [(SYSTEM_NAMES[side], *self.planned.to(side)) for side in Side] if self.planned else []
        return [one for one in found if any(one[1:])]

    @property
    def open(self) -> bool:
        """Whether it has not begun, so that one may still decide about it."""
        return self.line.job is None and self.line.group.finished_at is None

    @property
    def failed(self) -> bool:
        """Whether its job failed as a whole."""
        return self.line.job is not None and self.line.job.status == Job.Status.FAILED

    @property
    def lacks_criteria(self) -> bool:
        """Whether it can only begin once somebody has chosen what to match on."""
        return lacks_criteria(self.line)

    @property
    def bidirectional(self) -> bool:
        """Whether a direction may be chosen for the run."""
        return self.line.mapping.direction == DirectionChoice.BIDIRECTIONAL

    @property
    def may_be_unconditional(self) -> bool:
        """Whether it is known whose data would be taken over."""
        return not self.bidirectional or bool(self.line.winner)


@require_safe
@requires("jobs.view_job")
def group_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A job group; for htmx its moving part."""
    group = get_object_or_404(JobGroup.objects.select_related("connection", "mapping", "requested_by"), pk=pk)
    return render_either(request, "jobs/group.html", "jobs/_job_group.html", _context(group))


def _context(group: JobGroup) -> dict[str, Any]:
    standing = standing_of(group)
    return {
        "title": _title(group),
        "group": group,
        "standing": standing,
        "lines": _lines(standing),
        "circles": [one.line for one in standing.lines if len(one.line.circle) > 1],
        "hindrances": hindrances(group) if group.in_review else [],
        "held": group_words.held_words(standing) if standing.stuck else "",
        "hold": group.connection.hold if group.finished_at is None else None,
        "asked": [one.name for one in asks(standing)],
        "coupled": [one.line for one in standing.lines if one.over and one.line.couples],
    }


def _title(group: JobGroup) -> str:
    caption = _("Full Synch. Review") if group.in_review else str(group.get_kind_display())
    return _("%(what)s: %(mapping)s") % {"what": caption, "mapping": group.mapping} if group.mapping else caption


def _lines(standing: GroupStanding) -> list[LineView]:
    jobs = [job for one in standing.lines for job in (one.line.job, one.line.preview) if job]
    counts = moved(jobs)
    return [_line(one, counts) for one in standing.lines]


def _line(one: LineStanding, counts: dict[int, Moved]) -> LineView:
    line = one.line
    census = group_words.census_of(line)
    counted = census if line.job is None and line.matched_id is None else None
    expectations = [group_words.match_words(counted), group_words.create_words(line, counted)] if counted else []
    job, preview = line.job, line.preview
    return LineView(
        standing=one,
        badge=_badge(one),
        way=group_words.line_way(line),
        order=group_words.order_words(line),
        reason="" if line.job else group_words.reason_words(line),
        note=group_words.state_words(one),
        warning=group_words.duplicate_words(line, census),
        census=census,
        expectations=[text for text in expectations if text],
        moved=counts[job.pk] if job else None,
        planned=counts[preview.pk] if preview and preview.finished else None,
    )


def _badge(one: LineStanding) -> Badge:
    """How far a line has come; one that is ready but for its criteria is not."""
    if one.state is State.JOB and one.line.job:
        return badge_for("job", one.line.job.status)
    return badge_for("group_line", "lacks_criteria" if lacks_criteria(one.line) else one.state)
