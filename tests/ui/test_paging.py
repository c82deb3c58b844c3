"""Long lists: counting stops at a limit, and the pages say so."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission

from syncadmin.ui.paging import BoundedPaginator, page_number


@pytest.fixture
def short_limit(monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "limit", 30)


def test_a_list_below_the_limit_is_counted_exactly(db):
    paginator = BoundedPaginator(Permission.objects.filter(pk=0), 25)
    assert (paginator.count, paginator.more) == (0, False)


def test_a_list_beyond_the_limit_ends_there_and_says_so(db, short_limit):
    paginator = BoundedPaginator(Permission.objects.order_by("pk"), 25)
    assert (paginator.count, paginator.num_pages, paginator.more) == (30, 2, True)


def test_counting_reads_no_more_than_the_limit(db, short_limit, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert BoundedPaginator(Permission.objects.order_by("name"), 25).count == 30
    assert "LIMIT 31" in queries[0]["sql"]
    assert "ORDER BY" not in queries[0]["sql"]


def test_the_rows_of_a_table_are_counted_where_they_come_from():
    rows = SimpleNamespace(data=SimpleNamespace(data=[1, 2, 3]))
    assert BoundedPaginator(rows, 25).count == 3


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("", 1), (None, 1), ("-1", 1), ("x", 1), ("9" * 40, 1), ("٣", 1)]
)
def test_a_page_number_is_always_a_number(text, number):
    assert page_number(text) == number
