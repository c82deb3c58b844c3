"""How an answer leaves the sandbox where a fault is about that: in halves, in drops, or not at all."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NoReturn

from .faults import Fault

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

DROPS = 10


def pieces(content: bytes, fault: Fault | None) -> Iterable[bytes]:
    """The body as it is sent."""
    if fault is not None and fault.kind == "truncate":
        return _half(content)
    if fault is not None and fault.kind == "drip":
        return _drops(content, fault.seconds)
    return [content]


def reset(environ: WSGIEnvironment) -> NoReturn:
    """Reset the client's connection at once, without an answer; always raises."""
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())
    raise ConnectionResetError("reset on request")


def _half(content: bytes) -> Iterator[bytes]:
    """The first half of an answer, then the end of the connection."""
    yield content[: len(content) // 2]
    raise ConnectionAbortedError("cut off on request")


def _drops(content: bytes, seconds: float) -> Iterator[bytes]:
    """The whole answer, slowly."""
    size = max(len(content) // DROPS, 1)
    for start in range(0, len(content), size):
        yield content[start : start + size]
        time.sleep(seconds / DROPS)
