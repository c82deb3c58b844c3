"""The list page: search, filters, sorting and paging are in the address, and htmx gets the table alone."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.urls("tests.ui.urls")
HTMX = {"HX-Request": "true"}


def names(response):
    return [row.record.codename for row in response.context["table"].paginated_rows]


@pytest.fixture
def show(page):
    def shown(query="", **headers):
        return page.get(f"/ui/list/{query}", headers=headers)

    return shown


def test_the_first_page_is_sorted_by_default(show):
    response = show()
    assert len(names(response)) == 25
    assert names(response) == list(Permission.objects.order_by("name").values_list("codename", flat=True)[:25])


def test_the_address_sorts(show):
    assert names(show("?sort=-id"))[0] == Permission.objects.latest("id").codename


@pytest.mark.parametrize(
    "query", ["?sort=nothing", "?sort=-", "?page=x", "?page=-3", "?page=٣", "?per_page=0", "?page=", "?search=%00"]
)
def test_nonsense_in_the_address_is_no_error(show, query):
    assert len(names(show(query))) == 25


def test_a_page_beyond_the_end_is_the_last_one(show):
    assert show("?page=99999").context["table"].page.has_next() is False


def test_the_page_size_is_one_of_three(show):
    assert show("?per_page=50").context["table"].paginator.per_page == 50
    assert show("?per_page=5000").context["table"].paginator.per_page == 25


def test_every_searched_word_must_occur(show):
    assert names(show("?search=view+permission")) == ["view_permission"]


def test_hostile_searches_find_nothing_and_break_nothing(show):
    response = show("?search=%27%22%3Cscript%3E%25")
    assert "<script>" not in re.sub(r"<script src", "", response.content.decode())
    assert names(response) == []


def test_htmx_gets_the_table_alone(show):
    content = show(**HTMX).content.decode()
    assert content.lstrip().startswith('<section id="listing"')
    assert "<html" not in content


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_or_restored_page_is_whole(show, header):
    assert "<html" in show(**HTMX, **{header: "true"}).content.decode()


def test_the_fragment_announces_how_many_rows_there_are(show):
    content = show("?search=view_permission", **HTMX).content.decode()
    assert re.search(r'id="listing-status"[^>]*hx-swap-oob="innerHTML">1 row<', content)


def test_the_open_sorting_is_told_to_assistive_technology(show):
    assert 'aria-sort="descending"' in show("?sort=-name").content.decode()


def test_links_keep_the_rest_of_the_address(show):
    content = show("?search=can&per_page=50").content.decode()
    assert 'href="?search=can&amp;per_page=50&amp;sort=app"' in content


def test_a_list_filtered_to_nothing_offers_to_clear_the_filters(show):
    assert "Nothing matches these filters" in show("?search=zzz").content.decode()


def test_an_empty_list_says_what_to_do(show):
    Permission.objects.all().delete()
    content = show().content.decode()
    assert "They appear here with the first run." in content
    assert "Nothing matches" not in content


def test_three_rows_cost_as_many_queries_as_thirty(page):
    counts = []
    for query in ("?search=view+permission", "?per_page=50"):
        with CaptureQueriesContext(connection) as queries:
            page.get(f"/ui/list/{query}", headers=HTMX)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_may_not_act_selects_nothing(client, dana):
    client.force_login(dana)
    content = client.get("/ui/list/").content.decode()
    assert "data-select" not in content
    assert "data-bulk" not in content


def test_who_may_act_selects(show):
    content = show().content.decode()
    assert content.count("data-select ") == 25
    assert 'formaction="/ui/dialog/"' in content
