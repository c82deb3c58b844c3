"""The list of records that are not in step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from couplings.fixes import Fix, fixes_of, rows_of
from couplings.models import RecordProblem
from couplings.paths import card_url
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import CountColumn, MomentColumn, ProblemColumn, SelectionColumn, StatusColumn

# How many of the candidates of a doubtful match the list shows; its card shows all that are kept.
_MOST_CANDIDATES = 3


def problem_url(record: RecordProblem) -> str | None:
    """The card of the record a problem is about: of the BC record if it is known."""
    for side, key in ((Side.BC, record.bc_key), (Side.DATAVERSE, record.dataverse_key)):
        if key:
            return card_url(record.mapping_id, side, key)
    return None


class ProblemTable(tables.Table):
    """Records that are not in step, and why."""

    selected = SelectionColumn()
    title = tables.Column(
        verbose_name=_("Record"), linkify=problem_url, empty_values=(), attrs={"td": {"class": "main"}}
    )
    problem = ProblemColumn(
        verbose_name=_("Error Message"), order_by=("code", "title"), attrs={"td": {"class": "sentence"}}
    )
    family = StatusColumn("family", accessor="problem__kind__family", verbose_name=_("Who acts"), orderable=False)
    attempts = CountColumn(verbose_name=_("Attempts"))
    first_seen_at = MomentColumn(verbose_name=_("First seen"), visible=False)
    last_seen_at = MomentColumn(verbose_name=_("Last seen"))
    retry_at = tables.Column(verbose_name=_("Next try"), empty_values=())
    mapping = tables.Column(verbose_name=_("Mapping"), order_by="mapping__name", visible=False)
    assigned = tables.Column(empty_values=(), orderable=False, visible=False, verbose_name=_("Assigned to"))
    snoozed = tables.Column(verbose_name=_("Snoozed"), accessor="snooze_reason", visible=False)

    class Meta:
        model = RecordProblem
        fields = (
            "selected",
            "title",
            "problem",
            "family",
            "attempts",
            "first_seen_at",
            "last_seen_at",
            "retry_at",
        )

    def __init__(self, data: Any, several: bool = False, **extra: Any) -> None:
        self.several = several
        super().__init__(data, **extra)

    @cached_property
    def fixes(self) -> Mapping[int, tuple[Fix, ...]]:
        """What can be done about the problems that are shown, their records fetched in one query."""
        problems = [row.record for row in self.paginated_rows]
        rows = rows_of(problems)
        return {one.pk: fixes_of(one, rows.get(one.pk)) for one in problems}

    def render_title(self, value: str, record: RecordProblem) -> SafeString:
        """Isolated from what stands around it, with its mapping; a blank name can be clicked as well."""
        where = f"{record.mapping} · {record.mapping.connection}" if self.several else str(record.mapping)
        return format_html('{}<small class="muted d-block fw-normal"><bdi>{}</bdi></small>', _clamped(value), where)

    def value_title(self, value: str) -> str:
        """The name alone."""
        return value

    def render_problem(self, value: Problem, record: RecordProblem) -> SafeString:
        """The sentence, the records among which somebody has to choose, and what can be done about it."""
        shown = format_html('<span title="{}">{}</span>', sentences.remedy(value), sentences.title(value))
        below = []
        if record.candidates:
            known = {"problem": record, "candidates": record.candidates[:_MOST_CANDIDATES]}
            known["more"] = len(record.candidates) - len(known["candidates"])
            below.append(render_to_string("couplings/parts/doubt.html", known, request=self.request))
        if fixes := self.fixes.get(record.pk):
            known = {"fixes": fixes, "small": True}
            below.append(render_to_string("couplings/parts/fixes.html", known, request=self.request))
        return format_html("<div>{}{}</div>", shown, format_html_join("", "{}", [(one,) for one in below]))

    def value_assigned(self, record: RecordProblem) -> str:
        """The person or the role."""
        return str(record.assignee or record.assigned_role or "")

    def render_retry_at(self, value: Any, record: RecordProblem) -> SafeString:
        """When it is tried again by itself, if it is, or how long and why somebody put it aside."""
        if record.is_snoozed:
            return _snooze(record)
        return rendering.moment(value) if value else format_html('<span class="muted">{}</span>', _("not by itself"))

    def value_retry_at(self, value: Any) -> str:
        """ISO 8601."""
        return value.isoformat() if value else ""


def _snooze(one: RecordProblem) -> SafeString:
    """Until when, why and by whom a problem is put aside."""
    end = rendering.moment(one.snoozed_until, relative=False) if one.snoozed_until else _("until it changes")
    why = f"{one.snooze_reason} ({one.snoozed_by})" if one.snoozed_by else one.snooze_reason
    shown = rendering.badge(badge_for("snoozed", "True"))
    shown = format_html('{}<small class="d-block">{}</small>', shown, end)
    return format_html('<span>{0}<small class="muted clamp" title="{1}"><bdi>{1}</bdi></small></span>', shown, why)


def _clamped(name: str) -> SafeString:
    """A name in three lines at most, whole in its title."""
    return format_html('<span class="clamp" title="{}">{}</span>', name, rendering.value(name))
