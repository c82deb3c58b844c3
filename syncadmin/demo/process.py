"""One process: started in a group of its own, ended with everything it started, asked whether it is up.

On Linux the kernel ends it when the supervisor dies, however that happens; elsewhere only an orderly end of the
supervisor ends it too.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from syncadmin.demo.children import HOST, Child

_PR_SET_PDEATHSIG = 1
_TAIL_LINES = 15


class Process:
    """A child as it runs. ``crashes`` counts how often it died in a row, ``start_at`` says when it is tried again."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.crashes = 0
        self.start_at = 0.0
        self.started_at = 0.0
        self._popen: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        with self.child.log.open("ab") as log:
            self._log_start = log.tell()
            self._popen = subprocess.Popen(
                self.child.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.child.environment},
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # safe: the supervisor has no other thread
            )
        self.started_at = time.monotonic()

    @property
    def pid(self) -> int:
        """The process id, 0 before the first start."""
        return self._popen.pid if self._popen else 0

    @property
    def lived_seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.started_at

    def exit_code(self) -> int | None:
        """How it ended; None while it runs or waits to be started again."""
        return self._popen.poll() if self._popen else None

    def said(self) -> str:
        """What it has said since it was last started."""
        with self.child.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode("utf-8", "replace")

    def last_words(self) -> str:
        """The end of what it said, indented."""
        lines = [line for line in self.said().splitlines() if line.strip()]
        return "\n".join(f"    {line}" for line in lines[-_TAIL_LINES:])

    def is_up(self) -> bool:
        """Whether it does its work."""
        marked = not self.child.mark or self.child.mark in self.said()
        return marked and (not self.child.url or answers(self.child.url))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to everything it started."""
        if self._popen:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, number)

    def has_ended(self) -> bool:
        """Whether it is gone (or was never started)."""
        return self._popen is None or self._popen.poll() is not None


def _die_with_parent() -> Callable[[], None] | None:
    """What a child does first, on Linux: ask the kernel to be killed when its parent dies."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the answer."""

    def redirect_request(self, *_: object) -> None:
        """Do not follow."""


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def answers(url: str) -> bool:
    """Whether a web server answers at this address, and not with an error of its own."""
    try:
        with _opener.open(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code < 500
    except OSError:
        return False


def is_free(port: int) -> bool:
    """Whether a server may listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True
