"""What one session does with answers of every sort."""

import contextlib
import logging

import pytest

from syncadmin.connections.clients import errors, odata, reading
from syncadmin.connections.clients.auth import Basic
from syncadmin.connections.clients.http import Call, Http, Reply, encode
from syncadmin.connections.clients.service import Patience
from syncadmin.engine.values import Side
from tests.clients.scripted import Reply as Answer

PAGE = Answer(body=b'{"value":[]}')
BUSY = Answer(429, b"", {"Retry-After": "7"})
WRITE = Call("POST", "$batch", {}, b"{}")


@pytest.fixture
def http(server, clock):
    session = Http(
        Side.BC, server.url, Basic("anna", "hush"), patience=Patience(read=2, turn=5), clock=clock, sleep=clock.sleep
    )
    yield session
    session.close()


def test_a_throttled_read_waits_as_told_and_goes_on(server, http, clock):
    server.replies = [BUSY, PAGE]
    assert http.get("customers") == {"value": []}
    assert clock.slept == [7]


def test_a_throttled_write_did_nothing_and_is_sent_again(server, http, clock):
    server.replies = [BUSY, PAGE]
    assert http.send(WRITE, Reply.json) == {"value": []}
    assert clock.slept == [7]


def test_a_date_to_come_back_at_is_honoured(server, http, clock):
    date = {"Date": "Thu, 01 Jan 2026 00:00:00 GMT", "Retry-After": "Thu, 01 Jan 2026 00:00:20 GMT"}
    server.replies = [Answer(503, b"", date), PAGE]
    http.get("customers")
    assert clock.slept == [20]


@pytest.mark.parametrize("status", [429, 503])
def test_too_much_holds_everybody_even_if_nobody_says_for_how_long(server, http, clock, status):
    server.replies = [Answer(status, b"")] * 3 + [PAGE]
    with contextlib.suppress(errors.RemoteError):
        http.send(WRITE, Reply.json)
    twin = http.twin()
    twin.get("customers")
    twin.close()
    waits = [slept for slept in clock.slept if slept]
    assert [low <= slept <= 2 * low for low, slept in zip([0.5, 1, 2], waits, strict=True)] == [True] * 3


@pytest.mark.parametrize("reply", [Answer(500, b""), Answer(drop=True)])
def test_trouble_of_one_request_holds_nobody_else(server, http, clock, reply):
    server.replies = [reply, PAGE]
    with pytest.raises(errors.RemoteError):
        http.send(WRITE, Reply.json)
    assert http.service.left() == 0


@pytest.mark.parametrize(("hint", "places"), [("9", 9), ("200", 16), ("many", 4)])
def test_as_many_requests_go_at_once_as_the_service_advises(server, http, hint, places):
    server.replies = [Answer(headers={"x-ms-dop-hint": hint})]
    http.get("customers")
    assert http.service.gate.places() == places


def test_no_more_than_four_requests_are_under_way_by_default(http):
    taken = [http.service.gate.enter(hurried=False) for _ in range(5)]
    assert [leave is not None for leave in taken] == [True] * 4 + [False]


def test_a_request_whose_turn_never_comes_says_so_and_was_not_sent(server, http, clock):
    while http.service.gate.enter(hurried=False):
        pass
    with pytest.raises(errors.Busy) as busy:
        http.send(WRITE, Reply.json)
    assert (busy.value.undone, server.seen) == (True, [])
    assert sum(clock.slept) == pytest.approx(http.patience.turn, rel=0.1)


def test_without_advice_waits_grow_and_vary(server, http, clock):
    server.replies = [Answer(502, b"<html>")] * 3 + [PAGE]
    http.get("customers")
    assert [low <= slept <= 2 * low for low, slept in zip([0.5, 1, 2], clock.slept, strict=True)] == [True] * 3


def test_patience_ends(server, http, clock):
    server.replies = [Answer(500, b"")]
    with pytest.raises(errors.ServiceFailed):
        http.get("customers")
    assert len(server.seen) == 6


def test_nobody_waits_longer_than_the_patience(server, http, clock):
    server.replies = [Answer(429, b"", {"Retry-After": "3600"})]
    with pytest.raises(errors.Throttled):
        http.get("customers")
    assert clock.slept == []


def test_all_sessions_of_a_service_wait(server, http, clock):
    http.service.pause(5)
    twin = http.twin()
    twin.get("customers")
    twin.close()
    assert clock.slept == [5]


@pytest.mark.parametrize("reply", [Answer(500), Answer(503), Answer(drop=True), Answer(body=b"{", length=50)])
def test_a_write_is_not_sent_twice_if_it_may_have_happened(server, http, reply):
    server.replies = [reply, PAGE]
    with pytest.raises(errors.RemoteError) as lost:
        http.send(WRITE, Reply.json)
    assert not lost.value.undone
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "reply", [Answer(drop=True), Answer(body=b'{"value":[', length=50), Answer(body=b"<html>"), Answer(body=b"[1]")]
)
def test_a_read_without_a_readable_answer_is_repeated(server, http, reply):
    server.replies = [reply, PAGE]
    assert http.get("customers") == {"value": []}


def test_a_page_instead_of_an_answer_is_told_as_such(server, http):
    server.replies = [Answer(body=b"<!DOCTYPE html><p>Sign in")]
    with pytest.raises(errors.BadAnswer, match="a page"):
        http.get("customers")


def test_a_write_that_never_left_is_sent_again(server, http, clock):
    server.stop()
    with pytest.raises(errors.Unreachable) as never:
        http.send(WRITE, Reply.json)
    assert never.value.undone
    assert len(clock.slept) == 5


@pytest.mark.parametrize("target", ["https://evil.example/a", "/moved"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server, http, status, target):
    server.replies = [Answer(status, b"", {"Location": target})]
    with pytest.raises(errors.AddressRefused):
        http.get("customers")
    assert len(server.seen) == 1


def test_a_link_to_another_host_never_gets_the_token(server, http):
    other = "http://127.0.0.2:9/customers"
    with pytest.raises(errors.AddressRefused):
        http.get(other)
    assert server.seen == []


def test_a_next_page_on_another_host_is_not_read(server, http):
    server.replies = [Answer(body=b'{"value":[1],"@odata.nextLink":"https://evil.example/customers"}')]
    pages = odata.pages(lambda link: reading.page(http, link, {}), "customers")
    assert next(pages) == [1]
    with pytest.raises(errors.AddressRefused):
        next(pages)
    assert len(server.seen) == 1


@pytest.mark.parametrize("context", ["", '"@odata.context":"{root}/$metadata#customers",'])
def test_a_relative_link_starts_from_the_root_and_an_empty_last_page_is_legal(server, http, context):
    told = context.replace("{root}", server.url)
    first = f'{{{told}"value":[{{"a":1}}],"@odata.nextLink":"customers?$skiptoken=%3Ca%2520b%3E"}}'
    server.replies = [Answer(body=first.encode()), PAGE]
    found = list(reading.pages(http, "companies(1)/customers", {"Prefer": "odata.maxpagesize=7"}))
    assert [(page.rows, bool(page.following)) for page in found] == [([{"a": 1}], True), ([], False)]
    assert server.seen[1].path == "/customers?$skiptoken=%3Ca%2520b%3E"
    assert [seen.headers["Prefer"] for seen in server.seen] == ["odata.maxpagesize=7"] * 2


def test_a_link_goes_out_as_it_came(server, http):
    link = f"{server.url}/customers?$skiptoken=%3Ccookie%20a=%2522b%2522%3E&x=a~b'(c)%7Ed"
    http.get(link)
    assert server.url + server.seen[0].path == link


def test_cookies_are_not_kept(server, http):
    server.replies = [Answer(headers={"Set-Cookie": "affinity=1; Path=/"})]
    http.get("customers")
    http.get("customers")
    assert "Cookie" not in server.seen[1].headers


def test_decimals_are_exact_in_both_directions(server, http):
    server.replies = [Answer(body=b'{"limit":12345678901234567890.1200}')]
    limit = http.get("customers")["limit"]
    assert encode({"limit": limit}) == b'{"limit":12345678901234567890.1200}'
    assert encode({"limit": limit.scaleb(-30)}).count(b"E") == 0


def test_the_log_tells_no_secrets_and_no_values(server, http, caplog):
    caplog.set_level(logging.DEBUG, logger="syncadmin")
    server.replies = [Answer(400, b'{"error":{"code":"BadRequest_X","message":"no"}}')]
    with pytest.raises(errors.RequestRefused) as refused:
        http.get("customers?$filter=email%20eq%20'anna@x.example'")
    told = f"{caplog.text} {refused.value} {refused.value!r} {http.auth!r}"
    assert "GET customers" in told
    assert not any(secret in told for secret in ("hush", "anna@x", http.auth.authorisation()))


def test_the_time_is_that_of_the_service(server, http):
    server.replies = [Answer(headers={"Date": "Thu, 01 Jan 2037 00:00:20 GMT"})]
    http.get("customers")
    assert http.service.now().isoformat() == "2037-01-01T00:00:20+00:00"


def test_a_name_that_does_not_resolve_is_told(clock):
    http = Http(Side.BC, "https://nowhere.invalid/api", Basic("a", "b"), clock=clock, sleep=clock.sleep)
    with pytest.raises(errors.AddressUnknown) as unknown:
        http.get("customers")
    assert unknown.value.problem.facts["host"] == "nowhere.invalid"
