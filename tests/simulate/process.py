"""The process a simulation runs in: virtual clock, no sockets, no threads, its database and the sandbox in memory.

``prepare`` comes before anything of the product is imported; then ``database`` and ``sandbox`` make fresh ones in no
time, each from a picture of the first.
"""

from __future__ import annotations

import concurrent.futures
import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future

from tests import environment
from tests.simulate.clock import CLOCK


class AtOnce(Executor):
    """Does what it is given in the calling thread, so that everything happens in one order."""

    def __init__(self, *arguments: object, **options: object) -> None:
        pass

    def submit(self, work: Callable, /, *arguments: object, **options: object) -> Future:
        """The result, which is there already."""
        found: Future = Future()
        try:
            found.set_result(work(*arguments, **options))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asks for the result
            found.set_exception(error)
        return found


def prepare() -> None:
    """Make this process one of a simulation, and set Django up."""
    CLOCK.install()
    concurrent.futures.ThreadPoolExecutor = AtOnce
    environment.prepare()

    import django

    from tests.simulate import wire

    wire.install()
    django.setup()
    django.utils.timezone.now = CLOCK.now
    logging.disable(logging.CRITICAL)
