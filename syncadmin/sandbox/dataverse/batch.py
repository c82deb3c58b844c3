"""Dataverse's multipart $batch: requests in order, change sets as one, strict about line ends."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from ..exchange import BadJson, Call, Reply, call_of
from .errors import PAYLOAD, Failure, bad_payload, not_allowed

if TYPE_CHECKING:
    from .service import Dataverse

END = b"\r\n"
REFERRING = re.compile(rb'(@odata\.(?:bind|id)"\s*:\s*)"\$([\w.-]+)"')
CONTENT_ID = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True)
class Part:
    """One operation with its Content-ID, or a change set of several."""

    content_id: str
    call: Call | None
    changes: tuple[Part, ...] = ()


class _Undo(Exception):
    """Leaves a change set without keeping anything."""

    def __init__(self, part: Part, reply: Reply) -> None:
        super().__init__()
        self.part = part
        self.reply = reply


def answer(service: Dataverse, call: Call) -> Reply:
    """Carry out a batch; without continue-on-error the first failure ends it and gives its status."""
    if call.method != "POST":
        raise not_allowed(call.method)
    parts = [_part(call, raw) for raw in _split(call.body, _boundary(call.header("content-type")))]
    if sum(len(part.changes) or 1 for part in parts) > service.options.dataverse_batch_limit:
        raise Failure(400, "0x80040216", f"A batch may have at most {service.options.dataverse_batch_limit} requests.")
    goes_on = "odata.continue-on-error" in call.preferences()
    answers: list[bytes] = []
    status = 200
    for part in parts:
        worst, written = _change_set(service, part) if part.changes else _operation(service, part)
        answers.append(written)
        if worst >= 400 and not goes_on:
            status = worst
            break
    boundary = f"batchresponse_{uuid.uuid4()}"
    content = _multipart(answers, boundary)
    return Reply(status, None, {"Content-Type": f"multipart/mixed; boundary={boundary}"}, content)


def _operation(service: Dataverse, part: Part) -> tuple[int, bytes]:
    reply = service.operation(part.call) if part.call else Reply(204)
    return reply.status, _written(part.content_id, reply)


def _change_set(service: Dataverse, part: Part) -> tuple[int, bytes]:
    boundary = f"changesetresponse_{uuid.uuid4()}"
    answers: list[bytes] = []
    known: dict[str, str] = {}
    try:
        with service.store.transaction():
            for change in part.changes:
                reply = _referring(service, change, known)
                if reply.status >= 400:
                    raise _Undo(change, reply)
                answers.append(_written(change.content_id, reply))
    except _Undo as undo:
        return undo.reply.status, _written(undo.part.content_id, undo.reply)
    head = f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode()
    return 200, head + _multipart(answers, boundary)


def _referring(service: Dataverse, change: Part, known: dict[str, str]) -> Reply:
    """One change of a set, in which $1 stands for what the change with Content-ID 1 made."""
    call = change.call
    if call is None:
        return Reply(204)
    try:
        url = _resolved(call.path, known) if call.path.startswith("$") else call.url
        body = REFERRING.sub(lambda match: _reference(match, known), call.body)
    except KeyError as error:
        return Failure(400, PAYLOAD, f"The reference {error} is not known in this change set.").reply()
    inner = call_of(call.method, url, call.headers, body, call.root, call.user)
    inner.batched = True
    reply = service.operation(inner)
    made = reply.headers.get("OData-EntityId") or _shown_row(service, inner, reply)
    if change.content_id and made:
        known[change.content_id] = made
    return reply


def _shown_row(service: Dataverse, call: Call, reply: Reply) -> str:
    """The address of a row that was made and is shown in full."""
    table = service.table(call.path)
    if reply.status != 201 or table is None or not isinstance(reply.value, dict):
        return ""
    return f"{call.root}/{table.entity_set}({reply.value[table.key]})"


def _resolved(path: str, known: dict[str, str]) -> str:
    name, slash, rest = path.removeprefix("$").partition("/")
    return f"{known[name]}{slash}{rest}"


def _reference(match: re.Match[bytes], known: dict[str, str]) -> bytes:
    return match[1] + f'"{known[match[2].decode()]}"'.encode()


def _boundary(content_type: str) -> bytes:
    match = re.match(r'multipart/mixed\s*;.*boundary="?([^";]+)"?', content_type, re.IGNORECASE)
    if match is None:
        raise Failure(400, PAYLOAD, "The Content-Type of a batch must be multipart/mixed with a boundary.")
    return match.group(1).strip().encode("latin-1", "replace")


def _split(body: bytes, boundary: bytes) -> list[bytes]:
    """The parts between the boundaries; refuses bare line feeds as the real reader does."""
    mark = b"--" + boundary
    pieces = (END + body).split(END + mark)
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise Failure(400, PAYLOAD, "The stream was not readable.")
    for piece in pieces[1:-1]:
        head = piece.partition(END + END)[0]
        if not piece.startswith(END) or b"\n" in head.replace(END, b""):
            raise Failure(400, PAYLOAD, "The stream was not readable.")
    return [piece[len(END) :] for piece in pieces[1:-1]]


def _part(outer: Call, raw: bytes, inside: bool = False) -> Part:
    headers, content = _headers(raw)
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/mixed") and not inside:
        changes = tuple(_part(outer, piece, inside=True) for piece in _split(content, _boundary(kind)))
        return Part("", None, changes)
    if not kind.startswith("application/http"):
        raise Failure(400, PAYLOAD, "The Content-Type of a part must be application/http.")
    content_id = headers.get("content-id", "")
    if inside and not CONTENT_ID.fullmatch(content_id):
        raise bad_payload("Each request of a change set needs a Content-ID.")
    return Part(content_id if CONTENT_ID.fullmatch(content_id) else "", _call(outer, content, inside))


def _headers(raw: bytes) -> tuple[dict[str, str], bytes]:
    head, _, rest = raw.partition(END + END)
    lines = [line.partition(b":") for line in head.split(END) if line]
    found = {name.decode("latin-1").strip().lower(): value.decode("latin-1").strip() for name, _, value in lines}
    return found, rest


def _call(outer: Call, content: bytes, inside: bool) -> Call:
    line, _, rest = content.partition(END)
    words = line.decode("utf-8", "replace").split()
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        raise Failure(400, PAYLOAD, f"The request line '{line.decode('utf-8', 'replace')}' is not valid.")
    method, url = words[0].upper(), words[1]
    if inside and method == "GET":
        raise bad_payload("A change set cannot contain a GET.")
    if "$batch" in url:
        raise bad_payload("A batch cannot contain a batch.")
    headers, body = _headers(rest) if not rest.startswith(END) else ({}, rest[len(END) :])
    try:
        call = call_of(method, url, headers, body.removesuffix(END), outer.root, outer.user)
    except BadJson as error:
        raise bad_payload(str(error)) from error
    call.batched = True
    return call


def _written(content_id: str, reply: Reply) -> bytes:
    payload = reply.payload()
    headers = {"OData-Version": "4.0", **reply.headers}
    if reply.value is not None:
        headers["Content-Type"] = "application/json; odata.metadata=minimal"
    first = f"Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{_id_line(content_id)}\r\n"
    phrase = HTTPStatus(reply.status).phrase
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{first}HTTP/1.1 {reply.status} {phrase}\r\n{lines}\r\n".encode() + payload


def _id_line(content_id: str) -> str:
    return f"Content-ID: {content_id}\r\n" if content_id else ""


def _multipart(answers: list[bytes], boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + END + answer + END for answer in answers) + mark + b"--" + END
