"""Business Central's JSON batches."""

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def operation(customers):
    def make(number, method="POST", key=None, body=None, **headers):
        url = customers.lstrip("/") + (f"({key})" if key else "")
        headers = {"Content-Type": "application/json", **headers}
        return {"id": str(number), "method": method, "url": url, "headers": headers, "body": body}

    return make


def send(central, *operations, **headers):
    return central("POST", "/$batch", body={"requests": list(operations)}, **headers)


def statuses(answer):
    return [(part["id"], part["status"]) for part in answer.json()["responses"]]


def test_operations_run_in_order_and_answer_by_id(central, operation, sandbox):
    answer = send(central, operation(7, body={"displayName": "A"}), operation(3, body={"displayName": "B"}))
    assert statuses(answer) == [("7", 201), ("3", 201)]
    assert answer.json()["responses"][0]["body"]["displayName"] == "A"


def test_the_first_failure_stops_and_what_was_done_stays(central, operation, sandbox):
    answer = send(central, operation(1, body={}), operation(2, body={"no": 1}), operation(3, body={}))
    assert (answer.status_code, statuses(answer)) == (200, [("1", 201), ("2", 400)])
    assert sandbox.count("customers") == 1


def test_it_goes_on_when_asked_to(central, operation, sandbox):
    parts = (operation(1, body={}), operation(2, body={"no": 1}), operation(3, body={}))
    answer = send(central, *parts, Prefer="odata.continue-on-error")
    assert statuses(answer) == [("1", 201), ("2", 400), ("3", 201)]
    assert sandbox.count("customers") == 2


def test_a_snapshot_undoes_all_and_still_says_201(central, operation, sandbox):
    answer = send(central, operation(1, body={}), operation(2, body={"no": 1}), Isolation="snapshot")
    assert statuses(answer) == [("1", 201), ("2", 400)]
    assert sandbox.count("customers") == 0


def test_a_snapshot_that_fails_at_once_answers_only_that(central, operation, sandbox):
    answer = send(central, operation(1, body={"no": 1}), operation(2, body={}), Isolation="snapshot")
    assert statuses(answer) == [("1", 400)]
    assert sandbox.count("customers") == 0


def test_each_operation_has_its_own_if_match(central, operation, sandbox):
    row = sandbox.add("customers", displayName="A")
    fine = operation(1, "PATCH", row["id"], {"city": "Oslo"}, **{"If-Match": row["@odata.etag"]})
    stale = operation(2, "PATCH", row["id"], {"city": "Bergen"}, **{"if-match": row["@odata.etag"]})
    answer = send(central, fine, stale)
    assert statuses(answer) == [("1", 200), ("2", 409)]


def test_without_ids_the_answers_have_none(central, operation):
    part = operation(1, body={})
    del part["id"]
    assert statuses(send(central, part)) == [(None, 201)]


def test_a_hundred_is_the_limit(central, operation, sandbox):
    parts = [operation(number, body={}) for number in range(101)]
    assert len(send(central, *parts[:100]).json()["responses"]) == 100
    assert send(central, *parts).status_code == 400
    assert sandbox.count("customers") == 100


@pytest.mark.parametrize(
    "body", [{}, {"requests": 1}, {"requests": [1]}, {"requests": [{"method": "GET"}]}, {"requests": [{"url": 1}]}]
)
def test_nonsense_is_a_bad_request(central, body):
    assert error_of(central("POST", "/$batch", body=body)) == (400, "BadRequest")


def test_too_many_can_be_answered_as_the_real_service_was_seen_to(central, operation, sandbox):
    sandbox.options.batch_limit, sandbox.options.batch_too_big_status = 1, 500
    assert send(central, operation(1, body={}), operation(2, body={})).status_code == 500
    assert sandbox.count("customers") == 0


def test_each_operation_counts_as_a_request(central, operation, sandbox):
    sandbox.options.business_central_limit = 3
    answer = send(central, *(operation(number, body={}) for number in range(4)))
    assert statuses(answer) == [("0", 201), ("1", 201), ("2", 429)]
    sandbox.limits.clear()
    sandbox.options.batch_counts = False
    answer = send(central, *(operation(number, body={}) for number in range(4)))
    assert [status for _, status in statuses(answer)] == [201] * 4


def test_an_unknown_member_has_another_code_in_a_batch(central, operation):
    answer = send(central, operation(1, body={"blocked": "Sometimes"}))
    assert answer.json()["responses"][0]["body"]["error"]["code"] == "Unknown"


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml"])
def test_an_operation_says_what_its_body_is(central, operation, sandbox, kind):
    answer = send(central, operation(1, body={}, **{"Content-Type": kind}))
    assert statuses(answer) == [("1", 415)]
    assert sandbox.count("customers") == 0


def test_an_impossible_address_is_that_operations_failure_or_the_batchs(central):
    for url in ("http://[", "\ud800", "nobody", "", "companies(x)/customers"):
        body = {"requests": [{"id": "1", "method": "GET", "url": url}]}
        answer = central("POST", "/$batch", body=body)
        assert answer.status_code == 400 or answer.json()["responses"][0]["status"] in (200, 400, 404)
