"""``python -m tests.simulate --schedules 200 --seed 1``: play that many schedules; the last line is JSON.

Schedules are spread over processes; each has a seed of its own from the given one and its number. The same seed in as
many processes is the same run. What a process played before may still change how often a later schedule asks its chance
(two of six were seen to differ in their last steps). ``--only 17`` plays one of them again and tells its story.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any

from tests.simulate.report import Report

AT_ONCE = 250
EVERY = 10.0


def main() -> int:
    """Play the schedules and report."""
    options = _options()
    if options.child:
        return _be_child(options.seed, options.first, options.schedules)
    numbers = [options.only] if options.only else range(options.first, options.first + options.schedules)
    report, began = Report(), time.monotonic()
    told = began
    for outcome in _played(options.seed, numbers, options.processes):
        report.add(outcome)
        if any(outcome["violations"].values()) or options.only:
            _tell(outcome, options.seed)
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            print(f"{report.schedules} of {len(numbers)} schedules, {report.failed} violations", flush=True)
    print(f"{report.schedules} schedules in {time.monotonic() - began:.0f} s")
    print(json.dumps(report.as_json()))
    return int(report.failed > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the number of the first schedule")
    parser.add_argument("--only", type=int, help="play this schedule and tell its story")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _be_child(seed: int, first: int, schedules: int) -> int:
    from tests.simulate.worker import play_all

    play_all(seed, range(first, first + schedules))

    from tests import environment

    environment.tidy()
    return 0


def _played(seed: int, numbers: Any, processes: int) -> Iterator[dict[str, Any]]:
    """The outcomes as they come, from several processes at once."""
    size = max(1, min(AT_ONCE, -(-len(numbers) // processes)))
    pieces = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    found: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    with ThreadPoolExecutor(processes) as pool:
        done = [pool.submit(partial(_play_piece, seed, piece, found)) for piece in pieces]
        for _ in range(len(numbers)):
            yield found.get()
        for one in done:
            one.result()


def _play_piece(seed: int, numbers: Any, found: SimpleQueue) -> None:
    """Play some schedules in processes of their own; one that takes its process with it is broken."""
    left = list(numbers)
    while left:
        command = [sys.executable, "-m", "tests.simulate", "--child", "--seed", str(seed)]
        command += ["--first", str(left[0]), "--schedules", str(len(left))]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}  # the order of sets is part of a schedule
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
            for line in child.stdout:
                outcome = json.loads(line)
                left.remove(outcome["number"])
                found.put(outcome)
        if left:
            story = [f"its process ended with {child.returncode}; what it said stands in the error output"]
            nothing = {"faults": {}, "met": {}, "places": [], "rounds": 0}
            found.put({"number": left.pop(0), "violations": {"broken": 1}, "story": story, **nothing})


def _tell(outcome: dict[str, Any], seed: int) -> None:
    violated = {name: count for name, count in outcome["violations"].items() if count}
    print(f"\nSchedule {outcome['number']}: {violated or 'all well'}. To play it again:")
    print(f"    make simulate SEED={seed} ONLY={outcome['number']}")
    print("\n".join(f"    {line}" for line in outcome["story"]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
