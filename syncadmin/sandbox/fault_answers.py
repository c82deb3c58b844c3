"""The error answers faults give: for each status the code and body the service itself would send."""

from __future__ import annotations

from .columns import BUSINESS_CENTRAL, DATAVERSE
from .exchange import Reply
from .faults import Fault

HTML = b"<html><head><title>Service Unavailable</title></head><body><h1>The service is unavailable.</h1></body></html>"
BUSINESS_CENTRAL_CODES = {
    400: "BadRequest",
    401: "Authentication_InvalidCredentials",
    403: "Authorization_PermissionDenied",
    404: "BadRequest_ResourceNotFound",
    405: "BadRequest_MethodNotAllowed",
    408: "Application_OperationTimeout",
    409: "Request_EntityChanged",
    410: "BadRequest_ResourceNotFound",
    412: "Request_EntityChanged",
    413: "BadRequest_RequestTooLarge",
    429: "Application_TooManyRequests",
    501: "BadRequest_MethodNotImplemented",
    503: "Internal_TenantUnavailable",
}
DATAVERSE_CODES = {
    400: "0x80040203",
    403: "0x80040220",
    404: "0x80040217",
    405: "0x80040227",
    408: "0x80044151",
    409: "0x80040237",
    410: "0x80044352",
    412: "0x80060882",
    413: "0x8004418a",
    429: "0x80072322",
    500: "0x80044150",
}
CODES = {
    BUSINESS_CENTRAL: (BUSINESS_CENTRAL_CODES, "Internal_ServerError"),
    DATAVERSE: (DATAVERSE_CODES, "0x80040216"),
}
MESSAGES = {
    401: "The server has rejected the client credentials.",
    403: "Sorry, the current permissions prevented the action.",
    404: "There is nothing at this address.",
    408: "The operation took too long and was ended.",
    409: "Another user has already changed the record.",
    412: "The version of the existing record doesn't match the one that was given.",
    413: "The request is too large.",
    429: "Number of requests exceeded the limit.",
}


def answer(service: str, fault: Fault) -> Reply:
    """What a client gets instead of an answer."""
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.kind == "html":
        return Reply(fault.status, None, {**headers, "Content-Type": "text/html"}, HTML)
    if service not in CODES:
        body = {"error": "temporarily_unavailable", "error_description": "AADSTS90033: Try later."}
        return Reply(fault.status, body, headers)
    if fault.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if fault.status == 401 and service == DATAVERSE:
        return Reply(401, None, headers)
    known, otherwise = CODES[service]
    code = fault.code or known.get(fault.status, otherwise)
    message = MESSAGES.get(fault.status, f"The service answered {fault.status} because it was asked to.")
    return Reply(fault.status, {"error": {"code": code, "message": message}}, headers)


def stale_delta(gone: bool) -> Reply:
    """Dataverse's answer to a delta token that is too old."""
    message = "Version stamp associated with the client has expired. Please perform a full sync."
    return Reply(410 if gone else 400, {"error": {"code": "0x80044352", "message": message}})
