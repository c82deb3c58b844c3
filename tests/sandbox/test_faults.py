"""Faults on request."""

import time
from datetime import datetime

import pytest
import requests

from syncadmin.sandbox.faults import BadFault
from tests.sandbox.callers import error_of, multipart, part, send_batch


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


def test_an_answer_can_trickle(dataverse, sandbox):
    sandbox.misbehave("GET", "accounts", kind="drip", seconds=0.2, times=1)
    started = time.perf_counter()
    assert dataverse.get("/accounts").json()["value"] == []
    assert time.perf_counter() - started >= 0.2


@pytest.mark.parametrize("status", [401, 403, 404, 408, 409, 412, 413, 429, 500, 502, 503, 504])
def test_a_status_comes_with_the_error_body_of_its_service(central, dataverse, sandbox, status):
    sandbox.misbehave("GET", status=status)
    for caller, prefix in ((central, ""), (dataverse, "0x")):
        answer = caller.get("/companies")
        assert answer.status_code == status
        if answer.content:
            assert answer.json()["error"]["code"].startswith(prefix)
            assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("when", "hit"),
    [
        ({"times": 2}, [1, 2]),
        ({"skip": 3}, [4, 5, 6]),
        ({"window": (2, 4)}, [2, 3, 4]),
        ({"every": 2}, [2, 4, 6]),
        ({"every": 2, "window": (3, 6)}, [4, 6]),
        ({"probability": 0.0}, []),
        ({"probability": 1.0, "times": 1}, [1]),
    ],
)
def test_it_is_told_which_requests_are_hit(central, sandbox, when, hit):
    sandbox.misbehave("GET", "companies", status=503, **when)
    answers = [central.get("/companies").status_code for _ in range(6)]
    assert [number for number, status in enumerate(answers, 1) if status == 503] == hit


def test_a_fault_can_wait_for_its_time_and_pass(central, sandbox):
    sandbox.misbehave("GET", "companies", status=503, after=60, lasting=60)
    seen = []
    for _ in range(3):
        seen.append(central.get("/companies").status_code)
        sandbox.clock.advance(seconds=61)
    assert seen == [200, 503, 200]


def test_a_request_can_arrive_twice(central, customers, dataverse, sandbox):
    sandbox.misbehave("POST", kind="double", times=2)
    assert central("POST", customers, body={"displayName": "A"}).status_code == 201
    assert dataverse("POST", "/accounts", body={"name": "A"}).status_code == 204
    assert (sandbox.count("customers"), sandbox.count("account")) == (2, 2)


def test_somebody_can_save_a_moment_earlier(central, customers, dataverse, sandbox):
    customer, account = sandbox.add("customers"), sandbox.add("account")
    sandbox.misbehave("PATCH", kind="edit")
    stale = {"If_Match": customer["@odata.etag"]}
    assert error_of(central("PATCH", f"{customers}({customer['id']})", body={}, **stale))[1] == "Request_EntityChanged"
    stale = {"If_Match": account["@odata.etag"]}
    path = f"/accounts({account['accountid']})"
    assert error_of(dataverse("PATCH", path, body={}, **stale)) == (412, "0x80060882")


def test_the_edit_may_say_something(dataverse, sandbox):
    account = sandbox.add("account", name="A")
    sandbox.misbehave("PATCH", kind="edit", detail={"telephone1": "+47 00 11"})
    path = f"/accounts({account['accountid']})"
    assert dataverse("PATCH", path, body={"name": "B"}).status_code == 204
    row = sandbox.row("account", account["accountid"])
    assert (row["name"], row["telephone1"]) == ("B", "+47 00 11")


def test_rows_can_move_while_they_are_read(central, customers, sandbox):
    sandbox.add_many("customers", ({"displayName": str(number)} for number in range(9)))
    before = {row["id"]: row["@odata.etag"] for row in sandbox.rows("customers")}
    sandbox.misbehave("GET", "customers", kind="drift", times=1, detail={"insert": 2, "modify": 1, "delete": 1})
    after = {row["id"]: row["@odata.etag"] for row in central.get(customers).json()["value"]}
    assert (len(before.keys() - after.keys()), len(after.keys() - before.keys())) == (1, 2)


def test_a_row_can_be_seen_before_it_is_committed_and_never_again(central, customers, sandbox):
    sandbox.misbehave("GET", "customers", kind="phantom", times=1)
    assert [len(central.get(customers).json()["value"]) for _ in range(2)] == [1, 0]


def test_a_change_can_appear_later_than_its_stamp(central, customers, sandbox):
    row = sandbox.add("customers", displayName="A")
    sandbox.misbehave("GET", "customers", kind="late", seconds=300, times=1, detail={"displayName": "B"})
    assert central.get(customers).json()["value"][0]["displayName"] == "A"
    between = sandbox.add("customers")
    sandbox.clock.advance(minutes=6)
    (late,) = central.get(customers, filter=f"id eq {row['id']}").json()["value"]
    assert late["displayName"] == "B"
    stamps = [datetime.fromisoformat(one["lastModifiedDateTime"]) for one in (row, late, between)]
    assert stamps == sorted(stamps)


def test_a_delta_token_can_be_stale(dataverse, sandbox):
    first = dataverse("GET", "/accounts", Prefer="odata.track-changes").json()
    sandbox.misbehave(kind="stale_delta")
    assert dataverse.get("/accounts").status_code == 200
    assert error_of(dataverse("GET", first["@odata.deltaLink"])) == (400, "0x80044352")


def test_tokens_can_run_out_in_the_middle(central, dataverse, sandbox):
    sandbox.misbehave("GET", "accounts", kind="expire", skip=1, times=1)
    assert [dataverse.get("/accounts").status_code for _ in range(2)] == [200, 401]
    for caller in (central, dataverse):
        caller.sign_in()


@pytest.mark.parametrize(
    ("kind", "detail", "status"),
    [
        ("reshape", {"table": "account", "remove": "fax"}, 400),
        ("drop", {"table": "account"}, 404),
        ("withdraw", {"account:read": "none"}, 403),
        ("options", {"not_a_member": True}, 403),
    ],
)
def test_the_world_can_change_in_the_middle_of_a_run(dataverse, sandbox, kind, detail, status):
    sandbox.misbehave("GET", "accounts", kind=kind, detail=detail, skip=1, times=1)
    assert [dataverse.get("/accounts", select="fax").status_code for _ in range(2)] == [200, status]


def test_a_table_can_appear_in_the_middle_of_a_run(dataverse, sandbox):
    thing = {"service": "dataverse", "entity": "cr_thing", "entity_set": "cr_things"}
    sandbox.misbehave("GET", "cr_things", kind="add_table", detail=thing, skip=1, times=1)
    assert [dataverse.get("/cr_things").status_code for _ in range(2)] == [404, 200]


def test_one_operation_of_a_batch_can_fail(central, customers, sandbox):
    sandbox.misbehave("POST", "customers", status=409, inside=True, skip=1, times=1)
    operation = {"method": "POST", "url": customers[1:], "body": {}, "headers": {"Content-Type": "application/json"}}
    operations = [{"id": str(number), **operation} for number in range(3)]
    answer = central("POST", "/$batch", body={"requests": operations}, Prefer="odata.continue-on-error").json()
    assert [part["status"] for part in answer["responses"]] == [201, 409, 201]
    assert sandbox.count("customers") == 2


def test_one_operation_of_a_multipart_batch_can_fail(dataverse, sandbox):
    sandbox.misbehave("POST", "accounts", status=503, inside=True, skip=1, times=1)
    text = multipart(*(part("POST", f"{dataverse.root}/accounts", {"name": str(n)}) for n in range(3)))
    answer = send_batch(dataverse, text, Prefer="odata.continue-on-error")
    assert [answer.text.count(line) for line in ("HTTP/1.1 204", "HTTP/1.1 503")] == [2, 1]
    assert sandbox.count("account") == 2


@pytest.mark.parametrize(
    "how", [{"kind": "reset", "inside": True}, {"every": 0}, {"path": "("}, {"kind": "reshape", "inside": True}]
)
def test_a_fault_that_makes_no_sense_is_refused(sandbox, how):
    with pytest.raises(BadFault):
        sandbox.misbehave(**how)


def test_a_schedule_brings_the_same_faults_for_the_same_requests(central, sandbox):
    def run(seed):
        sandbox.behave()
        sandbox.schedule(seed, kinds=("503", "429", "500", "html"), share=0.4)
        return [central.get("/companies").status_code for _ in range(60)]

    first = run(3)
    assert first == run(3)
    assert first != run(4)
    assert {200, 503, 429, 500, 502} == set(first)
    assert 15 <= sum(status != 200 for status in first) <= 33


def test_every_passing_fault_can_be_scheduled(sandbox):
    kinds = {fault.kind for fault in sandbox.schedule(1)}
    assert {"reset", "lose_answer", "double", "drip", "edit", "drift", "late", "phantom", "stale_delta"} <= kinds
    with pytest.raises(BadFault):
        sandbox.schedule(1, kinds=("sulk",))


def test_a_schedule_can_change_the_world_once(central, dataverse, sandbox):
    details = {"withdraw": {"account:read": "none"}, "reshape": {"table": "customers", "remove": "website"}}
    sandbox.schedule(5, kinds=(), share=0.2, details=details)
    for _ in range(40):
        central.get("/companies")
    assert dataverse.get("/accounts").status_code == 403
    assert "website" not in sandbox.store.tables["customers"].by_name
    assert [fault.struck for fault in sandbox.faults] == [1, 1]
