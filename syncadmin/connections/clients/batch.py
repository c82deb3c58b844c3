"""Many requests in one: building and reading both kinds of ``$batch``, as pure functions over bytes.

Business Central speaks JSON and matches by id; Dataverse speaks multipart, answers in order and may repeat the id. Both
are asked to go on after an error, and an operation without an answer is one whose answer was lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import simplejson

from syncadmin.connections.clients.http import encode

CONTINUE = "odata.continue-on-error"
_BOUNDARY = re.compile(r'boundary="?([^";,\s]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Inner:
    """One request inside a batch; its target is relative to the root for JSON and absolute for multipart."""

    id: str
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Part:
    """The answer to one request inside a batch."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    id: str = ""


def json_batch(inner: Sequence[Inner]) -> bytes:
    """The body of a JSON batch."""
    return encode({"requests": [_json_request(one) for one in inner]})


def json_parts(body: bytes) -> dict[str, Part]:
    """The answers of a JSON batch by id; raises ValueError if it is none."""
    content = simplejson.loads(body.decode("utf-8-sig"), use_decimal=True)
    answers = content.get("responses") if isinstance(content, dict) else None
    if not isinstance(answers, list):
        raise ValueError("no batch")
    found: dict[str, Part] = {}
    for answer in answers:
        if isinstance(answer, dict) and answer.get("id") is not None:
            found.setdefault(str(answer["id"]), _json_part(answer))
    return found


def multipart_batch(inner: Sequence[Inner | Sequence[Inner]], boundary: str) -> bytes:
    """The body of a multipart batch; every line ends in CRLF. Several requests in one place are a change set: all of
    them or none."""
    lines: list[bytes] = []
    for number, one in enumerate(inner):
        mark = f"changeset_{number}_{boundary}"
        lines += [_line(f"--{boundary}"), *(_request(one) if isinstance(one, Inner) else _change_set(one, mark))]
    return b"\r\n".join([*lines, _line(f"--{boundary}--"), b""])


def multipart_parts(content_type: str, body: bytes) -> list[Part]:
    """The answers of a multipart batch in order, of a change set the last one; raises ValueError if it is none or its
    end is missing."""
    found = _BOUNDARY.search(content_type)
    if found is None or "multipart" not in content_type.lower():
        raise ValueError("no batch")
    mark = b"--" + found.group(1).encode()
    sections = re.split(rb"(?:^|\r?\n)" + re.escape(mark) + rb"(--)?[ \t]*(?:\r?\n|$)", body)
    if len(sections) < 3 or b"--" not in sections[1::2]:
        raise ValueError("the end of the batch is missing")
    return [_part(section) for section in sections[2::2] if section.strip()]


_PART_HEADERS = ("Content-Type: application/http", "Content-Transfer-Encoding: binary")


def _change_set(inner: Sequence[Inner], boundary: str) -> list[bytes]:
    return [_line(f'Content-Type: multipart/mixed; boundary="{boundary}"'), b"", multipart_batch(inner, boundary)]


def _request(one: Inner) -> list[bytes]:
    lines = [*map(_line, _PART_HEADERS), _line(f"Content-ID: {one.id}"), b""]
    lines += [_line(f"{one.method} {one.target} HTTP/1.1")]
    lines += [_line(f"{name}: {text}") for name, text in one.headers.items()]
    content = one.content
    return lines + ([b"", b""] if content is None else [b"Content-Type: application/json", b"", encode(content)])


def _json_request(one: Inner) -> dict[str, object]:
    request: dict[str, object] = {"id": one.id, "method": one.method, "url": one.target, "headers": dict(one.headers)}
    if one.content is not None:
        request["headers"] = {**one.headers, "Content-Type": "application/json"}
        request["body"] = one.content
    return request


def _json_part(answer: Mapping[str, object]) -> Part:
    body = answer.get("body")
    raw = body.encode() if isinstance(body, str) else b"" if body is None else encode(body)
    headers = answer.get("headers")
    named = {str(name): str(text) for name, text in headers.items()} if isinstance(headers, dict) else {}
    return Part(_status(answer.get("status")), named, raw)


def _part(section: bytes) -> Part:
    """One HTTP answer behind the headers of its part, or the last one of a change set."""
    outer, _, inner = _split(section)
    named = {name.lower(): text for name, text in _headers(outer).items()}
    content_id, kind = named.get("content-id", ""), named.get("content-type", "")
    if "multipart" in kind.lower():
        return next(reversed(multipart_parts(kind, inner)), Part(0))
    head, _, body = _split(inner.lstrip(b"\r\n"))
    first, *lines = head.decode("latin-1").splitlines() or [""]
    words = first.split(None, 2)
    status = words[1] if len(words) > 1 and words[0].upper().startswith("HTTP/") else ""
    return Part(_status(status), _headers_of(lines), body.strip(b"\r\n"), content_id)


def _headers(head: bytes) -> dict[str, str]:
    return _headers_of(head.decode("latin-1").splitlines())


def _headers_of(lines: Sequence[str]) -> dict[str, str]:
    return dict(_header(line) for line in lines if ":" in line)


def _split(section: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"\r?\n\r?\n", section)
    return (section, b"", b"") if found is None else (section[: found.start()], b"", section[found.end() :])


def _header(line: str) -> tuple[str, str]:
    name, _, text = line.partition(":")
    return name.strip(), text.strip()


def _status(raw: object) -> int:
    text = str(raw)
    return int(text) if text.isdigit() else 0


def _line(text: str) -> bytes:
    if "\r" in text or "\n" in text:
        raise ValueError("a line break inside a line")
    return text.encode()
