"""A dialog is a page: a fragment for htmx, whole for everybody else, and its selection travels with it."""

import pytest

pytestmark = pytest.mark.urls("tests.ui.urls")
HTMX = {"HX-Request": "true"}
VALID = {"name": "x", "direction": "bc", "after": "no"}


def test_htmx_gets_the_form_alone(page):
    content = page.get("/ui/dialog/", headers=HTMX).content.decode()
    assert content.lstrip().startswith('<form id="sample-dialog"')


def test_without_htmx_it_is_a_page(page):
    content = page.get("/ui/dialog/").content.decode()
    assert "<html" in content
    assert '<form id="sample-dialog"' in content


def test_an_invalid_form_comes_back_with_its_errors(page):
    response = page.post("/ui/dialog/", {**VALID, "name": ""}, headers=HTMX)
    content = response.content.decode()
    assert response.status_code == 422
    assert 'aria-describedby="id_name_helptext id_name_error"' in content or 'aria-invalid="true"' in content
    assert "This field is required." in content


def test_a_valid_form_closes_it(page):
    response = page.post("/ui/dialog/", VALID, headers=HTMX)
    assert "dialog:close" in response.headers["HX-Trigger"]


def test_without_htmx_a_valid_form_goes_on(page):
    assert page.post("/ui/dialog/", VALID).headers["Location"] == "/ui/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_goes_on_to_another_site(page, elsewhere):
    assert page.post("/ui/dialog/", {**VALID, "next": elsewhere}).headers["Location"] == "/ui/"


def test_a_selection_is_asked_about_and_carried_on(page):
    response = page.post("/ui/dialog/", {"ask": "1", "selected": ["3", "<b>"]}, headers=HTMX)
    content = response.content.decode()
    assert response.status_code == 200
    assert '<input type="hidden" name="selected" value="3">' in content
    assert 'value="&lt;b&gt;"' in content
    assert "This field is required." not in content
