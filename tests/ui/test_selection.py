"""A selection means exactly the rows the user saw."""

import pytest
from django.contrib.auth.models import Permission

from syncadmin.ui.samples import SampleFilters
from syncadmin.ui.selection import Selection

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(rf):
    def posted(**data):
        selection = Selection.of(rf.post("/", data))
        return selection.rows(queryset=Permission.objects.all(), filterset_class=SampleFilters)

    return posted


def test_some_rows(chosen):
    keys = list(Permission.objects.values_list("pk", flat=True)[:3])
    assert set(chosen(selected=keys).values_list("pk", flat=True)) == set(keys)


def test_nothing_selected_is_nothing(chosen):
    assert not chosen().exists()


def test_everything_is_everything_the_filters_show(chosen):
    assert [row.codename for row in chosen(everything="1", query="search=view+permission")] == ["view_permission"]


def test_everything_without_a_filter_is_the_whole_list(chosen):
    assert chosen(everything="1", query="").count() == Permission.objects.count()


def test_a_filter_that_is_not_understood_selects_nothing(chosen):
    assert not chosen(everything="1", query="content_type=bogus").exists()


def test_keys_that_are_none_select_nothing(chosen):
    assert not chosen(selected=["1; drop", "x"]).exists()


def test_rows_the_user_may_not_see_are_not_selected(rf):
    key = Permission.objects.first().pk
    assert not Selection.of(rf.post("/", {"selected": key})).rows(queryset=Permission.objects.none()).exists()


def test_keys_too_large_for_the_database_select_nothing_and_spare_the_others(chosen):
    key = Permission.objects.first().pk
    assert [row.pk for row in chosen(selected=["9" * 18, "9" * 30, "9" * 5000, "-1", key])] == [key]
