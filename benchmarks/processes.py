"""Processes that are asked line by line: the sandbox, and whoever is measured against it, each in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
LATENCY = 0.02
Facts = dict[str, str]


class Process:
    """A module of this package that prints a line when it is up, and one for each line it is given."""

    def __init__(self, module: str, argument: object, folder: str = "") -> None:
        environment = {**os.environ, "CELERY_BROKER_URL": "memory://", "LOG_LEVEL": "ERROR"}
        environment["SYNCADMIN_DATA_FOLDER"] = folder or tempfile.mkdtemp(prefix="bench-")
        command = [sys.executable, "-m", f"benchmarks.{module}", json.dumps(argument)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)  # type: ignore[call-overload]
        self.said = self._read()

    def ask(self, **wanted: object) -> dict[str, Any]:
        """Give it a line and wait for its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stdin.close()
        self._process.wait()

    def _read(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._process.args[2]} ended with status {self._process.wait()}.")
        found: dict[str, Any] = json.loads(line)
        return found


class World(Process):
    """A sandbox with so many customers and accounts."""

    def __init__(self, customers: int, accounts: int = 0, latency: float = LATENCY) -> None:
        super().__init__("serve", {"customers": customers, "accounts": accounts, "latency": latency})

    @property
    def facts(self) -> Facts:
        """How to reach it."""
        return self.said

    def change(self, table: str, numbers: range, **values: str) -> None:
        """Another user gives rows these values; ``{}`` in a text stands for the number of the row."""
        self.ask(table=table, numbers=[numbers.start, numbers.stop, numbers.step], values=values)

    def requests(self) -> int:
        """How many requests it has had."""
        with urllib.request.urlopen(f"{self.facts['url']}/_sandbox/requests") as answer:
            return sum(json.load(answer)["counts"].values())

    def counted(self, who: Process, **wanted: object) -> dict[str, Any]:
        """What somebody reports of a run, with the requests it took."""
        before = self.requests()
        report = who.ask(**wanted)
        return {**report, "requests": self.requests() - before}
