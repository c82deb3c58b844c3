"""``python -m tests.simulate --schedules 200 --seed 1``: play that many schedules; the last line is JSON."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time

from tests import environment

environment.prepare()

import django  # noqa: E402

django.setup()

from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from tests.simulate.schedules import play_schedules  # noqa: E402


def main() -> int:
    """Play the schedules on a database of their own and report."""
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    started = time.monotonic()
    try:
        report = play_schedules(options.schedules, options.seed, lambda line: print(line, flush=True))
    finally:
        teardown_databases(databases, verbosity=0)
        environment.tidy()
    print(f"{options.schedules} schedules in {time.monotonic() - started:.0f} s")
    print(json.dumps(report))
    return int(any(report[name] for name in ("lost", "duplicated", "invented")))


if __name__ == "__main__":
    sys.exit(main())
