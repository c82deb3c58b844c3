"""How long the pages of a large installation take, on PostgreSQL: ``make bench ONLY=pages``.

The server is the one of ``TEST_DATABASE_URL``; a database of its own is made beside the one that is named there, and
dropped at the end. ``PAGES_KEEP=1`` keeps it for the next call, ``PAGES_ONLY`` measures pages with this in their name,
``PAGES_ROUNDS`` each of them so many times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.outcomes import Outcome
from benchmarks.processes import ROOT

MUST_MS = 150.0
ROUNDS = int(os.environ.get("PAGES_ROUNDS", "5"))
_NAME = "syncadmin_pages"
_MISSING = "pages: needs PostgreSQL; name it, as in TEST_DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres."


def pages(_sizes: object) -> Iterator[Outcome | Line]:
    """A line for each page, and the worst of them."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        print(_MISSING, file=sys.stderr)
        return
    keep = bool(os.environ.get("PAGES_KEEP"))
    name = _NAME if keep else f"{_NAME}_{os.getpid()}"
    _make(server, name)
    found: list[dict[str, Any]] = []
    try:
        for one in _measured(_named(server, name)):
            found.append(one)
            yield Line(one)
    finally:
        if not keep:
            _drop(server, name)
    yield from _worst(found)


class Line:
    """The figures of one page."""

    def __init__(self, figures: dict[str, Any]) -> None:
        self.figures = figures

    def line(self) -> str:
        """The line that is printed."""
        return json.dumps(self.figures)


def _worst(found: list[dict[str, Any]]) -> Iterator[Outcome]:
    for measure in ("p95_ms", "cpu_p95_ms"):
        worst = max(found, key=lambda one: float(one[measure]))
        slow = sum(one[measure] > MUST_MS for one in found)
        more = {"page": worst["page"], "above": slow, "load": os.getloadavg()[0]}
        sizes = {"pages": len(found), "rounds": ROUNDS}
        yield Outcome(f"pages: worst {measure}", sizes, float(worst[measure]), MUST_MS, measure="ms", more=more)


def _measured(database: str) -> Iterator[dict[str, Any]]:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": "memory://",
        "CACHE_URL": "locmemcache://",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "false",
        "SECRET_KEY": "of the benchmark, good for nothing else",
        "ENCRYPTION_KEYS": "dGhlIHRlc3RzIG9mIHN5bmNhZG1pbiwgbm8gc2VjcmU=",
        "LOG_LEVEL": "ERROR",
    }
    argument = json.dumps({"rounds": ROUNDS, "only": os.environ.get("PAGES_ONLY", "")})
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment["SYNCADMIN_DATA_FOLDER"] = folder
        command = [sys.executable, "-m", "benchmarks.pages_client", argument]
        with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            yield from map(json.loads, process.stdout)
        if process.returncode:
            raise SystemExit(f"pages ended with status {process.returncode}.")


def _named(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _make(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
