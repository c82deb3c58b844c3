"""``python -m benchmarks [--small 1000] [--large 10000]``: what a run costs at two sizes, and the ratios between them.

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
def sandbox(customers: int) -> Iterator[dict[str, str]]:
    """A sandbox process with that many customers and no accounts; yields what it says about itself."""
    command = [sys.executable, "manage.py", "sandbox", "--port", "0", "--customers", str(customers)]
    command += ["--accounts", "0", "--json"]
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


def main() -> None:
    """Measure both sizes and print a table, then JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=10_000)
    options = parser.parse_args()
    small, large = runs_of(options.small), runs_of(options.large)
    print(f"{'run':10}{'size':>8}{'records':>9}{'requests':>10}{'peak MB':>9}{'seconds':>9}")
    for name in small:
        for size, report in ((options.small, small[name]), (options.large, large[name])):
            row = f"{name:10}{size:>8}{report['records']:>9}{report['requests']:>10}"
            print(f"{row}{report['peak_mb']:>9.1f}{report['seconds']:>9.1f}")
    memory = {name: round(large[name]["peak_mb"] / small[name]["peak_mb"], 2) for name in small}
    print(json.dumps({"memory_ratio": memory, "small": small, "large": large}))


if __name__ == "__main__":
    main()
