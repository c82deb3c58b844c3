"""Every page's shell: no inline code, a sign-in page, error pages, and fragments that cost nothing extra."""

import json
import re
from html import unescape

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.urls("tests.ui.urls")


def test_a_page_holds_no_inline_code(page):
    content = page.get("/ui/").content.decode()
    assert not re.search(r"<style|style=|<script>|\son\w+=|javascript:", content)


def test_the_policy_allows_only_our_own_files(page):
    policy = page.get("/ui/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


def test_htmx_runs_without_evaluated_code_and_swaps_invalid_forms(page):
    content = page.get("/ui/").content.decode()
    config = json.loads(unescape(re.search(r'name="htmx-config" content="([^"]+)"', content)[1]))
    assert (config["allowEval"], config["includeIndicatorStyles"]) == (False, False)
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_every_request_carries_the_csrf_token(page):
    assert re.search(r"""hx-headers='{"X-CSRFToken": "\w{20,}"}'""", page.get("/ui/").content.decode())


def test_sign_in_comes_back_to_the_page(client, root):
    response = client.post("/sign-in/?next=/ui/", {"username": "root", "password": "secret", "next": "/ui/"})
    assert response.headers["Location"] == "/ui/"


def test_a_wrong_password_is_told(client, root):
    content = client.post("/sign-in/", {"username": "root", "password": "wrong"}).content.decode()
    assert "This is not the right user name and password." in content


def test_an_unknown_address_says_so(page):
    response = page.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_the_page_for_errors_needs_nothing_but_itself():
    assert "Something went wrong" in render_to_string("500.html")


def test_a_fragment_does_not_pay_for_the_navigation(page, django_assert_num_queries):
    page.get("/ui/dialog/", headers={"HX-Request": "true"})
    with django_assert_num_queries(2):
        page.get("/ui/dialog/", headers={"HX-Request": "true"})
