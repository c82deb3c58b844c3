"""Pages of long lists: counting stops at a limit, so that a million rows do not slow a page down."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNT_LIMIT = 100_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to ``COUNT_LIMIT`` rows. ``more`` says that there are more; search and filters lead to them."""

    limit = COUNT_LIMIT

    @cached_property
    def found(self) -> int:
        """How many rows there are, or one more than the limit."""
        rows = _behind(self.object_list)
        if isinstance(rows, QuerySet) and not rows.query.is_sliced:
            return rows.order_by()[: self.limit + 1].count()
        return len(rows)

    @cached_property
    def count(self) -> int:
        """How many rows can be paged through."""
        return min(self.found, self.limit)

    @property
    def more(self) -> bool:
        """Whether the list goes on beyond what can be paged through."""
        return self.found > self.limit


def _behind(rows: Any) -> Any:
    """The queryset (or list) behind the rows of a table."""
    while hasattr(rows, "data"):
        rows = rows.data
    return rows


def page_number(text: str | None) -> int:
    """A page number out of a URL; nonsense is the first page."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
