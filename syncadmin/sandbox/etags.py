"""The version marks of both services: how a row's version is written as an ETag."""

from __future__ import annotations

import base64
import re

from .columns import DATAVERSE

WELL_FORMED = re.compile(r'(W/)?"[^"]*"')


def etag(service: str, version: int) -> str:
    """The ETag of a row at a version, opaque to clients."""
    if service == DATAVERSE:
        return f'W/"{version}"'
    inside = f"JzIw{version:016x};1;00;".encode()
    return f'W/"{base64.b64encode(inside).decode()}"'


def same(given: str, current: str) -> bool:
    """Whether a client's If-Match names the current version."""
    return given == "*" or given.removeprefix("W/") == current.removeprefix("W/")


def is_well_formed(given: str) -> bool:
    """Whether an If-Match value is one at all."""
    return given == "*" or WELL_FORMED.fullmatch(given) is not None
