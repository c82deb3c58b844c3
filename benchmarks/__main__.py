"""``python -m benchmarks [--full] [--only NAME]``: measure, and print one line of JSON for each figure.

The sandbox and whoever is measured are processes of their own; the sandbox answers 20 ms late.
"""

from __future__ import annotations

import argparse

from benchmarks.measuring import FULL, MEASUREMENTS, SMALL


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of docs/performance.md")
    parser.add_argument("--only", choices=[*MEASUREMENTS], help="leave the others out")
    options = parser.parse_args()
    sizes = FULL if options.full else SMALL
    for name in [options.only] if options.only else MEASUREMENTS:
        for one in MEASUREMENTS[name](sizes):
            print(one.line(), flush=True)


if __name__ == "__main__":
    main()
