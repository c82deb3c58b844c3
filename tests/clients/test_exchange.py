"""What is kept of a request that failed: bounded, and nothing in it by which somebody could pass for us."""

import pytest

from syncadmin.connections.clients.exchange import MOST, exchange_of, redacted

SECRET = "s3cret~of~the~app"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer ***"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic ***"),
        ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is refused", "token *** is refused"),
        ('{"client_secret": "a\\"b", "name": "Adatum"}', '{"client_secret": "***", "name": "Adatum"}'),
        ("grant_type=x&client_secret=abc&scope=y", "grant_type=x&client_secret=***&scope=y"),
        ("https://host/blob?sig=abc%3D&se=1", "https://host/blob?sig=***&se=1"),
        (f"it says {SECRET}.", "it says ***."),
        ('{"displayName": "Adatum", "city": "Oslo"}', '{"displayName": "Adatum", "city": "Oslo"}'),
    ],
)
def test_secrets_are_blanked_and_values_stay(text, shown):
    assert redacted(text, [SECRET, ""]) == shown


def test_only_harmless_headers_are_kept():
    asked = (
        "PATCH",
        "https://host/api/accounts(1)?$select=name",
        {"If-Match": "1", "Authorization": "Bearer x"},
        b"{}",
    )
    found = exchange_of(asked, (400, {"Set-Cookie": "a=b", "X-MS-Service-Request-Id": "7"}, b"no"))
    assert found.path == "/api/accounts(1)?$select=name"
    assert dict(found.headers) == {"if-match": "1"}
    assert dict(found.answer_headers) == {"x-ms-service-request-id": "7"}
    assert (found.status, found.answer, found.request_id) == (400, "no", "7")


def test_bodies_are_bounded_after_secrets_are_blanked():
    body = b"x" * (MOST - 5) + SECRET.encode() + b"y" * MOST
    found = exchange_of(("POST", "a", {}, body), (500, {}, b"\xff\0"), [SECRET])
    assert len(found.body) == MOST
    assert SECRET[:4] not in found.body
    assert found.answer == "\ufffd\ufffd"
