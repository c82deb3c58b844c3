"""Slowing down who tries passwords: after a few wrong ones, one name from one address has to wait, longer each time.

Only that name from that address waits, so that nobody can lock anybody else out. It is counted in the cache, which all
web processes share (see decision 28).
"""

from __future__ import annotations

import hashlib
import logging
import math
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

FREE = 5
FIRST_PAUSE = 30
LONGEST_PAUSE = 15 * 60
_REMEMBERED = 60 * 60

logger = logging.getLogger(__name__)


def seconds_to_wait(request: HttpRequest, name: str) -> int:
    """How long this name has to wait at this address; 0 if a password may be tried now."""
    until = cache.get(f"{_key(request, name)}:until")
    return max(0, math.ceil(until - time.time())) if until else 0


def note_try(request: HttpRequest, name: str) -> None:
    """Count a try before it is made, so that many at once are counted as well."""
    key = _key(request, name)
    cache.add(key, 0, _REMEMBERED)
    try:
        tries = cache.incr(key)
    except ValueError:  # it was forgotten in between
        return
    cache.touch(key, _REMEMBERED)
    if tries >= FREE:
        pause = min(FIRST_PAUSE * 2 ** min(tries - FREE, 10), LONGEST_PAUSE)
        cache.set(f"{key}:until", time.time() + pause, pause)
        logger.warning("%d tries to sign in as %r from %s: waiting %d s.", tries, name, client_address(request), pause)


def forget(request: HttpRequest, name: str) -> None:
    """The password was right."""
    key = _key(request, name)
    cache.delete_many([key, f"{key}:until"])


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: behind a proxy, what that one saw, which is the last address of the header."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _key(request: HttpRequest, name: str) -> str:
    text = f"{name.casefold()}\0{client_address(request)}"
    return f"sign-in:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"
