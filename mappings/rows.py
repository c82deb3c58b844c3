"""The table of Integration Table Mappings. What shares a cell on the page stands alone in an export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mappings.availability import extension_words
from mappings.models import TableMapping
from mappings.wording import direction_icon, filter_words, table_caption
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui import rendering
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import CountColumn, MomentColumn, SelectionColumn
from syncadmin.ui.sentences import title

_NUMBER = {"th": {"class": "num px-md-1"}, "td": {"class": "num px-md-1"}}


def coupled_url(mapping: TableMapping, number: int = 0) -> str:
    """The coupled records of the mapping."""
    return f"{reverse('couplings:records', args=[mapping.pk, Side.BC])}?state=coupled"


def fields_url(mapping: TableMapping) -> str:
    """The field rows of the mapping."""
    return reverse("mappings:fields", args=[mapping.pk])


def problems_url(mapping: TableMapping, number: int = 0) -> str:
    """The problems of the mapping."""
    return f"{reverse('couplings:problems')}?mapping={mapping.pk}"


class MappingTable(tables.Table):  # type: ignore[misc]
    """Mappings with both sides, settings, counts and last run."""

    selected = SelectionColumn()
    name = tables.Column()
    bc_table = tables.Column()
    bc_filter = tables.Column(
        visible=False, empty_values=(), accessor="filters", verbose_name=gettext_lazy("Table Filter")
    )
    bc_read_at = MomentColumn(visible=False)
    direction = tables.Column(attrs={"th": {"class": "shrink"}, "td": {"class": "shrink"}})
    dataverse_table = tables.Column()
    dataverse_filter = tables.Column(
        visible=False, empty_values=(), accessor="filters", verbose_name=gettext_lazy("Integration Table Filter")
    )
    dataverse_read_at = MomentColumn(visible=False)
    settings = tables.Column(
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        verbose_name=gettext_lazy("Settings"),
    )
    only_coupled = tables.Column(visible=False)
    policy = tables.Column(visible=False)
    dependencies = tables.Column(visible=False, orderable=False)
    enabled_rows = tables.Column(visible=False, verbose_name=gettext_lazy("Fields"))
    coupled = CountColumn(link=coupled_url, attrs=_NUMBER, verbose_name=pgettext_lazy("counter", "Coupled"))
    problem_count = CountColumn(link=problems_url, attrs=_NUMBER, verbose_name=gettext_lazy("Problems"))
    schedule = tables.Column(
        empty_values=(), orderable=False, visible=False, verbose_name=gettext_lazy("Job Queue Entry")
    )
    last_run = tables.Column(empty_values=(), verbose_name=gettext_lazy("Last run"))
    actions = tables.Column(
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        verbose_name=gettext_lazy("Actions"),
        attrs={"th": {"class": "shrink"}, "td": {"class": "shrink"}},
    )

    class Meta:
        model = TableMapping
        fields = ("selected", "name", "bc_table", "bc_filter", "bc_read_at", "direction", "dataverse_table")

    def render_name(self, record: TableMapping) -> SafeString:
        """The name with the connection, and why runs are refused if they are."""
        return format_html(
            '<span><a class="main" href="{}">{}</a><br><small class="muted">{}</small>{}</span>',
            reverse("mappings:detail", args=[record.pk]),
            record.name,
            record.connection.name,
            _red(record.red_problem),
        )

    def value_name(self, record: TableMapping) -> str:
        """The name alone."""
        return record.name

    def render_direction(self, record: TableMapping) -> SafeString:
        """An arrow with its name."""
        name = record.get_direction_display()
        shown = '<span title="{0}">{1}<span class="visually-hidden">{0}</span></span>'
        return format_html(shown, name, direction_icon(record.direction))

    def value_direction(self, record: TableMapping) -> str:
        """The name."""
        return str(record.get_direction_display())

    def render_settings(self, record: Any) -> SafeString:
        """What runs go by."""
        first = (
            (_("Fields"), rendering.count(record.enabled_rows, fields_url(record))),
            (_("Job Queue Entry"), self.render_schedule(record)),
        )
        more = (
            (_field("only_coupled"), self.render_only_coupled(record.only_coupled)),
            (_field("policy"), record.get_policy_display()),
            (_field("deletion"), record.get_deletion_display()),
            (_field("dependencies"), self.render_dependencies(record.dependencies)),
            (_field("bc_read_at"), rendering.moment(record.bc_read_at)),
            (_field("dataverse_read_at"), rendering.moment(record.dataverse_read_at)),
        )
        return format_html(
            '<div class="settings">{}<details><summary><small>{}</small></summary>{}</details></div>',
            _lines(first),
            _("All settings"),
            _lines(more),
        )

    def render_dependencies(self, value: list[str]) -> str:
        """The names."""
        return ", ".join(value)

    def render_bc_table(self, record: TableMapping) -> SafeString:
        """The table with its filters."""
        shown = _side(record, Side.BC)
        unavailable = getattr(record, "unavailable", 0)
        is_there = record.connection.facts.get("extension") and not unavailable
        words = "" if is_there else extension_words(record, unavailable)
        return format_html('<span>{}<small class="muted d-block">{}</small></span>', shown, words) if words else shown

    def value_bc_table(self, record: TableMapping) -> str:
        """The table alone."""
        return record.bc_table

    def render_dataverse_table(self, record: TableMapping) -> SafeString:
        """The table with its filters."""
        return _side(record, Side.DATAVERSE)

    def value_dataverse_table(self, record: TableMapping) -> str:
        """The table alone."""
        return record.dataverse_table

    def render_bc_filter(self, record: TableMapping) -> str:
        """In words."""
        return "; ".join(filter_words(record, Side.BC))

    def render_dataverse_filter(self, record: TableMapping) -> str:
        """In words."""
        return "; ".join(filter_words(record, Side.DATAVERSE))

    def render_only_coupled(self, value: bool) -> str:
        """Yes or No."""
        return _("Yes") if value else _("No")

    def render_schedule(self, record: Any) -> SafeString:
        """Whether the mapping runs by itself, leading to its rhythm."""
        entry = getattr(record, "schedule", None)
        state = _("On Hold") if entry is None or entry.on_hold else _("every %(number)d min.") % {"number": entry.every}
        return format_html('<a href="{}">{}</a>', reverse("jobs:schedule", args=[record.pk]), state)

    def value_schedule(self, record: Any) -> str:
        """The minutes between its runs; blank if it is on hold."""
        entry = getattr(record, "schedule", None)
        return "" if entry is None or entry.on_hold else str(entry.every)

    def render_last_run(self, record: Any) -> SafeString:
        """When the last job ended and how, leading to it."""
        if not record.last_job:
            return rendering.moment(None)
        return format_html(
            '<span><a href="{}">{}</a><br>{}</span>',
            reverse("jobs:detail", args=[record.last_job]),
            rendering.moment(record.last_run) if record.last_run else _("Job %(number)d") % {"number": record.last_job},
            rendering.badge(badge_for("job", record.last_status)),
        )

    def value_last_run(self, record: Any) -> str:
        """ISO 8601."""
        return record.last_run.isoformat() if record.last_run else ""

    def render_actions(self, record: TableMapping) -> str:
        """Buttons of the row."""
        return render_to_string("mappings/parts/row_actions.html", {"mapping": record}, request=self.request)


def _red(problem: Problem | None) -> SafeString:
    if problem is None:
        return SafeString()
    badge = rendering.badge(badge_for("mapping", "red"))
    return format_html('<br>{}<br><small class="text-break"><bdi>{}</bdi></small>', badge, title(problem))


def _field(name: str) -> Any:
    return TableMapping._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _lines(lines: Iterable[tuple[Any, Any]]) -> SafeString:
    known = [line for line in lines if line[1]]
    return format_html_join("", '<small class="d-block"><span class="muted">{}:</span> {}</small>', known)


def _side(mapping: TableMapping, side: Side) -> SafeString:
    """Caption and name of a table, and its filters in words, in three lines at most."""
    words, name, known = "; ".join(filter_words(mapping, side)), mapping.table(side), table_caption(mapping, side)
    filters = format_html('<span class="clamp" title="{0}"><small>{0}</small></span>', words) if words else ""
    return format_html(
        '<span>{} <code class="text-break">{}</code>{}</span>', "" if known == name else known, name, filters
    )
