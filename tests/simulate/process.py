"""The process a simulation runs in: virtual clock, no sockets, no broker, one thread, database and sandbox in memory.

``prepare`` comes before anything of the product is imported. A picture of the database is its whole content; taking one
and going back to one cost next to nothing, so every schedule begins with the same database, and may restore a backup.
"""

from __future__ import annotations

import concurrent.futures
import gc
import logging
import os
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
    """Make this process one of a simulation, with an empty database."""
    CLOCK.install()
    concurrent.futures.ThreadPoolExecutor = AtOnce
    for name in ("TEST_DATABASE_URL", "TEST_BROKER_URL"):
        os.environ.pop(name, None)  # the tests may run on servers, a simulation never does
    environment.prepare()

    gc.set_threshold(100_000, 50, 100)  # as in the tests

    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = ":memory:"
    django.setup()
    logging.disable(logging.CRITICAL)
    _replace_surroundings()
    _migrate()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def take_picture() -> bytes:
    """The whole content of the database."""
    from django.db import connection

    return connection.connection.serialize()


def go_back(picture: bytes) -> None:
    """Let the database be as it was."""
    from django.db import connection

    connection.connection.deserialize(picture)


def restart() -> None:
    """All that a process knows of the systems is forgotten, as if it had begun anew."""
    from syncadmin.connections.clients import catalogues
    from syncadmin.connections.clients.auth import TOKENS
    from syncadmin.connections.clients.sizes import SIZES

    catalogues.forget_all()
    SIZES.clear()
    TOKENS.clear()
    _gates.clear()


_gates: dict[object, object] = {}


def _replace_surroundings() -> None:
    """What is outside of the product: the wire, the time Django tells, the broker, and the gates' files."""
    from django.utils import timezone

    from syncadmin.celery import app
    from syncadmin.connections import remote
    from syncadmin.connections.clients.gates import OwnGate
    from tests.simulate import wire

    wire.install()
    timezone.now = CLOCK.now
    app.send_task = lambda *arguments, **options: None

    remote.gate = lambda *service: _gates.setdefault(service, OwnGate())


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    connection.inc_thread_sharing()
