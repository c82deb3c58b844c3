"""Batches at their edges: nothing in them, one within another, looks between writes, and parts that undo each other."""

import re

import pytest

from tests.sandbox.callers import change_set, multipart, part, send_batch

ROOT = "/api/data/v9.2"


def statuses(answer):
    """The status of each part of Dataverse's answer."""
    return [int(status) for status in re.findall(r"^HTTP/1.1 (\d+)", answer.text, re.MULTILINE)]


def create(name, content_id=None):
    """A part that creates an account."""
    return part("POST", f"{ROOT}/accounts", {"name": name}, content_id)


def ended(answer):
    """Id and status of each operation of Business Central's answer."""
    return [(one["id"], one["status"]) for one in answer.json()["responses"]]


@pytest.fixture
def batch(central, customers):
    """Sends operations (method, what follows the customers in the path, body) to Business Central."""

    def send(*operations, **headers):
        made = [
            {
                "id": str(number),
                "method": method,
                "url": f"{customers.lstrip('/')}{below}",
                "headers": {"Content-Type": "application/json", **inner},
                "body": body,
            }
            for number, (method, below, body, inner) in enumerate(operations)
        ]
        return central("POST", "/$batch", body={"requests": made}, **headers)

    return send


def test_an_empty_batch_of_business_central_answers_nothing(central):
    assert central("POST", "/$batch", body={"requests": []}).json()["responses"] == []


def test_a_look_sees_what_was_written_before_it(batch):
    answer = batch(("POST", "", {"displayName": "A"}, {}), ("GET", "?$select=displayName", None, {}))
    assert ended(answer) == [("0", 201), ("1", 200)]
    assert [one["displayName"] for one in answer.json()["responses"][1]["body"]["value"]] == ["A"]


def test_each_operation_fails_for_itself(batch, sandbox):
    row = sandbox.add("customers", displayName="A")
    key = f"({row['id']})"
    answer = batch(
        ("PATCH", key, {"city": "Oslo"}, {}),
        ("PATCH", key, {"city": "x" * 500}, {"If-Match": row["@odata.etag"]}),
        ("DELETE", "(x)", None, {}),
        ("PUT", key, {}, {}),
        ("PATCH", key, {"city": "Bergen"}, {"If-Match": row["@odata.etag"]}),
        Prefer="odata.continue-on-error",
    )
    found = [status for _id, status in ended(answer)]
    assert [status < 300 for status in found] == [False, False, False, False, True]
    assert all(400 <= status < 500 for status in found[:4])
    assert sandbox.row("customers", row["id"])["city"] == "Bergen"


def test_a_row_deleted_in_a_batch_is_gone_for_the_rest_of_it(batch, sandbox):
    row = sandbox.add("customers", displayName="A")
    answer = batch(("DELETE", f"({row['id']})", None, {}), ("GET", f"({row['id']})", None, {}))
    assert ended(answer) == [("0", 204), ("1", 404)]


def test_operations_with_one_id_are_answered_in_order(central, customers):
    headers = {"Content-Type": "application/json"}
    one = {"id": "7", "method": "POST", "url": customers.lstrip("/"), "headers": headers, "body": {}}
    assert ended(central("POST", "/$batch", body={"requests": [one, one]})) == [("7", 201), ("7", 201)]


def test_a_batch_within_a_batch_is_refused(central):
    inner = {"id": "1", "method": "POST", "url": "$batch", "body": {"requests": []}}
    answer = central("POST", "/$batch", body={"requests": [inner]})
    assert answer.status_code == 400 or answer.json()["responses"][0]["status"] >= 400


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_batch_is_posted(central, dataverse, method):
    for service in (central, dataverse):
        assert 400 <= service(method, "/$batch", body={}).status_code < 500


def test_a_look_after_a_change_set_sees_what_it_made(dataverse):
    look = part("GET", f"{ROOT}/accounts?$select=name")
    answer = send_batch(dataverse, multipart(change_set(create("A", 1), create("B", 2)), look))
    assert statuses(answer) == [204, 204, 200]
    assert '"name":"B"' in answer.text


def test_a_second_change_set_goes_on_after_a_broken_one_when_asked_to(dataverse, sandbox):
    broken = change_set(create("A", 1), part("POST", f"{ROOT}/accounts", {"nobody": 1}, 2))
    text = multipart(broken, change_set(create("B", 1)))
    assert statuses(send_batch(dataverse, text, Prefer="odata.continue-on-error")) == [400, 204]
    assert [row["name"] for row in sandbox.rows("account")] == ["B"]


def test_a_reference_does_not_reach_into_another_change_set(dataverse, sandbox):
    text = multipart(change_set(create("A", 1)), change_set(part("PATCH", "$1", {"name": "B"}, 2)))
    answer = send_batch(dataverse, text, Prefer="odata.continue-on-error")
    assert statuses(answer) == [204, 400]
    assert [row["name"] for row in sandbox.rows("account")] == ["A"]


def test_a_row_deleted_in_a_change_set_that_fails_is_still_there(dataverse, sandbox):
    row = sandbox.add("account", name="A")
    delete = part("DELETE", f"{ROOT}/accounts({row['accountid']})", content_id=1)
    gone = part("PATCH", f"{ROOT}/accounts({row['accountid']})", {"name": "B"}, 2, If_Match="*")
    assert statuses(send_batch(dataverse, multipart(change_set(delete, gone)))) == [404]
    assert sandbox.row("account", row["accountid"])["name"] == "A"


def test_text_of_any_script_arrives_whole(dataverse, sandbox):
    name = "Ærø 漢字 🧾 \u202e --batch_1 \r\n HTTP/1.1 500"
    assert statuses(send_batch(dataverse, multipart(create(name)))) == [204]
    assert sandbox.rows("account")[0]["name"] == name.strip()


def test_a_quoted_boundary_is_understood(dataverse, sandbox):
    text = multipart(create("A"), boundary="batch 1")
    headers = {"Content-Type": 'multipart/mixed; boundary="batch 1"'}
    answer = dataverse.session.post(f"{dataverse.root}/$batch", data=text.encode(), headers=headers, timeout=10)
    assert statuses(answer) == [204]
