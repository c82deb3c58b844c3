"""The wire without a socket: requests of the product reach the application of the sandbox in the same thread.

Only the socket goes. Requests are prepared, answers judged and retried, and time limits kept as ever; a connection that
the sandbox resets or cuts off fails here as it does there.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import IncompleteRead, ProtocolError

from tests.simulate.clock import CLOCK

Application = Callable[..., Iterator[bytes]]


class Wire:
    """Where requests go: the application behind it, and who is told before and after each of them."""

    def __init__(self) -> None:
        self.application: Application | None = None
        self.step: Callable[..., None] = lambda *, alone: None


WIRE = Wire()


class InProcessAdapter(BaseAdapter):
    """Takes the place of ``requests``' own adapter on every session."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__()

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        """The answer of the sandbox, or the error that ``requests`` would raise."""
        asks_for_token = "/oauth2/" in request.url  # which happens under a lock of the process
        WIRE.step(alone=asks_for_token)
        began = CLOCK.monotonic()
        try:
            response = _answered(request)
        except ConnectionResetError as error:
            raise requests.ConnectionError(ProtocolError("Connection aborted.", error), request=request) from None
        finally:
            WIRE.step(alone=asks_for_token)
        if timeout and CLOCK.monotonic() - began > timeout[1]:
            raise requests.ReadTimeout(request=request)
        return response

    def close(self) -> None:
        """Nothing is held open."""


def install() -> None:
    """Give every new session of this process the adapter."""
    requests.sessions.HTTPAdapter = InProcessAdapter


def _answered(request: requests.PreparedRequest) -> requests.Response:
    told: list[object] = []
    pieces = WIRE.application(_environ(request), lambda status, headers: told.extend((status, headers)))
    try:
        body = b"".join(pieces)
    except ConnectionAbortedError:
        raise requests.exceptions.ChunkedEncodingError(ProtocolError(IncompleteRead(0, 1)), request=request) from None
    return _response(request, int(str(told[0]).partition(" ")[0]), dict(told[1]), body)


def _response(
    request: requests.PreparedRequest, status: int, headers: dict[str, str], body: bytes
) -> requests.Response:
    response = requests.Response()
    response.status_code, response.headers, response.request = status, CaseInsensitiveDict(headers), request
    response.url, response.raw, response.encoding = request.url, io.BytesIO(body), "utf-8"
    response._content, response._content_consumed = body, True
    return response


def _environ(request: requests.PreparedRequest) -> dict[str, object]:
    """The request as WSGI has it."""
    address = urlsplit(request.url)
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    headers = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in request.headers.items()}
    return headers | {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(address.path).encode().decode("latin-1"),
        "QUERY_STRING": address.query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": address.netloc,
        "SERVER_NAME": address.hostname,
        "SERVER_PORT": str(address.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "werkzeug.request": None,
    }
