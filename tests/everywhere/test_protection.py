"""What protects every answer, whatever it is: a policy without inline code, and the headers browsers go by."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from couplings.paths import list_url
from syncadmin.urls import urlpatterns as project
from tests.everywhere.addresses import ACTIONS, NOBODY, PAGES
from tests.everywhere.markup import Markup, content, inline_code
from tests.everywhere.world import nobody

HTMX = {"HX-Request": "true"}
PROMISED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def fail(request):
    """A page that cannot be made."""
    raise RuntimeError("a secret of the inside")


urlpatterns = [path("fail/", fail), *project]


@pytest.fixture
def answers(as_alice, reachable):
    """Every page, as a page and as a fragment, every action without a form, and every kind of refusal, by name."""
    found = {f"{one}": as_alice.get(one.path(reachable)) for one in PAGES}
    found |= {f"{one} htmx": as_alice.get(one.path(reachable), headers=HTMX) for one in PAGES}
    found |= {f"{one} post": as_alice.post(one.path(reachable)) for one in ACTIONS}
    selected = {"selected": reachable.customer.pk, "ask": "1"}
    found |= {f"{one} ask": as_alice.post(one.path(reachable), selected) for one in ACTIONS if "jobs:" in one.name}
    found |= {f"{one} nobody": Client().get(one.path(reachable)) for one in PAGES if one.get == NOBODY}
    found["not found"] = as_alice.get(f"{list_url(reachable.mapping_pk)}{nobody()}/")
    found["nowhere"] = as_alice.get("/nowhere/")
    found["not allowed"] = as_alice.put(list_url(reachable.mapping_pk))
    found["too much"] = as_alice.post("/records/uncouple/", {"selected": ["1"] * 1001})
    found["export"] = as_alice.get(list_url(reachable.mapping_pk), {"export": "csv"})
    return found


def weak_policy(answer):
    """What of the policy is not as strict as it has to be."""
    policy = answer.headers.get("Content-Security-Policy", "")
    rules = dict(rule.split(None, 1) for rule in policy.split("; ") if rule)
    strict = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "frame-ancestors": "'none'"}
    return [name for name, sources in strict.items() if rules.get(name) != sources]


def missing_headers(answer):
    """The headers that are not as promised."""
    return [name for name, value in PROMISED.items() if answer.headers.get(name) != value]


def code_in_the_page(answer):
    """What the policy would refuse."""
    return inline_code(content(answer))


def foreign_files(answer):
    """What is not loaded from our own static files."""
    elements = Markup(content(answer)).elements
    loaded = [one.get("src") or one.get("href") or "" for tag, one in elements if tag in ("script", "link", "img")]
    return [address for address in loaded if not address.startswith("/static/")]


def forms_without_token(answer):
    """How many forms that post lack the token, if any."""
    page = content(answer)
    lacking = page.count('method="post"') - page.count('name="csrfmiddlewaretoken"')
    return [lacking] if lacking > 0 else []


def doubled_ids(answer):
    """The ids that more than one element has."""
    ids = [attributes["id"] for _tag, attributes in Markup(content(answer)).elements if attributes.get("id")]
    return sorted({one for one in ids if ids.count(one) > 1})


RULES = (weak_policy, missing_headers)
RULES_OF_PAGES = (code_in_the_page, foreign_files, forms_without_token, doubled_ids)


def broken(answer):
    """The rules an answer breaks, with what breaks them."""
    rules = RULES + (RULES_OF_PAGES if "html" in answer.headers.get("Content-Type", "") else ())
    return {rule.__name__: found for rule in rules if (found := rule(answer))}


def test_every_answer_keeps_to_the_rules(answers):
    found = {name: broken(one) for name, one in answers.items()}
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_an_answer_that_breaks_the_rules_is_found():
    page = '<form method="post"><i id="a"></i><i id="a" style="color: red"></i><script src="//x"></script></form>'
    assert set(broken(HttpResponse(page))) == {rule.__name__ for rule in RULES + RULES_OF_PAGES}


def test_a_page_that_cannot_be_made_says_so_and_tells_nothing_of_the_inside(alice, settings):
    settings.ROOT_URLCONF = __name__
    browser = Client(raise_request_exception=False)
    browser.force_login(alice)
    answer = browser.get("/fail/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong" in page
    assert "RuntimeError" not in page
    assert "secret of the inside" not in page
    assert inline_code(page) == []
    assert "'none'" in answer.headers["Content-Security-Policy"]


def test_the_cookies_are_closed_to_scripts_and_other_sites(client, alice):
    page = client.get("/sign-in/")
    client.post("/sign-in/", {"username": "alice", "password": "correct horse battery staple"})
    session = client.cookies["syncadmin_session"]
    assert page.status_code == 200
    assert session["httponly"]
    assert {client.cookies[name]["samesite"] for name in ("syncadmin_session", "syncadmin_csrf")} == {"Lax"}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(as_alice, world, target):
    answers = [
        as_alice.post("/records/uncouple/", {"selected": world.customer.pk, "next": target}),
        as_alice.post("/jobs/synchronize-modified/", {"next": target}),
        as_alice.post("/mappings/restore-defaults/", {"next": target}),
        as_alice.post(f"/connections/{world.connection_pk}/disable/", {"next": target}),
        Client().post(f"/sign-in/?next={target}", {"username": "alice", "password": "correct horse battery staple"}),
    ]
    assert [one.url for one in answers if not one.url.startswith("/") or "evil" in one.url] == []


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_no_dialog_offers_a_way_to_another_site(as_alice, world, target):
    posted = {"selected": world.customer.pk, "ask": "1", "next": target}
    for name in ("couple", "create", "synchronize"):
        links = Markup(as_alice.post(f"/records/{name}/", posted).content.decode()).named("a")
        assert [one["href"] for one in links if target in one.get("href", "")] == []
