"""Messages reach the user: with a fragment as toasts, with a page in the page, and never twice."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django_htmx.middleware import HtmxMiddleware

from syncadmin.ui.middleware import ToastMiddleware

pytestmark = pytest.mark.urls("tests.ui.urls")
HTMX = {"HX-Request": "true"}


def toasts(response):
    return json.loads(response.headers["HX-Trigger"])["toasts"]["toasts"]


def test_a_fragment_carries_its_messages(page):
    assert toasts(page.get("/tell/", headers=HTMX)) == [{"level": "danger", "text": "Ærø <b>&</b> 漢字"}]


def test_the_header_is_plain_ascii(page):
    assert page.get("/tell/", headers=HTMX).headers["HX-Trigger"].isascii()


def test_a_message_is_told_once(page):
    page.get("/tell/", headers=HTMX)
    assert b"\xc3\x86r\xc3\xb8" not in page.get("/ui/").content


def test_a_page_shows_messages_itself_and_escapes_them(page):
    page.get("/tell/")
    assert "<p>Ærø &lt;b&gt;&amp;&lt;/b&gt; 漢字</p>" in page.get("/ui/").content.decode()


def test_a_boosted_page_shows_its_messages_only_in_the_page(page):
    page.get("/tell/")
    assert "HX-Trigger" not in page.get("/ui/", headers={**HTMX, "HX-Boosted": "true"}).headers


def test_a_redirect_moves_the_browser_and_keeps_the_messages(page):
    response = page.post("/move/", headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/ui/")
    assert "HX-Trigger" not in response.headers
    assert "Moved." in page.get("/ui/").content.decode()


def test_a_redirect_of_a_form_stays_a_redirect(page):
    assert page.post("/move/").status_code == 302


def test_closing_the_dialog_also_tells_the_page(page):
    response = page.post("/close/", headers=HTMX)
    assert response.status_code == 204
    assert set(json.loads(response.headers["HX-Trigger"])) == {"dialog:close", "couplings-changed", "toasts"}


def test_many_long_messages_do_not_burst_the_header(rf, root):
    request = rf.get("/", headers=HTMX)
    request.session, request.user = SessionStore(), root
    HtmxMiddleware(lambda request: None)(request)
    request._messages = FallbackStorage(request)

    def view(request):
        for _number in range(50):
            messages.info(request, "漢" * 5000)
        return HttpResponse()

    assert len(ToastMiddleware(view)(request).headers["HX-Trigger"]) < 16_000


def test_answers_differ_by_who_asks(page):
    assert "HX-Request" in page.get("/ui/").headers["Vary"]


def test_who_is_signed_out_is_sent_to_sign_in_and_back_to_the_page(client, db):
    response = client.get("/tell/", headers={**HTMX, "HX-Current-URL": "http://testserver/ui/?page=2"})
    assert response.headers["HX-Redirect"] == "/sign-in/?next=/ui/%3Fpage%3D2"
