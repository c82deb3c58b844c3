"""Reads the JUnit file of a test run: ``results.py FILE database=postgresql broker=redis``.

Fails unless there were tests, none failed, and tests saw the database and broker they were meant to run on.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as Xml
from pathlib import Path


def troubles(report: Xml.Element, wanted: dict[str, str]) -> list[str]:
    """What is wrong with a run."""
    cases = list(report.iter("testcase"))
    passed = [case for case in cases if not any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))]
    found = [
        f"{case.get('name')} did not pass." for case in cases for _ in (*case.iter("failure"), *case.iter("error"))
    ]
    if not passed:
        found.append("No test ran.")
    seen = {(one.get("name"), one.get("value")) for case in passed for one in case.iter("property")}
    found += [f"No test ran on the {name} {value}." for name, value in wanted.items() if (name, value) not in seen]
    return found


def main(file: str, *pairs: str) -> int:
    """Check one file and sum it up."""
    path = Path(file)
    if not path.exists():
        print(f"{file} is missing: the tests did not run.")
        return 1
    report = Xml.parse(path).getroot()  # noqa: S314 - written by our own test run
    found = troubles(report, dict(pair.split("=", 1) for pair in pairs))
    skipped = sum(1 for _ in report.iter("skipped"))
    print(
        f"{sum(1 for _ in report.iter('testcase'))} tests, {skipped} skipped, {len(found)} troubles, {' '.join(pairs)}"
    )
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
