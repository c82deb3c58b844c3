"""Each answer of a service means one kind of error, and errors become problems a user can read."""

import pytest

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.answers import clean, error_of, retry_after
from syncadmin.engine.problems import PROBLEMS
from syncadmin.engine.values import Side

BC, DV = Side.BC, Side.DATAVERSE
MEANINGS = [
    (BC, 409, "Request_EntityChanged", errors.RowStale),
    (BC, 412, "", errors.RowStale),
    (BC, 400, "Internal_EntityWithSameKeyExists", errors.DuplicateKey),
    (BC, 409, "Internal_EntityWithSameKeyExists", errors.DuplicateKey),
    (BC, 404, "Internal_RecordNotFound", errors.RowGone),
    (BC, 404, "Internal_CompanyNotFound", errors.CompanyNotFound),
    (BC, 400, "Application_DialogException", errors.DataRefused),
    (BC, 400, "Application_StringExceededLength", errors.ValueTooLong),
    (BC, 400, "BadRequest_InvalidToken", errors.RequestRefused),
    (BC, 501, "BadRequest_MethodNotImplemented", errors.RequestRefused),
    (BC, 401, "Authentication_InvalidCredentials", errors.SignInRefused),
    (BC, 403, "Authorization_RequestDenied", errors.NotAllowed),
    (BC, 500, "Internal_ServerError", errors.ServiceFailed),
    (BC, 429, "Application_TooManyRequests", errors.Throttled),
    (BC, 504, "", errors.ServiceFailed),
    (DV, 404, "0x80040217", errors.RowGone),
    (DV, 412, "0x80060882", errors.RowStale),
    (DV, 412, "0x80040237", errors.RowExists),
    (DV, 412, "0x80060892", errors.DuplicateKey),
    (DV, 412, "0x80040333", errors.DuplicateKey),
    (DV, 400, "0x80044331", errors.ValueTooLong),
    (DV, 400, "0x80040265", errors.DataRefused),
    (DV, 403, "0x80072560", errors.NotAMember),
    (DV, 403, "0x80040220", errors.NotAllowed),
    (DV, 429, "-2147015902", errors.Throttled),
    (DV, 429, "0X80072322", errors.Throttled),
    (DV, 413, "0x8004418a", errors.TooLarge),
    (DV, 400, "0x0", errors.DataRefused),
    (DV, 418, "", errors.RequestRefused),
]


@pytest.mark.parametrize(("side", "status", "code", "kind"), MEANINGS)
def test_the_code_in_the_body_decides_before_the_status(side, status, code, kind):
    body = f'{{"error":{{"code":"{code}","message":"Sorry."}}}}'.encode()
    assert type(error_of(side, status, {}, body, "GET x", 0)) is kind


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"{}", b'{"error":"no"}', b'{"error":', b"\xff"])
def test_a_body_that_is_no_error_leaves_the_status(body):
    error = error_of(BC, 502, {}, body, "GET x", 0)
    assert type(error) is errors.ServiceFailed
    assert error.status == 502


def test_an_error_carries_facts():
    headers = {"Retry-After": "7", "x-ms-service-request-id": "abc"}
    body = b'{"error":{"code":"Internal_ServerError","message":"Sorry."}}'
    error = error_of(BC, 503, headers, body, "GET customers", 0)
    assert (error.retry_after, error.request_id, error.request) == (7.0, "abc", "GET customers")
    assert error.undone
    assert str(error) == "Business Central: GET customers: 503 Internal_ServerError: Sorry."


def test_a_message_loses_its_correlation_id():
    message = "The value is wrong.  CorrelationId:  0fa5e0a5-2a6f-4ffe-9fcd-4b4b3b5a9f00."
    assert clean(message) == ("The value is wrong.", "0fa5e0a5-2a6f-4ffe-9fcd-4b4b3b5a9f00")


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("7", None, 7.0),
        ("-1", None, 0.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", None, 90.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", "Thu, 01 Jan 1970 00:01:00 GMT", 40.0),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_when_to_come_back(value, date, seconds):
    assert retry_after(value, date, now=10.0) == seconds


@pytest.mark.parametrize("kind", errors.RemoteError.__subclasses__())
def test_every_error_is_a_problem_with_all_facts_of_its_sentence(kind):
    problem = kind(BC, "Sorry.").problem
    assert problem.code in PROBLEMS
    assert set(problem.facts) == set(problem.kind.facts)
    assert problem.kind.title % problem.facts
