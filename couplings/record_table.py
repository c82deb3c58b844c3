"""The list of the records of one side of a mapping."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from couplings.models import RemoteRecord
from couplings.paths import card_url
from couplings.shown import Layout, Shown
from couplings.states import RecordState, refusal_of, state_of_row
from syncadmin.engine.encoding import decode
from syncadmin.engine.mapping import Condition
from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import MomentColumn, SelectionColumn

_WITH_PROBLEM = (RecordState.PROBLEM, RecordState.CONFLICT, RecordState.ASKED)


def url_of(record: Any) -> str:
    """The card of a record."""
    return card_url(record.mapping_id, record.side, record.key)


class DetailColumn(tables.Column):  # type: ignore[misc]
    """One or more properties of the record, each on a line of its own."""

    empty_values = ()
    # The columns that stand for this one in an export.
    parts: tuple[str, ...] = ()

    def __init__(self, *names: str, **extra: Any) -> None:
        self.names = names
        fixed = {"accessor": "values", "orderable": False, "attrs": {"th": {"class": "text-wrap"}}}
        super().__init__(**{**fixed, **extra})

    def render(self, record: RemoteRecord) -> SafeString:
        """The properties that are not blank."""
        values = [decode(record.values.get(name)) for name in self.names]
        filled = [(rendering.plain(one),) * 2 for one in values if one not in (None, "")]
        lines = format_html_join("", '<bdi class="line" title="{}">{}</bdi>', filled)
        return format_html("<span>{}</span>", lines) if filled else rendering.blank()

    def value(self, record: RemoteRecord) -> str:
        """The properties in one line."""
        lines = [rendering.plain(decode(record.values.get(name))) for name in self.names]
        return " ".join(filter(None, lines))


class RecordTable(tables.Table):  # type: ignore[misc]
    """Records with their partners. ``columns_of`` gives the columns that follow from the mapping."""

    selected = SelectionColumn()
    number = tables.Column(linkify=url_of, attrs={"td": {"class": "shrink"}})
    title = tables.Column(linkify=url_of, empty_values=(), attrs={"td": {"class": "main"}})
    state = tables.Column(accessor="coupling_state", verbose_name=_("Coupling"), empty_values=(), orderable=False)
    partner = tables.Column(visible=False, orderable=False)
    synchronized_at = MomentColumn(
        verbose_name=_("Last synchronized"), orderable=False, attrs={"th": {"class": "text-wrap"}}
    )
    modified_at = MomentColumn(verbose_name=_("Modified"))

    class Meta:
        model = RemoteRecord
        fields = ("selected", "number", "title", "state", "partner", "synchronized_at", "modified_at")

    def __init__(self, data: Any, layout: Layout, conditions: Iterable[Condition] = (), **extra: Any) -> None:
        self.conditions, self.layout, self.mapping = tuple(conditions), layout, extra.pop("mapping", None)
        details = details_of(layout)
        sequence = ["selected", "number", "title", *(name for name, _column in details), "..."]
        super().__init__(data, extra_columns=details, sequence=sequence, **extra)
        self.columns["title"].column.verbose_name = layout.title.caption
        if layout.number:
            self.columns["number"].column.verbose_name = layout.number.caption
        else:
            self.columns.hide("number")

    def render_number(self, value: str) -> SafeString:
        """Isolated from what stands around it, in one line."""
        return format_html("<bdi>{}</bdi>", rendering.plain(value))

    def render_title(self, value: str, record: RemoteRecord) -> SafeString:
        """In three lines at most, whole in its title; a blank name can be clicked as well."""
        name = value or ("" if self.layout.number else record.number or str(record.key))
        return format_html('<span class="clamp" title="{}">{}</span>', name, rendering.value(name))

    def render_state(self, record: Any) -> SafeString:
        """The state with its reason or the partner, and whether something changed since the last run."""
        state = state_of_row(record)
        shown = [(rendering.badge(badge_for("record", state)),)]
        if record.coupling_state and (record.pending or record.partner_pending):
            shown.append((rendering.badge(badge_for("pending", "True")),))
        badges = format_html_join(" ", "{}", shown)
        if name := record.partner or record.partner_number:
            badges += format_html('<small class="muted"><bdi class="line" title="{0}">{0}</bdi></small>', name)
        if reason := self._reason(record, state):
            badges += format_html('<small class="muted clamp" title="{0}"><bdi>{0}</bdi></small>', reason)
        return format_html("<span>{}</span>", badges)

    def value_state(self, record: Any) -> str:
        """The label."""
        return str(badge_for("record", state_of_row(record)).label)

    def _reason(self, record: Any, state: RecordState) -> str:
        if state in _WITH_PROBLEM and record.problem_code:
            return _cut(sentences.title(Problem(record.problem_code, record.problem_facts)))
        if state is RecordState.EXCLUDED and (refusal := refusal_of(record, self.conditions, self.mapping)):
            return f"{refusal.facts['field']}: {refusal.facts['value']}"
        return ""


def details_of(layout: Layout) -> list[tuple[str, tables.Column]]:
    """The columns that follow from the mapping: cells of two values on the page, one of each in an export or where
    people choose them."""
    cells = [(place, some) for place, some in enumerate(layout.cells) if len(some) > 1]
    alone = {some[0] for some in layout.cells if len(some) == 1}
    values = [(name_of(one), _column(one, visible=one in alone)) for one in (*layout.values, *layout.others)]
    values.sort(key=lambda pair: not pair[1].visible)
    return [(f"cell{place}", _column(*some, exclude_from_export=True)) for place, some in cells] + values


def name_of(one: Shown) -> str:
    """What the column of a property is called in an address."""
    return f"f_{one.name}"


def _column(*some: Shown, **extra: Any) -> DetailColumn:
    caption = ", ".join(one.caption for one in some)
    column = DetailColumn(*(one.name for one in some), verbose_name=caption, **extra)
    column.parts = tuple(name_of(one) for one in some) if len(some) > 1 else ()
    return column


def _cut(sentence: str, most: int = 90) -> str:
    return sentence if len(sentence) <= most else f"{sentence[: most - 1]}…"
