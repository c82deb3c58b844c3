"""What a user selected in a list: some rows over several pages, or everything the filters show.

The bulk bar of a list posts ``selected`` (repeated) or ``everything`` with the ``query`` the list was filtered by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Selection:
    """The selection as it was posted; carry it through a dialog with ``ui/parts/selection_fields.html``."""

    keys: tuple[str, ...]
    everything: bool
    query: str

    @classmethod
    def of(cls, request: HttpRequest) -> Selection:
        """Out of a bulk action's form."""
        posted = request.POST
        return cls(tuple(posted.getlist("selected")), bool(posted.get("everything")), posted.get("query", ""))

    def rows(self, *, queryset: QuerySet[T], filterset_class: Any = None, field: str = "pk") -> QuerySet[T]:
        """The selected rows among those the user may see. A key that cannot be one, or is too large, selects none."""
        if self.everything:
            return self._filtered(queryset, filterset_class)
        meta = queryset.model._meta
        column = meta.pk if field == "pk" else meta.get_field(field)
        keys = {key for key in (_clean(column, text) for text in self.keys) if key is not None}
        return queryset.filter(**{f"{field}__in": keys})

    def _filtered(self, queryset: QuerySet[T], filterset_class: Any) -> QuerySet[T]:
        """All rows the list showed; a filter that is not understood selects nothing rather than everything."""
        if filterset_class is None:
            return queryset if not self.query else queryset.none()
        filterset = filterset_class(QueryDict(self.query.lstrip("?")), queryset=queryset)
        rows: QuerySet[T] = filterset.qs if filterset.is_valid() else queryset.none()
        return rows


def _clean(column: Any, text: str) -> Any:
    """A posted key as its column holds it; None for what the database could not even compare."""
    try:
        value = column.to_python(text)
        column.run_validators(value)
    except (ValueError, ValidationError):
        return None
    return value
