"""The environment the tests run in, set before Django reads its settings: ``prepare`` is called by ``conftest``.

A run has a data folder of its own below ``.test/``, so that several runs and a demo can be busy at the same time.
Nothing is taken over from the environment of a real installation: only ``TEST_DATABASE_URL`` and ``TEST_BROKER_URL``
lead to servers. Lives here as well: the names that may be looked up.
"""

import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
SETTINGS_OF_AN_INSTALLATION = (
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "ENCRYPTION_KEYS",
    "ENCRYPTION_KEYS_FILE",
    "DEBUG",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "HTTPS",
    "HSTS_SECONDS",
    "BEHIND_PROXY",
    "LANGUAGE_CODE",
    "TIME_ZONE",
    "TICK_SECONDS",
    "JOB_LEASE_SECONDS",
    "JOB_RETENTION_DAYS",
    "UNCHANGED_RETENTION_DAYS",
    "CHANGE_RETENTION_DAYS",
    "PUBLIC_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "REMOTE_FIRST_WAIT",
    "REMOTE_ANSWER_WAIT",
    "LOG_LEVEL",
    "ON_PREMISES_CA_BUNDLE",
)
_look_up = socket.getaddrinfo


def prepare() -> None:
    """Give this process its environment; the workers of a parallel run share the data folder of their parent."""
    for name in SETTINGS_OF_AN_INSTALLATION:
        os.environ.pop(name, None)
    if not WORKER:
        (ROOT / ".test").mkdir(exist_ok=True)
        os.environ["SYNCADMIN_DATA_FOLDER"] = tempfile.mkdtemp(prefix="run-", dir=ROOT / ".test")
    if url := os.environ.get("TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "syncadmin.settings",
        "CELERY_BROKER_URL": broker_url(os.environ.get("TEST_BROKER_URL", "memory://"), WORKER),
        "SECRET_KEY": "of the tests, good for nothing else",
        "ENCRYPTION_KEYS": "dGhlIHRlc3RzIG9mIHN5bmNhZG1pbiwgbm8gc2VjcmU=",
        "HTTPS": "false",
        "LOG_LEVEL": "WARNING",
        "REMOTE_FIRST_WAIT": "0.01",
        **({} if "redis" in os.environ.get("TEST_BROKER_URL", "") else {"CACHE_URL": "locmemcache://"}),
        # A browser driven by Playwright keeps an event loop in the thread of the test.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


def broker_url(url: str, worker: str) -> str:
    """The broker of one worker of a parallel run: the next numbered database of the same Redis."""
    base, slash, number = url.rpartition("/")
    if not worker or not slash or not number.isdigit():
        return url
    return f"{base}/{int(number) + int(worker.removeprefix('gw'))}"


def tidy() -> None:
    """Remove the data folder of the run."""
    if not WORKER:
        shutil.rmtree(os.environ["SYNCADMIN_DATA_FOLDER"], ignore_errors=True)


def is_loopback(host: object) -> bool:
    """Whether looking up this host stays on this machine. Numbers need no look-up, so they count."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in {"", "localhost"} or str(name).endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        return False
    return True


def look_up(host, *rest, **options):
    """Stands in for ``socket.getaddrinfo``: no question leaves this machine; other names do not exist."""
    if not is_loopback(host):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return _look_up(host, *rest, **options)


def close_network() -> None:
    """Let no name be looked up beyond loopback; connections are closed by pytest-socket."""
    socket.getaddrinfo = look_up
