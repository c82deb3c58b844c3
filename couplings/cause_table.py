"""The list of causes: what there is to solve, and how many records each holds up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from couplings.causes import records_url, shared
from couplings.inbox import assigned_words
from couplings.models import RecordProblem
from couplings.tables import problem_url
from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import CountColumn, MomentColumn, SelectionColumn

Row = Mapping[str, Any]


def _records_url(row: Row, number: int = 0, state: str = "") -> str:
    return records_url(row["mapping"], row["code"], row["cause"], state)


class CauseSelection(SelectionColumn):
    """Selects a cause by the key of its example."""

    def render(self, value: object, bound_column: Any, record: Any) -> SafeString:
        """Named by what the cause is."""
        table = bound_column._table
        return super().render(value, bound_column, sentences.title(table.problem_of(record)))


class CauseTable(tables.Table):  # type: ignore[misc]
    """Causes, each with its sentence, who acts, its records and since when."""

    selected = CauseSelection(accessor="example")
    problem = tables.Column(
        empty_values=(),
        verbose_name=_("Error Message"),
        order_by=("code", "cause"),
        attrs={"th": {"class": "main"}, "td": {"class": "sentence"}},
    )
    mapping = tables.Column(empty_values=(), verbose_name=_("Mapping"), order_by="mapping__name")
    family = tables.Column(empty_values=(), orderable=False, verbose_name=_("Who acts"))
    records = CountColumn(link=_records_url, verbose_name=_("Records"))
    first_seen = MomentColumn(verbose_name=_("First seen"), visible=False)
    last_seen = MomentColumn(verbose_name=_("Last seen"))
    assigned = tables.Column(empty_values=(), orderable=False, visible=False, verbose_name=_("Assigned to"))
    next_try = tables.Column(empty_values=(), verbose_name=_("Next try"))

    class Meta:
        fields = ("selected", "problem", "mapping", "family", "records", "first_seen", "last_seen", "next_try")

    def __init__(self, data: Any, several: bool = False, **extra: Any) -> None:
        self.several = several
        super().__init__(data, **extra)

    @cached_property
    def examples(self) -> dict[int, RecordProblem]:
        """The examples of the causes that are shown, in one query."""
        rows = self.page.object_list if getattr(self, "page", None) else self.rows
        keys = [row.record["example"] for row in rows]
        return RecordProblem.objects.select_related("mapping__connection").in_bulk(keys)

    def problem_of(self, row: Row) -> Problem:
        """What the records of a cause have in common; the code alone if it was solved just now."""
        example = self.examples.get(row["example"])
        return shared(example, row["records"]) if example else Problem(row["code"])

    def render_problem(self, record: Row) -> SafeString:
        """The sentence, leading to the records, with what to do in its title; a single record is named."""
        found = self.problem_of(record)
        said = (sentences.remedy(found), sentences.title(found))
        if record["records"] > 1:
            return format_html('<a href="{}" title="{}"><bdi>{}</bdi></a>', _records_url(record), *said)
        example = self.examples.get(record["example"])
        url = (example and problem_url(example)) or _records_url(record)
        name = example.title if example else ""
        link = format_html('<a href="{}"><bdi>{}</bdi></a>', url, rendering.plain(name) or rendering.blank())
        return format_html('<span title="{}"><bdi>{}</bdi><br>{}</span>', *said, link)

    def value_problem(self, record: Row) -> str:
        """The sentence."""
        return sentences.title(self.problem_of(record))

    def render_mapping(self, record: Row) -> SafeString:
        """The name, with the connection where there are several."""
        mapping = self._mapping(record)
        if mapping is None:
            return rendering.blank()
        if not self.several:
            return format_html("{}", mapping.name)
        return format_html('{}<small class="muted d-block"><bdi>{}</bdi></small>', mapping.name, mapping.connection)

    def value_mapping(self, record: Row) -> str:
        """The name."""
        return str(self._mapping(record) or "")

    def render_family(self, record: Row) -> SafeString:
        """Who acts, and how many of the records are put aside."""
        shown = rendering.badge(badge_for("family", _family(record)))
        if not (number := record["snoozed_records"]):
            return shown
        text = ngettext("%(number)d snoozed", "%(number)d snoozed", number) % {"number": number}
        link = format_html('<a class="d-block small" href="{}">{}</a>', _records_url(record, state="snoozed"), text)
        return format_html("<span>{}{}</span>", shown, link)

    def value_family(self, record: Row) -> str:
        """The label."""
        return str(badge_for("family", _family(record)).label)

    def render_last_seen(self, value: Any, record: Row) -> SafeString:
        """When it was seen last, and since when it is."""
        since = format_html(
            '<small class="muted d-block">{} {}</small>', _("since"), rendering.moment(record["first_seen"])
        )
        return format_html("<span>{}{}</span>", rendering.moment(value), since)

    def render_next_try(self, value: Any) -> SafeString:
        """When the first of its records is tried again by itself, if one is."""
        return rendering.moment(value) if value else format_html('<span class="muted">{}</span>', _("not by itself"))

    def value_next_try(self, value: Any) -> str:
        """ISO 8601."""
        return value.isoformat() if value else ""

    def value_assigned(self, record: Row) -> str:
        """Who has taken its records on."""
        return assigned_words(record)

    def _mapping(self, record: Row) -> Any:
        example = self.examples.get(record["example"])
        return example.mapping if example else None


def _family(record: Row) -> str:
    return Problem(record["code"]).kind.family
