"""`manage.py sandbox`: serve both simulated services in the foreground until told to stop."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser
from pathlib import Path
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...database import BrokenData
from ...server import HOST, Sandbox


class Command(BaseCommand):
    """Starts the sandbox alone."""

    help = "Serve Business Central and Dataverse, simulated, with made-up rows, until interrupted."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, the rows and where they are kept."""
        parser.add_argument("--port", type=int, default=8100, help="port on the loopback interface; 0 takes a free one")
        parser.add_argument("--host", default=HOST, help="address to listen on")
        parser.add_argument("--seed", type=int, default=1, help="which made-up rows")
        parser.add_argument("--customers", type=int, default=260, help="how many customers a new data file gets")
        parser.add_argument("--accounts", type=int, help="how many accounts; a little fewer than customers if left out")
        parser.add_argument("--data", type=Path, help="file that keeps the rows; without it they are in memory")
        parser.add_argument("--json", action="store_true", help="print the connection settings as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen, say where, serve, and leave quietly on SIGTERM or SIGINT."""
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        sandbox = _open(options)
        try:
            sandbox.start(options["port"], options["host"])
        except (OSError, OverflowError) as error:
            sandbox.stop()
            raise CommandError(f"Port {options['port']} cannot be used: {error}.") from error
        self._say(sandbox.connection(), as_json=options["json"])
        stopped.wait()
        sandbox.stop()

    def _say(self, connection: dict[str, str], as_json: bool) -> None:
        lines = [f"{name:22} {value}" for name, value in connection.items()]
        self.stdout.write(json.dumps(connection) if as_json else "\n".join(lines))
        self.stdout.flush()


def _open(options: dict[str, Any]) -> Sandbox:
    """The sandbox with its rows; raises CommandError where the data file is of no use."""
    try:
        return Sandbox(options["seed"], options["customers"], options["data"], options["accounts"])
    except BrokenData as error:
        raise CommandError(str(error)) from error
