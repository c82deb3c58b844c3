"""Dataverse's service protection: three limits with a code each, and a wait that grows for those who do not wait."""

from concurrent.futures import ThreadPoolExecutor

from tests.sandbox.callers import error_of


def test_too_many_requests(dataverse, sandbox):
    sandbox.options.dataverse_limit = 2
    assert dataverse.get("/WhoAmI").headers["x-ms-ratelimit-burst-remaining-xrm-requests"] == "1"
    dataverse.get("/WhoAmI")
    assert error_of(dataverse.get("/WhoAmI")) == (429, "0x80072322")
    sandbox.clock.advance(seconds=301)
    assert dataverse.get("/WhoAmI").status_code == 200


def test_too_much_time_together(dataverse, sandbox):
    sandbox.options.dataverse_seconds = 0.05
    sandbox.misbehave("GET", "WhoAmI", kind="slow", seconds=0.06, times=1)
    assert dataverse.get("/WhoAmI").status_code == 200
    refused = dataverse.get("/WhoAmI")
    assert error_of(refused) == (429, "0x80072321")
    assert refused.headers["x-ms-ratelimit-time-remaining-xrm-requests"] == "0.00"


def test_too_many_at_once(dataverse, sandbox):
    sandbox.options.at_once = 2
    sandbox.misbehave("GET", "WhoAmI", kind="slow", seconds=0.2)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: dataverse.get("/WhoAmI"), range(4)))
    refused = [error_of(answer) for answer in answers if answer.status_code != 200]
    assert refused
    assert set(refused) == {(429, "0x80072326")}


def test_going_on_regardless_makes_the_wait_longer(dataverse, sandbox):
    sandbox.options.dataverse_limit = 0
    waits = [int(dataverse.get("/WhoAmI").headers["Retry-After"]) for _ in range(3)]
    assert waits == [5, 10, 15]
    sandbox.clock.advance(seconds=20)
    assert dataverse.get("/WhoAmI").headers["Retry-After"] == "5"


def test_one_service_does_not_count_for_the_other(dataverse, central, sandbox):
    sandbox.options.dataverse_limit = sandbox.options.at_once = 0
    assert dataverse.get("/WhoAmI").status_code == 429
    assert central.get("/companies").status_code == 200
