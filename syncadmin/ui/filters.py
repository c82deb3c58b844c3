"""Filters that lists share, and the pills that show which are on."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_WORDS = 8
LONGEST_SEARCH = 200
_DASHES = "---------"
_CHOOSING = (django_filters.ChoiceFilter, django_filters.ModelChoiceFilter, django_filters.AllValuesFilter)


class YesNoSelect(django_filters.widgets.BooleanWidget):
    """All, Yes or No."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = (("", gettext_lazy("All")), ("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")))


class FilterSet(django_filters.FilterSet):
    """The filters of a list: the search first, and “All” where nothing is chosen."""

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """Declared and generated filters, in the order of the form."""
        filters: dict[str, Any] = super().get_filters()
        for one in filters.values():
            if isinstance(one, django_filters.BooleanFilter):
                one.extra.setdefault("widget", YesNoSelect)
            elif isinstance(one, _CHOOSING) and one.extra.get("empty_label", _DASHES) == _DASHES:
                one.extra["empty_label"] = gettext_lazy("All")
        return dict(sorted(filters.items(), key=lambda pair: not isinstance(pair[1], SearchFilter)))


class SearchFilter(django_filters.CharFilter):
    """Rows in which every word occurs in one of the fields: ``search = SearchFilter("title", "number")``."""

    def __init__(self, *fields: str, **extra: Any) -> None:
        self.searched: Sequence[str] = fields
        extra.setdefault("label", gettext_lazy("Search"))
        extra.setdefault("widget", forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
        super().__init__(**extra)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Narrow the rows, word by word."""
        for word in (value or "")[:LONGEST_SEARCH].replace("\0", "").split()[:MOST_WORDS]:
            qs = qs.filter(reduce(operator.or_, [Q(**{f"{field}__icontains": word}) for field in self.searched]))
        return qs


@dataclass(frozen=True)
class Pill:
    """A filter that is on, with the address of the list without it."""

    label: str
    value: str
    url: str


def pills(filterset: Any, query: QueryDict) -> list[Pill]:
    """The filters that are on, in the order of the form."""
    form = filterset.form
    if not form.is_bound:
        return []
    form.is_valid()
    cleaned = form.cleaned_data
    shown = [(name, field, cleaned.get(name)) for name, field in form.fields.items()]
    return [
        Pill(str(field.label or name), _caption(field, value), _without(query, _names(name, field)))
        for name, field, value in shown
        if not _off(value)
    ]


def _off(value: object) -> bool:
    """Whether a filter's value narrows nothing."""
    return value is None or (hasattr(value, "__len__") and len(value) == 0)


def _names(name: str, field: forms.Field) -> set[str]:
    """The parameters of a field: ranges have one for each end."""
    return {name} | {f"{name}_{suffix}" for suffix in getattr(field.widget, "suffixes", [])}


def _without(query: QueryDict, names: set[str]) -> str:
    """The query string without these parameters, from the first page."""
    rest = query.copy()
    for name in names | {"page"}:
        rest.pop(name, None)
    return "?" + rest.urlencode()


def _caption(field: Any, value: Any) -> str:
    """How the form calls the value."""
    if isinstance(value, list | tuple | set | QuerySet):
        return ", ".join(_caption(field, one) for one in value)
    if isinstance(value, slice):
        return f"{_caption(field, value.start)} – {_caption(field, value.stop)}"
    choices = {str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))}
    return choices.get(str(value)) or _text(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    flat: list[tuple[Any, Any]] = []
    for key, label in choices:
        flat.extend(_flat(label) if isinstance(label, list | tuple) else [(key, label)])
    return flat


def _text(value: Any) -> str:
    """A value that is no choice."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime | date):
        return date_format(value, "Y-m-d")
    return "" if value is None else str(value)
