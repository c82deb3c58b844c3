"""What every test can ask for: the sandbox, a connection to it, four people, and a closed network.

The environment comes first, because Django reads its settings from it. Alice administers, Rita reviews, Bob uses,
Charlie views.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import environment, gates

environment.prepare()
environment.close_network()

# Looking for cycles as often as Python does by itself took a ninth of the time.
gc.set_threshold(100_000, 50, 100)

import django  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()  # now, because the conftest of a folder given on the command line is read before pytest-django starts

PASSWORD = "correct horse battery staple"


def pytest_addoption(parser) -> None:
    """Let a run leave out what is the same on every database."""
    parser.addoption("--database-only", action="store_true", help="only tests that use the database or broker")


def pytest_configure(config) -> None:
    """Let the processes of a parallel run read settings when each has its own environment, and not ours before that."""
    if getattr(config.option, "numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(config, items) -> None:
    """Begin with the files that take long, so that none of them is left to one process at the end."""
    if config.getoption("database_only"):
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = [item for item in items if _uses_database(item)]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def _uses_database(item) -> bool:
    """Whether a test uses the database of this run, or the broker; a demo has ones of its own, and what a browser shows
    of a page is the same whatever the page comes from."""
    if item.get_closest_marker("browser") is not None:
        return False
    marked = item.get_closest_marker("django_db") is not None
    return marked or not {"db", "transactional_db", "record_property"}.isdisjoint(item.fixturenames)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    environment.tidy()


def pytest_report_header() -> list[str]:
    """Say which database and broker are under test."""
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return [f"database: {engine}, broker: {settings.CELERY_BROKER_URL.partition(':')[0]}"]


@pytest.fixture(scope="session", autouse=True)
def _quick_settings():
    """Cheap password hashes, no redirect to another scheme, static files without a manifest."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A database in a file of its own, so that threads and other processes can use it."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and not test.get("NAME"):
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator:
    """The sandbox, started once for the whole session. Ask for ``sandbox``, which is fresh for each test."""
    from syncadmin.sandbox.server import Sandbox

    server = Sandbox()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sandbox(running_sandbox):
    """Both services over real HTTP, with no rows, no faults and no memory of earlier tests."""
    from syncadmin.connections.clients import catalogues
    from syncadmin.connections.clients.sizes import SIZES

    running_sandbox.reset()
    gates.reopen(running_sandbox)
    catalogues.forget_all()
    SIZES.clear()
    return running_sandbox


@pytest.fixture
def connection(db, sandbox):
    """An enabled connection that leads to the sandbox; it has no mappings yet."""
    from syncadmin.connections.models import Connection
    from syncadmin.demo.sandbox import connection_values

    return Connection.objects.create(name="Sandbox", **connection_values(sandbox))


def _person(name: str, role: str):
    from django.contrib.auth.models import Group, User

    from jobs.roles import ensure_roles

    ensure_roles()
    user = User.objects.create_user(name, f"{name}@example.com", PASSWORD)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def alice(db):
    """An administrator."""
    return _person("alice", "administrator")


@pytest.fixture
def bob(db):
    """A user, who couples and synchronizes."""
    return _person("bob", "user")


@pytest.fixture
def rita(db):
    """A reviewer, who resolves what went wrong."""
    return _person("rita", "reviewer")


@pytest.fixture
def charlie(db):
    """A viewer, who changes nothing."""
    return _person("charlie", "viewer")


@pytest.fixture
def data_folder() -> Path:
    """The data folder of this run."""
    return Path(os.environ["SYNCADMIN_DATA_FOLDER"])


@pytest.fixture
def process_environment(transactional_db, tmp_path) -> dict[str, str]:
    """The environment in which another process (a worker, a command) works on the database of this test."""
    from django.conf import settings
    from django.db import connection

    from syncadmin.celery import app

    with app.connection_for_write() as bell, bell.SimpleQueue(app.conf.task_default_queue) as rings:
        rings.clear()  # those of earlier tests
    database = connection.settings_dict
    broker = settings.CELERY_BROKER_URL
    values = {"CELERY_BROKER_URL": f"sqla+sqlite:///{tmp_path / 'broker.sqlite3'}" if "memory" in broker else broker}
    if connection.vendor == "sqlite":
        values["DATABASE_URL"] = f"sqlite:///{database['NAME']}"
    else:
        values["DATABASE_URL"] = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database['NAME']}"
    return {**os.environ, **values, "SYNCADMIN_DATA_FOLDER": str(tmp_path), "PYTHONUNBUFFERED": "1"}
