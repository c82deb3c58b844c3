"""Pages of long lists. Counting stops at a limit, so that a million rows do not slow a page down.

Lists that were counted to their end have numbered pages. Longer ones are gone through by places (see ``keyset``): the
address names the row that the page begins behind, so that the last page is as quick as the first. In both, the rows of
a page are found by their keys first and fetched then: what they show costs nothing for the rows that are passed over.

``page`` in an address is a number, ``last``, or ``after.…`` and ``before.…`` with a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from syncadmin.ui.keyset import Order, Values

COUNT_LIMIT = 10_000
FEW = 2_500
_FARTHEST = 100_000
_LAST, _AFTER, _BEFORE = "last", "after.", "before."


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to ``COUNT_LIMIT`` rows. ``more`` says that there are more; search and filters lead to them."""

    limit = COUNT_LIMIT
    numbered = True

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

    def get_page(self, text: Any) -> Any:
        """The page an address asks for; nonsense is the first one, what lies beyond the end the last one."""
        return super().get_page(self.num_pages if text == _LAST else page_number(text))


@dataclass(frozen=True)
class Page:
    """The rows of a page. ``start`` is the number of the first one, if it is known; the keys are what leads to the
    neighbours, as ``page`` in the address."""

    paginator: KeyPaginator
    object_list: Sequence[Any]
    start: int | None
    previous_key: str
    next_key: str

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def number(self) -> int:
        """Of a numbered page."""
        return ((self.start or 1) - 1) // self.paginator.per_page + 1

    def has_previous(self) -> bool:
        """Whether there are rows before these."""
        return bool(self.previous_key)

    def has_next(self) -> bool:
        """Whether there are rows behind these."""
        return bool(self.next_key)

    def has_other_pages(self) -> bool:
        """Whether there is more than this page."""
        return self.has_previous() or self.has_next()

    def previous_page_number(self) -> str:
        """What leads to the page before."""
        return self.previous_key

    def next_page_number(self) -> str:
        """What leads to the page behind."""
        return self.next_key

    def start_index(self) -> int | None:
        """The number of the first row, as far as it is known."""
        return self.start if self.object_list else 0

    def end_index(self) -> int:
        """The number of the last row."""
        return (self.start or 1) - 1 + len(self.object_list)


class KeyPaginator:
    """The pages of a sorted queryset."""

    limit = COUNT_LIMIT

    def __init__(self, rows: QuerySet[Any], order: Order, per_page: int) -> None:
        self.rows, self.order, self.per_page = rows, order, per_page

    @cached_property
    def keys(self) -> list[Any]:
        """The keys of the rows in no order, one more than the limit at most. Filters may take long: they are asked once
        for both the number of rows and, where these are few, what is to be sorted."""
        return list(self.rows.order_by().values_list("pk", flat=True)[: self.limit + 1])

    @property
    def few(self) -> list[Any] | None:
        """The keys of all rows, if they are few."""
        return self.keys if len(self.keys) <= FEW else None

    @property
    def found(self) -> int:
        """How many rows there are, or one more than the limit."""
        return len(self.keys)

    @property
    def count(self) -> int:
        """How many rows there are, up to the limit."""
        return min(self.found, self.limit)

    @property
    def more(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.found > self.limit

    @property
    def numbered(self) -> bool:
        """Whether pages have numbers."""
        return not self.more

    @property
    def num_pages(self) -> int:
        """How many pages there are, as far as they were counted."""
        return max(1, -(-self.count // self.per_page))

    def get_page(self, text: str | None) -> Page:
        """The page an address asks for; nonsense is the first one, what lies beyond the end the last one."""
        text = text or ""
        if self.numbered:
            return self._numbered(self.num_pages if text.startswith(_LAST) else page_number(text))
        if text == _LAST:
            return self._last()
        for word, step in ((_AFTER, self._after), (_BEFORE, self._before)):
            if text.startswith(word) and (read := self.order.read(text.removeprefix(word))):
                return step(*read)
        return self._at((page_number(text) - 1) * self.per_page)

    def _numbered(self, number: int) -> Page:
        number = min(number, self.num_pages)
        start = (number - 1) * self.per_page
        places = list(self._places()[start : start + self.per_page])
        previous, following = number > 1, number < self.num_pages
        neighbours = (str(number - 1) if previous else "", str(number + 1) if following else "")
        return Page(self, self._fetched(places), start + 1, *neighbours)

    def _at(self, start: int) -> Page:
        places = list(self._places()[start : start + self.per_page + 1]) if start <= _FARTHEST else []
        return self._page(places, start + 1, previous=start > 0) if places else self._last()

    def _last(self) -> Page:
        places = list(self._places(backwards=True)[: self.per_page + 1])
        return self._page(places[: self.per_page][::-1], None, previous=len(places) > self.per_page)

    def _after(self, number: int | None, place: Values) -> Page:
        places = self._beyond(place)
        return self._page(places, number + 1 if number else None, previous=True) if places else self._last()

    def _before(self, number: int | None, place: Values) -> Page:
        places = self._beyond(place, backwards=True)
        if len(places) < self.per_page:
            return self._at(0)
        more = len(places) > self.per_page
        start = max(1, number - self.per_page) if number else None
        return self._page(places[: self.per_page][::-1], start, previous=more, following=True)

    def _beyond(self, place: Values, *, backwards: bool = False) -> list[Values]:
        """The places behind one (or before it, the nearest first), one more than a page has."""
        found: list[Values] = []
        for condition in self.order.behind(place, backwards=backwards):
            missing = self.per_page + 1 - len(found)
            found += self._places(condition, backwards=backwards)[:missing] if missing else []
        return found

    def _places(self, *conditions: Any, backwards: bool = False) -> QuerySet[Any]:
        """The values the rows are sorted by, ending with their keys."""
        rows = self.rows
        if self.few is not None:
            plain = not any(path in rows.query.annotations for path in self.order.paths)
            rows = (rows.model._base_manager.all() if plain else rows).filter(pk__in=self.few)
        return self.order.sort(rows.filter(*conditions), backwards=backwards).values_list(*self.order.paths)

    def _page(self, places: list[Values], start: int | None, *, previous: bool, following: bool = False) -> Page:
        following, shown = following or len(places) > self.per_page, places[: self.per_page]
        if not shown:
            return Page(self, [], start, "", "")
        before = f"{_BEFORE}{self.order.write(start, shown[0])}" if previous else ""
        end = start - 1 + len(shown) if start else None
        after = f"{_AFTER}{self.order.write(end, shown[-1])}" if following else ""
        return Page(self, self._fetched(shown), start, before, after)

    def _fetched(self, places: Sequence[Values]) -> list[Any]:
        """The rows at these places."""
        keys = [place[-1] for place in places]
        found = {one.pk: one for one in self.rows.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]


def _behind(rows: Any) -> Any:
    """The queryset (or list) behind the rows of a table."""
    while hasattr(rows, "data"):
        rows = rows.data
    return rows


def paginator_of(rows: Any, per_page: int) -> KeyPaginator | BoundedPaginator:
    """The pages of the rows of a table."""
    plain = _behind(rows)
    order = Order.of(plain) if isinstance(plain, QuerySet) and not plain.query.is_sliced else None
    return KeyPaginator(plain, order, per_page) if order else BoundedPaginator(rows, per_page)


def page_number(text: str | None) -> int:
    """A page number out of a URL; nonsense is the first page."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
