"""Messages reach the user: with a fragment as toasts, with a page in the page, and never twice."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django_htmx.middleware import HtmxMiddleware

from syncadmin.ui.middleware import ToastMiddleware
from syncadmin.ui.toasts import Link, tell

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


def told(rf, root, text, link):
    """The toasts of a fragment whose view told something."""
    request = rf.get("/", headers=HTMX)
    request.session, request.user = SessionStore(), root
    HtmxMiddleware(lambda request: None)(request)
    request._messages = FallbackStorage(request)

    def view(request):
        tell(request, text, link)
        return HttpResponse()

    return toasts(ToastMiddleware(view)(request))


def test_a_toast_may_lead_to_a_page_of_ours(rf, root):
    link = Link("/jobs/7/", "Show job 7")
    assert told(rf, root, "Started.", link) == [
        {"level": "success", "text": "Started.", "url": "/jobs/7/", "link": "Show job 7"}
    ]


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"])
def test_a_toast_leads_nowhere_else(rf, root, url):
    assert told(rf, root, "Started.", Link(url, "Go")) == [{"level": "success", "text": "Started."}]


def test_a_page_escapes_the_link_of_a_message(draw):
    message = Message(messages.INFO, "<b>", extra_tags='link:/jobs/7/?"> <i>Show</i>')
    drawn = draw("{% include 'ui/parts/toast.html' with text=message link=message|link_of %}", message=message)
    assert '<a href="/jobs/7/?&quot;&gt;">&lt;i&gt;Show&lt;/i&gt;</a>' in drawn
    assert "<p>&lt;b&gt;</p>" in drawn
