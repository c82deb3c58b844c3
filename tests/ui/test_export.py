"""The export: every filtered row, in the order of the list, as text that no spreadsheet runs."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission

pytestmark = pytest.mark.urls("tests.ui.urls")


def rows(response):
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_all_rows_of_all_pages_are_exported_in_order(page):
    header, *body = rows(page.get("/ui/list/?export=csv&sort=-name"))
    assert header == ["Name", "Application", "Status", "Count"]
    assert [row[0] for row in body] == list(Permission.objects.order_by("-name").values_list("name", flat=True))


def test_the_filters_count(page):
    assert len(rows(page.get("/ui/list/?export=csv&search=view+permission"))) == 2


def test_it_is_a_file_with_the_name_of_the_list(page):
    response = page.get("/ui/list/?export=csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="sample-list.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1+1", "@sum", "\tx"])
def test_formulas_stay_text(page, formula):
    Permission.objects.filter(codename="view_user").update(name=formula)
    [_header, row] = rows(page.get("/ui/list/?export=csv&search=view_user"))
    assert row[0] == f"'{formula}"


def test_many_rows_are_read_in_chunks(page, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("syncadmin.ui.export.CHUNK", 7)
    with django_assert_max_num_queries(6):
        assert len(rows(page.get("/ui/list/?export=csv"))) == Permission.objects.count() + 1
