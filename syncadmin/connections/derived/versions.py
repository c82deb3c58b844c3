"""Versions of records whose derived values may change while the record keeps its own: a digest of them goes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from syncadmin.engine.values import Record, Value

_MARK = " derived "


def with_digest(record: Record, values: Mapping[str, Value]) -> Record:
    """The record at a version that moves with these values, too."""
    shown = "\0".join(f"{name}={values[name]!r}" for name in sorted(values))
    return replace(record, version=f"{record.version}{_MARK}{hashlib.sha256(shown.encode()).hexdigest()[:16]}")


def own_version(version: str) -> str:
    """The version as the system gave it."""
    return version.partition(_MARK)[0]
