"""``python -m benchmarks [--full]``: what runs cost at two sizes, how fast rows are read, and the ratios between them.

Each size has a sandbox process, a database and a measured process of its own; the sandbox's memory does not count.
The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def sandbox(customers: int, accounts: int = 0) -> Iterator[dict[str, str]]:
    """A sandbox process with that many customers and accounts; yields what it says about itself."""
    command = [sys.executable, "manage.py", "sandbox", "--port", "0", "--customers", str(customers)]
    command += ["--accounts", str(accounts), "--json"]
    environment = {**os.environ, "SYNCADMIN_DATA_FOLDER": tempfile.mkdtemp()}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def measured(facts: dict[str, str], folder: str, name: str) -> dict[str, Any]:
    """One run in a process of its own: its report, and the requests the sandbox counted."""
    before = requests(facts)
    environment = {**os.environ, "SYNCADMIN_DATA_FOLDER": folder, "CELERY_BROKER_URL": "memory://"}
    command = [sys.executable, "-m", "benchmarks.run", name, json.dumps(facts)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    report["requests"] = requests(facts) - before
    return report


def requests(facts: dict[str, str]) -> int:
    """How many requests the sandbox has had."""
    with urllib.request.urlopen(f"{facts['dataverse_url'].rstrip('/')}/_sandbox/requests") as answer:
        return sum(json.load(answer)["counts"].values())


def runs_of(customers: int) -> dict[str, dict[str, Any]]:
    """All runs of one size, in their order."""
    with sandbox(customers) as facts, tempfile.TemporaryDirectory() as folder:
        return {name: measured(facts, folder, name) for name in ("create", "idle", "hundred")}


def reading_of(rows: int, rounds: int) -> dict[str, Any]:
    """How a process of its own reads that many rows of each system, in so many rounds or just once."""
    with sandbox(rows, rows) as facts:
        command = [sys.executable, "-m", "benchmarks.reading", json.dumps(facts), str(rounds)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def runs(small: int, large: int) -> dict[str, Any]:
    """Both sizes of runs, printed as a table."""
    found = {small: runs_of(small), large: runs_of(large)}
    print(f"{'run':10}{'size':>8}{'records':>9}{'requests':>10}{'peak MB':>9}{'seconds':>9}")
    for name in found[small]:
        for size, reports in found.items():
            report = reports[name]
            row = f"{name:10}{size:>8}{report['records']:>9}{report['requests']:>10}"
            print(f"{row}{report['peak_mb']:>9.1f}{report['seconds']:>9.1f}")
    memory = {name: round(found[large][name]["peak_mb"] / found[small][name]["peak_mb"], 2) for name in found[small]}
    return {"memory_ratio": memory, "small": found[small], "large": found[large]}


def reading(rows: int, rounds: int) -> dict[str, Any]:
    """How fast so many rows are read, and the memory that takes against a tenth of them."""
    report = reading_of(rows, rounds)
    print(f"{'reading':10}{'rows':>9}{'rows/s':>9}{'bare':>9}{'ratio':>7}")
    for side in ("bc", "dataverse"):
        one = report[side]
        print(
            f"{side:10}{rows:>9}{one['rows_per_second']:>9}{one['bare_rows_per_second']:>9}{one['ratio']:>7}",
            flush=True,
        )
    peaks = {str(size): reading_of(size, 0)["peak_mb"] for size in (rows // 10, rows)}
    return {"rows": rows, "bc": report["bc"], "dataverse": report["dataverse"], "peak_mb": peaks}


def main() -> None:
    """Measure and print tables, then JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of docs/measurements.md")
    parser.add_argument("--only", choices=["runs", "read"], help="leave the other out")
    options = parser.parse_args()
    report: dict[str, Any] = {}
    if options.only != "read":
        report["runs"] = runs(1_000, 10_000) if options.full else runs(100, 1_000)
    if options.only != "runs":
        report["read"] = reading(100_000, 3) if options.full else reading(10_000, 3)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
