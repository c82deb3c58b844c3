"""Which processes a demo consists of, and how patient it is with them. Pure: starts nothing and reads nothing.

How a process is started and ended is in ``process``; who starts, watches and restarts them is in ``supervisor``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
STEADY_SECONDS = 60.0
LONGEST_WAIT = 30.0
SANDBOX_CUSTOMERS = 260
FIRST_SECONDS = 180.0


@dataclass(frozen=True)
class Child:
    """One process to keep running. It is up once ``url`` answers and ``mark`` stands in its log, where given."""

    name: str
    command: tuple[str, ...]
    log: Path
    url: str = ""
    mark: str = ""
    start_seconds: float = 60.0
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ports:
    """Where the demo listens: the dashboard, and the sandbox on the port after it."""

    web: int

    @property
    def sandbox(self) -> int:
        """The sandbox's port."""
        return self.web + 1

    @property
    def web_url(self) -> str:
        """The dashboard's address."""
        return f"http://{HOST}:{self.web}/"

    @property
    def sandbox_url(self) -> str:
        """The address of the sandbox's own pages."""
        return f"http://{HOST}:{self.sandbox}/"


def sandbox(manage: Path, folder: Path, ports: Ports) -> Child:
    """Both remote systems, made up; its first line of output says how to reach them."""
    command = (
        *(sys.executable, str(manage), "sandbox", "--port", str(ports.sandbox), "--seed", "1"),
        *("--customers", str(SANDBOX_CUSTOMERS), "--data", str(folder / "sandbox.sqlite3"), "--json"),
    )
    return Child("sandbox", command, folder / "logs" / "sandbox.log", url=ports.sandbox_url, mark='"token_url"')


def product(folder: Path, ports: Ports) -> list[Child]:
    """The processes of syncadmin itself: web, worker and beat."""
    logs = folder / "logs"
    celery = (sys.executable, "-m", "celery", "-A", "syncadmin")
    worker = ("--pool", "threads", "--concurrency", "4", "--without-gossip", "--without-mingle", "--without-heartbeat")
    schedule = ("--schedule", str(folder / "beat-schedule"), "--pidfile=")
    web = (
        *(sys.executable, "-m", "gunicorn", "syncadmin.wsgi", "--bind", f"{HOST}:{ports.web}"),
        *("--threads", "8", "--keep-alive", "75", "--graceful-timeout", "5"),
    )
    known = {"PUBLIC_URL": ports.web_url}
    work, tick = (*celery, "worker", *worker, "--loglevel", "INFO"), (*celery, "beat", *schedule, "--loglevel", "INFO")
    return [
        Child("web", web, logs / "web.log", url=f"{ports.web_url}sign-in/", environment=known),
        Child("worker", work, logs / "worker.log", mark=" ready.", environment=known),
        Child("beat", tick, logs / "beat.log", mark="beat: Starting"),
    ]


def first_synchronization(manage: Path, folder: Path) -> Child:
    """A full synchronization of all mappings, as its review recommends; it ends by itself."""
    command = (sys.executable, str(manage), "sync", "--all", "--full")
    return Child("first synchronization", command, folder / "logs" / "first.log", start_seconds=FIRST_SECONDS)


def crashes_in_a_row(before: int, lived_seconds: float) -> int:
    """How often a process that just died has now died in a row; a steady life starts the count anew."""
    return 1 if lived_seconds >= STEADY_SECONDS else before + 1


def wait_before_restart(crashes: int) -> float:
    """How many seconds to wait before starting it again: at once at first, then longer each time."""
    return min(LONGEST_WAIT, 0.5 * 2.0 ** (crashes - 1))


def exit_words(code: int) -> str:
    """How a process ended, in words."""
    return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
