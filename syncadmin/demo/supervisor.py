"""The supervisor: starts processes, waits until they are up, starts what dies again, and ends them all together.

Which processes is in ``children``, one process is in ``process``. It works in the main thread only, because a child
is tied to the thread that started it.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from types import FrameType

from syncadmin.demo.children import Child, crashes_in_a_row, exit_words, wait_before_restart
from syncadmin.demo.errors import DemoError
from syncadmin.demo.process import Process

PAUSE = 0.1
GRACE_SECONDS = 10.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Someone asked for the end (Ctrl-C, SIGTERM, SIGHUP)."""


class Supervisor:
    """Use as a context manager: whatever happens inside, no process is left behind."""

    def __init__(self, say: Callable[[str], None], grace_seconds: float = GRACE_SECONDS) -> None:
        self._say = say
        self._grace_seconds = grace_seconds
        self._processes: list[Process] = []
        self._requests = 0

    def __enter__(self) -> Supervisor:
        for number in SIGNALS:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_all()

    def start(self, children: Iterable[Child]) -> list[Process]:
        """Start processes; they are watched from now on."""
        started = [Process(child) for child in children]
        for process in started:
            self.check()
            self._processes.append(process)
            process.start()
        return started

    def wait_until_up(self, processes: Iterable[Process]) -> None:
        """Wait until they do their work; raises DemoError with the last words of one that does not."""
        waiting = list(processes)
        while waiting:
            for process in list(waiting):
                if _failed(process):
                    raise DemoError(_obituary(process))
                if process.is_up():
                    waiting.remove(process)
            self._pause()

    def finish(self, child: Child) -> int | None:
        """Run a process that ends by itself; how it ended, None if it took too long and was stopped."""
        process = Process(child)
        self.check()
        self._processes.append(process)
        process.start()
        while (code := process.exit_code()) is None and process.lived_seconds < child.start_seconds:
            self._pause()
        self._processes.remove(process)
        process.signal(signal.SIGKILL)
        return code

    def watch(self) -> None:
        """Keep everything running until someone asks for the end; leaves with Stopped."""
        while True:
            for process in self._processes:
                self._look_after(process)
            self._pause()

    def check(self) -> None:
        """Leave with Stopped if someone asked for the end."""
        if self._requests:
            raise Stopped

    def _pause(self) -> None:
        self.check()
        time.sleep(PAUSE)
        self.check()

    def _look_after(self, process: Process) -> None:
        """Start a dead process again once its waiting time is over."""
        if process.start_at:
            if time.monotonic() >= process.start_at:
                process.start_at = 0.0
                process.start()
            return
        code = process.exit_code()
        if code is None:
            return
        process.signal(signal.SIGKILL)  # what it started and left behind would hold its port
        process.crashes = crashes_in_a_row(process.crashes, process.lived_seconds)
        wait = wait_before_restart(process.crashes)
        process.start_at = time.monotonic() + wait
        self._say(f"{process.child.name} {exit_words(code)}; starting it again in {wait:g} s ({process.child.log})")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._requests += 1

    def _stop_all(self) -> None:
        """Ask all to end, and kill what does not; asking once more does not wait."""
        asked = self._requests
        for process in self._processes:
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace_seconds
        while not all(process.has_ended() for process in self._processes):
            if time.monotonic() > deadline or self._requests > max(asked, 1):
                break
            time.sleep(PAUSE)
        for process in self._processes:
            process.signal(signal.SIGKILL)


def _failed(process: Process) -> bool:
    return process.exit_code() is not None or process.lived_seconds > process.child.start_seconds


def _obituary(process: Process) -> str:
    """Why a process is not up: its own sentence if it left just one, otherwise the end of its log."""
    code, child = process.exit_code(), process.child
    what = exit_words(code) if code is not None else f"was not up after {child.start_seconds:g} s"
    return f"The {child.name} {what}. The end of {child.log}:\n{process.last_words()}"
