"""Batches are built as each service wants them, and odd answers are survived."""

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from syncadmin.connections.clients.batch import Inner, json_batch, json_parts, multipart_batch, multipart_parts

PATCH = Inner("7", "PATCH", "https://x/accounts(1)", {"If-Match": 'W/"1"'}, {"name": "Ærø"})
DELETE = Inner("8", "DELETE", "https://x/accounts(2)", {"If-Match": 'W/"2"'})


def answer(*parts: str, boundary: str = "b1", end: str = "--b1--\r\n") -> bytes:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    return ("".join(f"--{boundary}\r\n{head}{part}\r\n" for part in parts) + end).encode()


DONE = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: W/"2"\r\n\r\n{"name":"A"}'
EMPTY = "HTTP/1.1 204 No Content\r\nOData-Version: 4.0\r\n\r\n"
STALE = 'HTTP/1.1 412 Precondition Failed\r\n\r\n{"error":{"code":"0x80060882"}}'


def test_a_json_batch_carries_ids_guards_and_bodies():
    requests = simplejson.loads(json_batch([PATCH, DELETE]))["requests"]
    assert requests[0]["headers"] == {"If-Match": 'W/"1"', "Content-Type": "application/json"}
    assert requests[0]["body"] == {"name": "Ærø"}
    assert [request["id"] for request in requests] == ["7", "8"]
    assert "body" not in requests[1]


def test_json_parts_are_found_by_id_in_any_order():
    body = b'{"responses":[{"id":"8","status":204},{"id":"7","status":200,"headers":{"ETag":"x"},"body":{"a":1.50}}]}'
    parts = json_parts(body)
    assert (parts["7"].status, parts["7"].headers["ETag"], parts["7"].body) == (200, "x", b'{"a":1.50}')
    assert (parts["8"].status, parts["8"].body) == (204, b"")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"responses":[]}', {}),
        (b'{"responses":[{"id":null,"status":200}]}', {}),
        (b'{"responses":[{"id":1,"status":"200"}]}', {"1": 200}),
        (b'{"responses":[{"id":"1"},{"id":"1","status":200}]}', {"1": 0}),
        (b'{"responses":[{"id":"1","status":502,"body":"<html>"}, 5]}', {"1": 502}),
    ],
)
def test_odd_json_batches_lose_only_what_is_odd(body, found):
    assert {key: part.status for key, part in json_parts(body).items()} == found


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"value":[]}', b'{"responses":[{"id":"1"', b"\xff\xfe"])
def test_what_is_no_json_batch_is_refused(body):
    with pytest.raises(ValueError):  # noqa: PT011
        json_parts(body)


def test_every_line_of_a_multipart_batch_ends_in_crlf():
    body = multipart_batch([PATCH, DELETE], "b1")
    assert body.count(b"\n") == body.count(b"\r\n")
    assert body.startswith(b"--b1\r\n")
    assert body.endswith(b"\r\n--b1--\r\n")
    assert b'DELETE https://x/accounts(2) HTTP/1.1\r\nIf-Match: W/"2"\r\n\r\n' in body


def test_a_line_break_cannot_be_smuggled_into_a_batch():
    with pytest.raises(ValueError, match="line break"):
        multipart_batch([Inner("1", "DELETE", "https://x/a", {"If-Match": "1\r\nX: y"})], "b1")


def test_multipart_parts_come_in_order():
    parts = multipart_parts('multipart/mixed; boundary="b1"', answer(DONE, EMPTY, STALE))
    assert [part.status for part in parts] == [200, 204, 412]
    assert parts[0].body == b'{"name":"A"}'
    assert parts[0].headers["ETag"] == 'W/"2"'
    assert parts[1].body == b""


def test_multipart_parts_are_found_with_bare_line_feeds_and_a_preamble():
    body = b"ignored\n" + answer(DONE, EMPTY).replace(b"\r\n", b"\n")
    assert [part.status for part in multipart_parts("Multipart/Mixed;boundary=b1", body)] == [200, 204]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", answer(DONE)),
        ("multipart/mixed", answer(DONE)),
        ("multipart/mixed; boundary=other", answer(DONE)),
        ("multipart/mixed; boundary=b1", b""),
        ("multipart/mixed; boundary=b1", answer(DONE, end="")),
        ("text/html", b"<html>"),
    ],
)
def test_what_is_no_multipart_batch_is_refused(content_type, body):
    with pytest.raises(ValueError):  # noqa: PT011
        multipart_parts(content_type, body)


def test_a_part_without_a_status_line_has_no_status():
    assert [part.status for part in multipart_parts("multipart/mixed; boundary=b1", answer("nonsense"))] == [0]


@given(st.integers(min_value=0))
def test_a_truncated_multipart_answer_never_passes_for_a_whole_one(cut):
    whole = answer(DONE, EMPTY, STALE)
    cut %= len(whole) - len(b"--\r\n")
    with pytest.raises(ValueError):  # noqa: PT011
        multipart_parts("multipart/mixed; boundary=b1", whole[:cut])


@given(st.binary())
def test_any_bytes_are_parts_or_refused(body):
    for parse in (json_parts, lambda raw: multipart_parts("multipart/mixed; boundary=b1", raw)):
        try:
            parse(body)
        except ValueError:
            continue


def test_an_answer_may_repeat_the_id_of_its_request():
    part = b"--b\r\nContent-Type: application/http\r\nContent-ID: 7\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n\r\n--b--\r\n"
    (answer,) = multipart_parts("multipart/mixed; boundary=b", part)
    assert (answer.id, answer.status) == ("7", 204)
