"""Faults on request."""

import time

import pytest
import requests

from tests.sandbox.callers import error_of


def test_a_status_strikes_as_often_as_asked(central, customers, sandbox):
    sandbox.misbehave("GET", "customers", status=429, retry_after=7, times=1)
    answer = central.get(customers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert central.get(customers).status_code == 200


def test_a_throttle_may_keep_silent_about_how_long(dataverse, sandbox):
    sandbox.misbehave("*", "accounts", status=429)
    assert "Retry-After" not in dataverse.get("/accounts").headers
    assert error_of(dataverse.get("/accounts")) == (429, "0x80072322")
    sandbox.behave()
    assert dataverse.get("/accounts").status_code == 200


def test_only_what_was_named_is_hit(dataverse, sandbox):
    sandbox.misbehave("POST", "accounts", status=500)
    assert dataverse.get("/accounts").status_code == 200
    assert dataverse("POST", "/accounts", body={}).status_code == 500
    assert sandbox.count("account") == 0


def test_a_reset_does_nothing(dataverse, sandbox):
    sandbox.misbehave("POST", "accounts", kind="reset", times=1)
    with pytest.raises(requests.ConnectionError):
        dataverse("POST", "/accounts", body={"name": "A"})
    assert sandbox.count("account") == 0


def test_a_lost_answer_has_done_the_work(dataverse, sandbox):
    sandbox.misbehave("POST", "accounts", kind="lose_answer", times=1)
    with pytest.raises(requests.ConnectionError):
        dataverse("POST", "/accounts", body={"name": "A"})
    assert sandbox.count("account") == 1
    assert sandbox.requests[-1].status == 0


def test_a_truncated_answer_ends_early(dataverse, sandbox):
    sandbox.misbehave("GET", "accounts", kind="truncate", times=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        dataverse.get("/accounts")
    assert dataverse.get("/accounts").status_code == 200


def test_a_gateway_speaks_html(central, sandbox):
    sandbox.misbehave("GET", "companies", kind="html", status=502)
    answer = central.get("/companies")
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")


def test_a_slow_answer_takes_its_time(central, sandbox):
    sandbox.misbehave("GET", "companies", kind="slow", seconds=0.2, times=1)
    started = time.perf_counter()
    assert central.get("/companies").status_code == 200
    assert time.perf_counter() - started >= 0.2


def test_the_first_requests_can_be_let_through(central, sandbox):
    sandbox.misbehave("GET", "companies", status=503, skip=2, times=1)
    assert [central.get("/companies").status_code for _ in range(4)] == [200, 200, 503, 200]


def test_chance_goes_by_its_seed(central, sandbox):
    def run():
        sandbox.behave()
        sandbox.misbehave("GET", "companies", status=503, probability=0.3, seed=3)
        return [central.get("/companies").status_code for _ in range(30)]

    first = run()
    assert first == run()
    assert 200 in first
    assert 503 in first


def test_the_token_endpoint_can_fail_too(sandbox):
    sandbox.misbehave("POST", "token", status=503, times=1)
    assert requests.post(sandbox.token_url, timeout=10).status_code == 503


def test_an_unknown_kind_is_refused(sandbox):
    with pytest.raises(ValueError, match="no fault of kind"):
        sandbox.misbehave(kind="sulk")


def test_a_limit_throttles_until_its_window_has_passed(dataverse, sandbox):
    sandbox.options.dataverse_limit, sandbox.options.limit_window = 2, 0.3
    assert [dataverse.get("/WhoAmI").status_code for _ in range(3)] == [200, 200, 429]
    time.sleep(0.35)
    assert dataverse.get("/WhoAmI").status_code == 200
