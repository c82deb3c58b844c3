"""Which answer means which error: one table from the service's error code, then the status, to a kind of error.

The code in the body decides first, because both services use one status for several things. Bodies that are no JSON
(gateways, sign-in pages) fall back on the status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import simplejson

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.engine.values import Side

Kind = type[RemoteError]

# A code ending in "_" stands for its whole family.
_BC_CODES: Mapping[str, Kind] = {
    "Request_EntityChanged": errors.RowStale,
    "Internal_EntityWithSameKeyExists": errors.DuplicateKey,
    "Internal_RecordNotFound": errors.RowGone,
    "BadRequest_ResourceNotFound": errors.RowGone,
    "BadRequest_NotFound": errors.RowGone,
    "Internal_CompanyNotFound": errors.CompanyNotFound,
    "Application_StringExceededLength": errors.ValueTooLong,
    "Application_": errors.DataRefused,
    "Internal_InvalidTableRelation": errors.DataRefused,
    "Internal_DataNotFoundFilter": errors.DataRefused,
    "BadRequest_InvalidOperation": errors.DataRefused,
    "BadRequest_": errors.RequestRefused,
    "Authentication_": errors.SignInRefused,
    "Authorization_": errors.NotAllowed,
    "Internal_ServerError": errors.ServiceFailed,
    "Internal_TenantUnavailable": errors.ServiceFailed,
}
_DATAVERSE_CODES: Mapping[str, Kind] = {
    "0x80040217": errors.RowGone,
    "0x80060891": errors.RowGone,
    "0x8006088a": errors.RequestRefused,
    "0x80060888": errors.RequestRefused,
    "0x80048d19": errors.RequestRefused,
    "0x8004418a": errors.TooLarge,
    "0x80060882": errors.RowStale,
    "0x80040237": errors.RowExists,
    "0x80060892": errors.DuplicateKey,
    "0x80040333": errors.DuplicateKey,
    "0x80044331": errors.ValueTooLong,
    "0x80040203": errors.DataRefused,
    "0x80040227": errors.DataRefused,
    "0x80040265": errors.DataRefused,
    "0x80040220": errors.NotAllowed,
    "0x80048306": errors.NotAllowed,
    "0x80072560": errors.NotAMember,
    "0x80072321": errors.Throttled,
    "0x80072322": errors.Throttled,
    "0x80072326": errors.Throttled,
    "0x80044352": errors.MarkExpired,
    "0x80044150": errors.ServiceFailed,
}
_CODES = {Side.BC: _BC_CODES, Side.DATAVERSE: _DATAVERSE_CODES}
_STATUSES: Mapping[int, Kind] = {
    400: errors.DataRefused,
    401: errors.SignInRefused,
    403: errors.NotAllowed,
    404: errors.RowGone,
    408: errors.ServiceFailed,
    409: errors.RowStale,
    410: errors.MarkExpired,
    412: errors.RowStale,
    413: errors.TooLarge,
    429: errors.Throttled,
    501: errors.RequestRefused,
}
_DECIDING = (408, 413, 429)
_CORRELATION = re.compile(r"\s*CorrelationId:\s*(\{?[0-9A-Fa-f-]{36}\}?)\.?\s*$")
# The one thing that is read out of a message: which field it was, as nothing else tells.
_READ_ONLY = re.compile(r"Control '(?P<field>[^']+)' is read-only")
_REQUEST_IDS = ("x-ms-service-request-id", "request-id", "x-ms-correlation-request-id", "ms-correlation-x")


def error_of(side: Side, status: int, headers: Mapping[str, str], body: bytes, request: str, now: float) -> RemoteError:
    """The error an answer of 400 or more stands for."""
    lower = {name.lower(): text for name, text in headers.items()}
    code, raw = said(body)
    message, correlation = clean(raw)
    read_only = _READ_ONLY.search(message)
    kind = errors.FieldReadOnly if read_only else _kind(_CODES[side], code, status)
    request_id = next((lower[name] for name in _REQUEST_IDS if name in lower), correlation)
    return kind(
        side,
        message,
        status=status,
        code=code,
        request=request,
        request_id=request_id,
        retry_after=retry_after(lower.get("retry-after"), lower.get("date"), now),
        facts={"field": read_only["field"]} if read_only else None,
    )


def said(body: bytes) -> tuple[str, str]:
    """Code and message of an error body; a body that is no JSON has no code and says only what it is."""
    try:
        error = simplejson.loads(body.decode("utf-8-sig"))["error"]
        return _code(str(error.get("code") or "")), str(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", "a page instead of an answer" if b"<" in body[:200] else ""


def clean(message: str) -> tuple[str, str]:
    """The message without its correlation id and superfluous blanks, at most 500 characters; and that id."""
    found = _CORRELATION.search(message)
    text = " ".join(_CORRELATION.sub("", message).split())
    return text[:500], found.group(1) if found else ""


def retry_after(value: str | None, date: str | None, now: float) -> float | None:
    """Seconds to wait, from seconds or from an HTTP date (seen from the server's own clock where it is known)."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value).timestamp()
        since = parsedate_to_datetime(date).timestamp() if date else now
        return max(0.0, until - since)
    except ValueError:
        return None


def _code(code: str) -> str:
    """Dataverse codes as lower-case hexadecimal, also where a negative number was sent."""
    if code.startswith("-") and code[1:].isdigit():
        return hex(int(code) & 0xFFFFFFFF)
    return code.lower() if code.startswith(("0x", "0X")) else code


def _kind(codes: Mapping[str, Kind], code: str, status: int) -> Kind:
    family = code.partition("_")[0] + "_"
    default = errors.ServiceFailed if status >= 500 else errors.RequestRefused
    found = codes.get(code) or codes.get(family) or _STATUSES.get(status) or default
    # These are what they are whatever the body claims, which may be a gateway's.
    return _STATUSES[status] if status in _DECIDING else found
