"""Lists that are too long to be counted are gone through by places, both ways, whatever they are sorted by."""

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from syncadmin.ui.keyset import Order
from syncadmin.ui.paging import KeyPaginator, paginator_of

SORTED = [
    ("username",),
    ("-username",),
    ("last_login",),
    ("-last_login",),
    ("first_name", "-last_login"),
    ("is_staff", "last_login", "-pk"),
    ("-first_name", "-username"),
    ("pk",),
]


@pytest.fixture
def people(db, monkeypatch):
    """Eleven, of whom some never signed in and some have the same name; three are counted."""
    monkeypatch.setattr(KeyPaginator, "limit", 3)
    monkeypatch.setattr("syncadmin.ui.paging.FEW", 2)
    for one in range(11):
        seen = None if one % 3 == 0 else timezone.now() - timezone.timedelta(days=one // 2)
        User.objects.create(username=f"u{one % 7}{one}", first_name="AB"[one % 2], last_login=seen, is_staff=one < 5)
    return User.objects.all()


def walk(rows, page, key, step):
    """The rows of all pages from one on."""
    paginator = paginator_of(rows, 2)
    shown = paginator.get_page(page)
    found = [[one.pk for one in shown.object_list]]
    while getattr(shown, key):
        shown = paginator_of(rows, 2).get_page(getattr(shown, key))
        found.append([one.pk for one in shown.object_list])
    return found[::step]


@pytest.mark.parametrize("names", SORTED, ids=",".join)
def test_every_row_is_met_once_on_the_way_there_and_back(people, names):
    rows = people.order_by(*names)
    there = [pk for page in walk(rows, None, "next_key", 1) for pk in page]
    assert there == [one.pk for one in Order.of(rows).sort(rows)]
    back = [pk for page in walk(rows, "last", "previous_key", -1) for pk in page]
    assert list(dict.fromkeys(back)) == there


def test_a_number_in_an_address_from_before_still_leads_there(people):
    page = paginator_of(people.order_by("username"), 2).get_page("3")
    assert [one.username for one in page.object_list] == [one.username for one in people.order_by("username")[4:6]]
    assert (page.start_index(), page.end_index()) == (5, 6)
    assert paginator_of(people.order_by("username"), 2).get_page("99999999").next_key == ""


@pytest.mark.parametrize(
    "place", ["", "x", "W10", "bnVsbA", "WzEsMiwzLDQsNV0", "WzEsIlx1MDAwMCIsIjEiXQ", "é", "A" * 9999]
)
def test_a_place_that_is_none_is_the_first_page(people, place):
    rows = people.order_by("username")
    for word in ("after.", "before."):
        assert paginator_of(rows, 2).get_page(f"{word}{place}").start_index() == 1


def test_rows_that_are_gone_leave_a_page_and_no_error(people):
    rows = people.order_by("username")
    following = paginator_of(rows, 2).get_page("2").next_key
    User.objects.exclude(pk__in=[one.pk for one in rows[:4]]).delete()
    assert [one.username for one in paginator_of(rows, 2).get_page(following).object_list]


def test_a_short_list_asks_its_filters_once(db, django_assert_num_queries):
    paginator = paginator_of(Permission.objects.filter(codename="view_user").order_by("name"), 25)
    with django_assert_num_queries(3) as queries:
        assert [one.codename for one in paginator.get_page(None).object_list] == ["view_user"]
    assert "codename" not in queries[1]["sql"].split("WHERE")[1]


def test_what_is_grouped_or_sorted_by_an_expression_has_plain_pages(db):
    from django.db.models import Count
    from django.db.models.functions import Lower

    assert Order.of(Permission.objects.values("content_type").annotate(n=Count("pk"))) is None
    assert Order.of(Permission.objects.order_by(Lower("name"))) is None
