"""Filters, and the pills that show which of them are on."""

import django_filters
import pytest
from django.contrib.auth.models import Permission, User
from django.http import QueryDict

from syncadmin.ui.filters import FilterSet, SearchFilter, pills

pytestmark = pytest.mark.django_db


class UserFilters(FilterSet):
    is_active = django_filters.BooleanFilter()
    joined = django_filters.DateFromToRangeFilter(field_name="date_joined", label="Joined")
    kind = django_filters.MultipleChoiceFilter(choices=[("a", "Alpha"), ("b", "Beta")], method="keep")
    search = SearchFilter("username", "email")

    class Meta:
        model = User
        fields = ("groups",)

    def keep(self, rows, name, value):
        return rows


def on(query):
    parameters = QueryDict(query)
    return pills(UserFilters(parameters, queryset=User.objects.all()), parameters)


def test_no_filter_no_pill():
    assert on("") == []
    assert on("search=&kind=&sort=x&page=2") == []


def test_a_pill_names_the_choice_and_leads_to_the_list_without_it():
    [pill] = on("is_active=true&sort=-id&page=3")
    assert (pill.label, pill.value, pill.url) == ("Active", "Yes", "?sort=-id")


def test_several_choices_are_one_pill():
    [pill] = on("kind=a&kind=b&search=x")[1:]
    assert (pill.value, pill.url) == ("Alpha, Beta", "?search=x")


def test_a_range_is_one_pill_that_removes_both_ends():
    [pill] = on("joined_after=2026-01-02&joined_before=2026-02-03&search=")
    assert (pill.value, pill.url) == ("2026-01-02 – 2026-02-03", "?search=")


def test_nonsense_is_no_pill_and_no_error():
    assert on("joined_after=yesterday&kind=zzz&groups=x") == []


def test_the_search_comes_first():
    assert list(UserFilters.base_filters)[0] == "search"


def test_what_is_not_chosen_is_called_all():
    form = UserFilters(QueryDict(""), queryset=User.objects.all()).form
    assert '<option value="" selected>All</option>' in str(form["is_active"])


def test_a_search_looks_for_every_word_in_any_field():
    User.objects.create_user("ada", "ada@lovelace.example")
    User.objects.create_user("bob", "bob@lovelace.example")
    rows = UserFilters(QueryDict("search=LOVELACE+ada"), queryset=User.objects.all()).qs
    assert [user.username for user in rows] == ["ada"]


def test_percent_signs_are_no_wildcards():
    assert not SearchFilter("name").filter(Permission.objects.all(), "%").exists()
