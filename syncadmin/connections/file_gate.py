"""The gate that all processes of one machine share: a lock file for each place, and files whose time of change is a
moment.

The operating system gives a lock back when its process ends, however it ends. Asking for a moment is one ``stat``.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from filelock import FileLock, Timeout

from syncadmin.connections.clients.gates import PLACES, Leave, sensible

# For how many seconds somebody hurried counts as waiting after a look that found no place.
_HURRY = 0.2


class FileGate:
    """A gate in a folder; moments are times of this machine's clock."""

    def __init__(self, folder: Path, places: int = PLACES) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder, self._default = folder, places
        self._rest, self._hurry, self._advice = folder / "rest", folder / "hurry", folder / "places"

    def enter(self, *, hurried: bool) -> Leave | None:
        """Take a place."""
        if not hurried and _moment(self._hurry) > time.time():
            return None
        for number in range(self.places()):
            lock = FileLock(self.folder / f"{number}.lock", thread_local=False)
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            return lock.release
        if hurried:
            _set(self._hurry, time.time() + _HURRY)
        return None

    def closed_until(self) -> float:
        """The moment before which nobody may send."""
        return _moment(self._rest)

    def close(self, until: float) -> None:
        """Let nobody send before a moment."""
        with FileLock(self.folder / "rest.lock"):
            _set(self._rest, max(until, _moment(self._rest)))

    def places(self) -> int:
        """How many may be under way at once."""
        try:
            return sensible(self._advice.stat().st_size)
        except FileNotFoundError:
            return self._default

    def advise(self, places: int) -> None:
        """The service says how many it takes at once; kept as the length of a file, which is read as one."""
        if places != self.places():
            with self._advice.open("ab") as file:
                file.truncate(sensible(places))


def _moment(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _set(path: Path, moment: float) -> None:
    """Give a file its time, without giving it another one meanwhile."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    os.utime(path, (moment, moment))
