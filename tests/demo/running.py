"""What the tests of the demo share: start a process, wait for something, find every process of a data folder."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.environment import ROOT, SETTINGS_OF_AN_INSTALLATION


def start(folder: Path, *arguments: str) -> subprocess.Popen:
    """Start Python as an embedded installation in a data folder; what it says goes to ``output.txt`` there."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS_OF_AN_INSTALLATION}
    environment = {**inherited, "SYNCADMIN_DATA_FOLDER": str(folder), "PYTHONUNBUFFERED": "1"}
    with (folder / "output.txt").open("ab") as output:
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)


def output(folder: Path) -> str:
    """What it has said."""
    return (folder / "output.txt").read_text(encoding="utf-8")


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> object:
    """Wait for a condition to hold and return what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return found


def processes(folder: Path) -> list[int]:
    """Every living process that was started for a data folder, at any remove."""
    wanted = f"SYNCADMIN_DATA_FOLDER={folder}".encode()
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and wanted in _environ(entry)]


def _environ(process: Path) -> Sequence[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def last_pid(log: Path) -> int:
    """The process id that the last ``up`` line of a log tells."""
    return int([line for line in log.read_text().splitlines() if line.startswith("up ")][-1].split()[1])
