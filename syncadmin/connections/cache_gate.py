"""The gate that any number of machines share, through Django's cache: a place is a key that somebody added first.

A place whose holder died comes back when its key expires, which is longer than an answer can take. Moments are those
of the machines' clocks, which therefore have to agree to the second.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.core.cache import DEFAULT_CACHE_ALIAS, BaseCache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import Error as DatabaseError
from django.db import close_old_connections
from redis.exceptions import RedisError

from syncadmin.connections.clients.gates import PLACES, Leave, OwnGate, sensible

log = logging.getLogger(__name__)
T = TypeVar("T")

_HURRY = 0.2
_KEPT = 24 * 3600
_FAILURES = (RedisError, DatabaseError, OSError)
# A thread's database connection stays open as long as the thread; requests come from threads that live shortly.
_DATABASE_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gate")


class CacheGate:
    """A gate in the default cache. While the cache cannot be reached, each process has a gate of its own."""

    def __init__(self, name: str, lease: float, places: int = PLACES) -> None:
        self._name, self._lease, self._default = name, lease, places
        self._own = OwnGate()

    def enter(self, *, hurried: bool) -> Leave | None:
        """Take a place."""
        try:
            return _carry_out(partial(self._take, hurried))
        except _FAILURES as error:
            log.warning("The shared cache cannot be reached (%s); requests are limited per process.", error)
            return self._own.enter(hurried=hurried)

    def closed_until(self) -> float:
        """The moment before which nobody may send."""
        try:
            found = _carry_out(lambda cache: cache.get(self._key("rest"), 0.0))
        except _FAILURES:
            found = 0.0
        return max(float(found), self._own.closed_until())

    def close(self, until: float) -> None:
        """Let nobody send before a moment."""
        latest = max(until, self.closed_until())
        if not self._keep("rest", latest, int(latest - time.time()) + 1):
            self._own.close(latest)

    def places(self) -> int:
        """How many may be under way at once."""
        try:
            return sensible(_carry_out(lambda cache: cache.get(self._key("places"), self._default)))
        except _FAILURES:
            return self._own.places()

    def advise(self, places: int) -> None:
        """The service says how many it takes at once."""
        if not self._keep("places", sensible(places), _KEPT):
            self._own.advise(places)

    def _take(self, hurried: bool, cache: BaseCache) -> Leave | None:
        known = cache.get_many([self._key("hurry"), self._key("places")])
        if not hurried and known.get(self._key("hurry"), 0.0) > time.time():
            return None
        holder = uuid.uuid4().hex
        for number in range(sensible(known.get(self._key("places"), self._default))):
            if cache.add(self._key(str(number)), holder, self._lease):
                return partial(self._leave, self._key(str(number)), holder)
        if hurried:
            cache.set(self._key("hurry"), time.time() + _HURRY, 2)
        return None

    def _leave(self, key: str, holder: str) -> None:
        """Give a place back, unless it was given to somebody else because we took too long."""
        try:
            _carry_out(lambda cache: cache.delete(key) if cache.get(key) == holder else None)
        except _FAILURES as error:
            log.warning("A place at a service is given back by time (%s).", error)

    def _keep(self, name: str, value: float, seconds: int) -> bool:
        """Put a value where all see it; whether that was possible."""
        try:
            _carry_out(lambda cache: cache.set(self._key(name), value, max(1, seconds)))
        except _FAILURES as error:
            log.warning("The shared cache cannot be reached (%s).", error)
            return False
        return True

    def _key(self, name: str) -> str:
        return f"gate:{self._name}:{name}"


def _carry_out(work: Callable[[BaseCache], T]) -> T:
    """Work with the cache; if that is a table, in a thread that keeps its connection and is in no transaction."""
    cache = caches[DEFAULT_CACHE_ALIAS]
    if not isinstance(cache, DatabaseCache):
        return work(cache)
    return _DATABASE_THREAD.submit(_in_database_thread, work).result()


def _in_database_thread(work: Callable[[BaseCache], T]) -> T:
    close_old_connections()
    return work(caches[DEFAULT_CACHE_ALIAS])
