"""One request and one answer as the simulated services see them, whether they came alone or inside a batch.

Also JSON as the services speak it: numbers are exact in both directions. Sockets and routing are elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, urlsplit

JSON_TYPE = "application/json; odata.metadata=minimal; odata.streaming=true"
MARK = "\x00"
MARKED = re.compile(r'"\\u0000([^"\\]*)\\u0000"')


class BadJson(ValueError):
    """A body that is not the JSON object it should be."""


@dataclass
class Call:
    """A request to one service: the path below its API root, and everything that came with it.

    `batched`: it is an operation of a batch.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    root: str = ""
    url: str = ""
    user: str = ""
    batched: bool = False

    def header(self, name: str, default: str = "") -> str:
        """A header by its lower-case name."""
        return self.headers.get(name, default)

    def preferences(self) -> dict[str, str]:
        """The Prefer header, taken apart: `return=minimal, odata.maxpagesize=5`."""
        parts = re.findall(r'([\w.-]+)\s*(?:=\s*("[^"]*"|[^\s,;]*))?', self.header("prefer"))
        return {name.lower(): value.strip('"') for name, value in parts}

    def json(self) -> dict[str, object]:
        """The body as a JSON object; raises BadJson."""
        found = parse_json(self.body)
        if not isinstance(found, dict):
            raise BadJson("The body is not a JSON object.")
        return found


@dataclass
class Reply:
    """What a service answers: a value to be sent as JSON, or ready-made bytes."""

    status: int
    value: object = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def payload(self) -> bytes:
        """The bytes of the body."""
        return to_json(self.value) if self.value is not None else self.content


Disturbed = Callable[[Call, Callable[[Call], Reply]], Reply]


def undisturbed(call: Call, answer: Callable[[Call], Reply]) -> Reply:
    """How an operation of a batch is answered where nothing is to go wrong."""
    return answer(call)


def call_of(method: str, url: str, headers: Mapping[str, str], body: bytes, root: str, user: str = "") -> Call:
    """A call from an absolute URL, an absolute path or a path below the service's root."""
    absolute = absolute_url(url.encode("utf-8", "replace").decode(), root)
    try:
        parts = urlsplit(absolute)
    except ValueError as error:
        raise BadJson(f"{url} is not a valid address.") from error
    path = unquote(parts.path, errors="replace").removeprefix(unquote(urlsplit(root).path)).strip("/")
    lower = {name.lower(): value for name, value in headers.items()}
    return Call(method.upper(), path, parse_query(parts.query), lower, body, root, absolute, user)


def absolute_url(url: str, root: str) -> str:
    """The full address of something named in a batch."""
    if re.match(r"https?://", url):
        return url
    if url.startswith("/") and url.startswith(urlsplit(root).path):
        return "{0.scheme}://{0.netloc}{1}".format(urlsplit(root), url)
    return f"{root.rstrip('/')}/{url.lstrip('/')}"


def parse_query(text: str) -> dict[str, str]:
    """Query parameters by name; the last of a repeated one counts."""
    return dict(parse_qsl(text, keep_blank_values=True, errors="replace"))


def parse_json(body: bytes) -> object:
    """JSON with exact decimals; raises BadJson."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadJson(f"The body is not valid JSON: {error}") from error


def to_json(value: object) -> bytes:
    """JSON in which decimals are numbers with exactly their digits."""
    text = json.dumps(value, ensure_ascii=False, default=_marked, separators=(",", ":"))
    return MARKED.sub(r"\1", text).encode("utf-8", "replace")


def _marked(value: object) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
    return f"{MARK}{value:f}{MARK}"


def _refuse_constant(name: str) -> object:
    raise BadJson(f"{name} is not a JSON number.")
