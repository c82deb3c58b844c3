"""Which gate the requests to a service pass: one for each service and user, shared by everybody who asks it as them.

A cache that processes share makes a gate for all machines; otherwise there is one for all processes of this machine.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

from syncadmin.connections.cache_gate import CacheGate
from syncadmin.connections.clients.gates import Gate
from syncadmin.connections.file_gate import FileGate
from syncadmin.engine.values import Side

_NOT_SHARED = (LocMemCache, DummyCache, FileBasedCache)
# Until a place counts as given up: connecting and answering take less, retries take a place each.
_LEASE_ANSWERS = 2
_LEASE_BESIDES = 60.0


def gate(side: Side, root: str, user: str) -> Gate:
    """The gate of a service, given the root of its API, for a user (its client id or name)."""
    name = hashlib.sha256(f"{side}\0{root}\0{user}".encode()).hexdigest()[:32]
    if isinstance(caches[DEFAULT_CACHE_ALIAS], _NOT_SHARED):
        return FileGate(folder() / name)
    return _cache_gate(name, _LEASE_ANSWERS * settings.REMOTE_ANSWER_WAIT + _LEASE_BESIDES)


@cache
def _cache_gate(name: str, lease: float) -> CacheGate:
    return CacheGate(name, lease)


def folder() -> Path:
    """Where gates of this machine are: in the data folder, or where there is none, where all our processes look."""
    data = Path(settings.DATA_FOLDER)
    return (data if data.is_dir() else Path(tempfile.gettempdir()) / f"syncadmin-{os.getuid()}") / "limits"
