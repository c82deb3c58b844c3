"""What a demo needs before its processes start: data folder, database, broker, people, and the connection.

Everything here may be done again at any time: what people changed since stays as it is.
"""

from __future__ import annotations

import importlib.util
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from syncadmin.celery import app
from syncadmin.connections.models import Connection
from syncadmin.connections.services import enable_connection
from syncadmin.demo.children import Ports
from syncadmin.demo.errors import DemoError
from syncadmin.demo.process import is_free
from syncadmin.demo.sandbox import SandboxFacts, connection_values, is_on_this_machine

LOGINS = {"admin": "demo-admin", "reviewer": "demo-reviewer", "user": "demo-user", "viewer": "demo-viewer"}
ROLES = {"admin": "administrator", "reviewer": "reviewer", "user": "user", "viewer": "viewer"}
CONNECTION = "Sandbox"
_TOOLS = ("gunicorn", "celery", "sqlalchemy", "whitenoise", "bootstrap")
_SMALL = 50_000_000
_PATIENCE = 2.0


def check_tools() -> None:
    """Everything the processes need is installed."""
    for name in _TOOLS:
        if importlib.util.find_spec(name) is None:
            raise DemoError(f"{name} is not installed here; 'make demo' or requirements/base.txt installs it.")


def check_ports(ports: Ports) -> None:
    """Nobody else listens where the demo will. One that has just ended may need a moment to let go."""
    for port in (ports.web, ports.sandbox):
        if not 1024 <= port <= 65535:
            raise DemoError(f"{port} is not a port the demo can use; choose one from 1024 to 65534.")
        deadline = time.monotonic() + _PATIENCE
        while not is_free(port):
            if time.monotonic() > deadline:
                raise DemoError(
                    f"Port {port} is taken; stop what listens there, or choose another: make demo PORT=8100"
                )
            time.sleep(0.1)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The data folder, held by this demo alone for as long as it runs."""
    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        lock = (folder / "demo.lock").open("w", encoding="ascii")
    except OSError as error:
        raise DemoError(f"The data folder {folder} cannot be used: {error.strerror}.") from error
    with lock:
        if not _lock(lock):
            raise DemoError(f"Another demo is running on the data in {folder}.")
        for log in (folder / "logs").glob("*.log"):
            log.write_bytes(b"")
        yield


def _lock(file: IO[str]) -> bool:
    """Take the lock, where the system has such locks."""
    if os.name != "posix":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def check_data_files(folder: Path) -> None:
    """The databases that are there already, the sandbox's and an embedded one of our own, are sound."""
    _check_data_file(folder / "sandbox.sqlite3")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        _check_data_file(Path(settings.DATABASES["default"]["NAME"]))


def _check_data_file(path: Path) -> None:
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if path.stat().st_size < _SMALL:
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                if found != "ok":
                    raise sqlite3.DatabaseError(found.splitlines()[-1])
    except sqlite3.DatabaseError as error:
        raise DemoError(f"The data file {path} is broken ({error}); 'make clean-demo' starts over.") from error


def empty_broker() -> None:
    """An embedded broker starts empty, with its tables made before several processes want to make them."""
    kind, found, file = settings.CELERY_BROKER_URL.partition("sqla+sqlite:///")
    if kind or not found:
        return
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    with app.connection_for_write() as broker:
        broker.default_channel.queue_declare(queue=app.conf.task_default_queue)


def migrate() -> None:
    """The tables of the database are those of this version."""
    call_command("migrate", interactive=False, verbosity=0)


def ensure_logins() -> None:
    """One person for each role, with the password that is printed."""
    call_command("roles", stdout=StringIO())
    for name, password in LOGINS.items():
        user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.com"})
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=ROLES[name]))


def ensure_connection(facts: SandboxFacts) -> bool:
    """The connection leads to the sandbox, tested and enabled; whether it is new. One that a person led elsewhere is
    left alone."""
    values = connection_values(facts)
    connection = Connection.objects.filter(name=CONNECTION).first()
    if connection is None:
        connection = Connection.objects.create(name=CONNECTION, **values | {"enabled": False})
        enable_connection(connection)
        return True
    if is_on_this_machine(connection.bc_address):
        del values["enabled"]
        for name, value in values.items():
            setattr(connection, name, value)
        connection.save(update_fields=list(values))
    return False
