"""The request and the answer of a write that failed, as an administrator may read them: bounded, and without secrets.

Only headers that are known to be harmless are kept. What looks like a credential in a body or an address is blanked
before anything is cut off, as is every text that the caller names as secret.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MOST = 16_384
# Of a whole batch that failed, every write of it keeps the same answer.
MOST_OF_BATCH = 2_048
REQUEST_IDS = ("x-ms-service-request-id", "request-id", "x-ms-correlation-request-id", "ms-correlation-x")
_HARMLESS = {
    *("accept", "content-type", "date", "etag", "if-match", "if-none-match", "location", "odata-version"),
    *("prefer", "preference-applied", "retry-after", *REQUEST_IDS),
}
_BLANKED = "***"
_NAMES = "secret|password|passwd|pwd|token|assertion|authorization|api[-_]?key|access[-_]?key|sig|signature"
_SECRETS = (
    re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"),
    re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*)+"),
    re.compile(rf'(?i)("[\w.-]*(?:{_NAMES})[\w.-]*"\s*:\s*)"(?:[^"\\]|\\.)*"?'),
    re.compile(rf"(?i)\b([\w.-]*(?:{_NAMES})=)[^&\s\"'<>]+"),
)


@dataclass(frozen=True)
class Exchange:
    """What was asked and answered. ``status`` is 0 where no answer came."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 0
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    request_id: str = ""


def exchange_of(
    asked: tuple[str, str, Mapping[str, str], bytes],
    answered: tuple[int, Mapping[str, str], bytes],
    secrets: Collection[str] = (),
    most: int = MOST,
) -> Exchange:
    """An exchange out of the request (method, target, headers, body) and its answer (status, headers, body)."""
    method, target, headers, body = asked
    status, answer_headers, answer = answered
    parts = urlsplit(target)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    kept = _harmless(answer_headers, secrets)
    return Exchange(
        method,
        _bounded(path, secrets, 2_000),
        _harmless(headers, secrets),
        _bounded(_text(body), secrets, most),
        status,
        kept,
        _bounded(_text(answer), secrets, most),
        next((kept[name] for name in REQUEST_IDS if name in kept), ""),
    )


def redacted(text: str, secrets: Collection[str] = ()) -> str:
    """A text without what is secret, or looks like it."""
    for one in sorted(secrets, key=len, reverse=True):
        text = text.replace(one, _BLANKED) if len(one) > 3 else text
    text = _SECRETS[0].sub(rf"\1 {_BLANKED}", text)
    text = _SECRETS[1].sub(_BLANKED, text)
    text = _SECRETS[2].sub(rf'\1"{_BLANKED}"', text)
    return _SECRETS[3].sub(rf"\1{_BLANKED}", text)


def _harmless(headers: Mapping[str, str], secrets: Collection[str]) -> dict[str, str]:
    lower = {name.lower(): text for name, text in headers.items()}
    return {name: _bounded(text, secrets, 500) for name, text in sorted(lower.items()) if name in _HARMLESS}


def _text(body: bytes) -> str:
    """As text that every database takes."""
    return body.decode("utf-8", "replace").replace("\0", "\ufffd")


def _bounded(text: str, secrets: Collection[str], most: int) -> str:
    shown = redacted(text, secrets)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
