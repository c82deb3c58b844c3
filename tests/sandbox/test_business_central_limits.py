"""How much of Business Central one user gets at once: a few requests, a line behind them, and no more."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def crowd(central, sandbox):
    """Sends as many slow requests at once as are wanted; gives their answers."""
    sandbox.misbehave("GET", "companies", kind="slow", seconds=0.2)

    def send(count):
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda _: central("GET", "/companies"), range(count)))

    return send


def statuses(answers):
    return {answer.status_code for answer in answers}


def test_requests_above_the_first_five_wait_their_turn(crowd):
    began = time.monotonic()
    assert statuses(crowd(11)) == {200}
    assert time.monotonic() - began >= 0.6


def test_a_full_line_refuses_at_once(crowd, sandbox):
    sandbox.options.business_central_at_once, sandbox.options.business_central_line = 1, 1
    answers = crowd(6)
    assert statuses(answers) == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert error_of(refused) == (429, "Application_TooManyRequests")


def test_who_waits_too_long_is_sent_away(crowd, sandbox):
    sandbox.options.business_central_at_once, sandbox.options.business_central_wait = 1, 0.02
    assert statuses(crowd(6)) == {200, 503}


def test_the_line_is_of_one_service(crowd, sandbox, dataverse):
    sandbox.options.business_central_at_once, sandbox.options.business_central_line = 0, 0
    assert dataverse("GET", "/WhoAmI").status_code == 200


def test_a_body_may_be_too_large(central, customers, sandbox):
    sandbox.options.largest_body = 100
    assert central("POST", customers, body={"displayName": "x" * 100}).status_code == 413
    assert central("POST", customers, body={"displayName": "A"}).status_code == 201
