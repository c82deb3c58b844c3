"""Cells that tables share. Each shows a value one way on the page and as plain text in an export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for

_NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
_CHECK = {"th": {"class": "check"}, "td": {"class": "check"}}


class StatusColumn(tables.Column):
    """A value as the badge registered for its kind (see ``badges``)."""

    def __init__(self, kind: str, **extra: Any) -> None:
        self.kind = kind
        super().__init__(**extra)

    def render(self, value: object, record: Any, bound_column: Any) -> SafeString:
        """The badge; choices arrive as captions, so the stored value is asked for again."""
        return rendering.badge(badge_for(self.kind, _stored(record, bound_column, value)))

    def value(self, value: object, record: Any, bound_column: Any) -> str:
        """The label."""
        return str(badge_for(self.kind, _stored(record, bound_column, value)).label)


class MomentColumn(tables.Column):
    """A point in time, relative, with the absolute one in its title."""

    empty_values = ()

    def render(self, value: Any) -> SafeString:
        """A ``<time>``."""
        return rendering.moment(value)

    def value(self, value: Any) -> str:
        """ISO 8601."""
        return value.isoformat() if value else ""


class CountColumn(tables.Column):
    """A number that leads to the rows it counts: ``CountColumn(link=lambda job, number: url)``. Zero is muted."""

    empty_values = ()

    def __init__(self, link: Callable[[Any, int], str] | None = None, **extra: Any) -> None:
        self.url_of = link
        super().__init__(**{"attrs": _NUMBER, **extra})

    def render(self, value: int | None, record: Any) -> SafeString:
        """The number, as a link where there is something to see."""
        url = self.url_of(record, value) if self.url_of and value else ""
        return rendering.count(value, url)

    def value(self, value: int | None) -> int:
        """The number."""
        return value or 0


class ValueColumn(tables.Column):
    """Whatever a remote record holds: escaped, isolated, and “blank” when it is missing."""

    empty_values = ()

    def render(self, value: object) -> SafeString:
        """The value."""
        return rendering.value(value)

    def value(self, value: object) -> str:
        """The value as text."""
        return rendering.plain(value)


class ProblemColumn(tables.Column):
    """The sentence of an engine problem (``accessor`` gives a ``Problem`` or None)."""

    def render(self, value: Problem) -> SafeString:
        """What happened, with the remedy in the title."""
        return format_html('<span title="{}">{}</span>', sentences.remedy(value), sentences.title(value))

    def value(self, value: Problem) -> str:
        """What happened."""
        return sentences.title(value)


class OutwardColumn(tables.Column):
    """A link to the record in the other system: ``OutwardColumn(link=lambda record: url)``."""

    def __init__(self, link: Callable[[Any], str], **extra: Any) -> None:
        self.url_of = link
        super().__init__(**extra)

    def render(self, value: object, record: Any) -> SafeString:
        """The text as a link that opens in a new tab."""
        return rendering.outward(self.url_of(record), str(value))


class SelectionColumn(tables.CheckBoxColumn):
    """Check boxes for bulk actions; name it ``selected`` in the table. The value is the row's ``accessor`` (pk)."""

    def __init__(self, accessor: str = "pk", **extra: Any) -> None:
        super().__init__(**{"accessor": accessor, "attrs": _CHECK, "exclude_from_export": True, **extra})

    @property
    def header(self) -> SafeString:
        """Selects every row of the page."""
        return format_html(
            '<input type="checkbox" class="form-check-input" data-select-page aria-label="{}">',
            _("Select all rows of this page"),
        )

    def render(self, value: object, bound_column: Any, record: Any) -> SafeString:
        """Selects one row."""
        return format_html(
            '<input type="checkbox" class="form-check-input" data-select value="{}" aria-label="{}">',
            value,
            _("Select %(record)s") % {"record": record},
        )


def _stored(record: Any, bound_column: Any, shown: object) -> object:
    """The value behind a caption of a model's choices."""
    try:
        return bound_column.accessor.resolve(record)
    except (ValueError, AttributeError, KeyError):
        return shown
