"""``python -m tests.mutants planner|writer [--sample 150] [--seed 1] [--only merge]``: put faults into the modules of
the planner or the writer and see which of them no test finds.

Prints each fault that was not found, and as its last line how many were. A module is tried against the tests that are
most likely to find its faults first. Takes long: ``nice -n 19`` is a good idea.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import hypothesis  # noqa: F401 - imported once, before processes are forked
import pytest  # noqa: F401

from tests.mutants.faults import Fault, faults
from tests.mutants.trial import collected_once, is_found_afresh

ENGINE = Path("syncadmin/engine")
TESTS = Path("tests/engine")
PLANNER = [
    "merge",
    "decide",
    "carry",
    "contest",
    "fitting",
    "deletion",
    "undo",
    "match",
    "brakes",
    "plan",
    "links",
    "encoding",
]
WRITER = ["writing", "remember", "lookup", "replan", "exact", "plan_rows"]
FIRST = {
    "merge": ["merge", "carrying"],
    "carry": ["carrying", "merge"],
    "fitting": ["decide", "carrying"],
    "links": ["carrying"],
}
# Those of the whole planner, quick ones first.
RELATED = ["decide", "merge", "carrying", "contest", "deletion", "defaults", "undo", "plan"]
RELATED += ["differential", "properties_of_fields", "properties"]
FIRST_RUNS = {
    "lookup": ["test_lost_creates"],
    "replan": ["test_stale"],
    "exact": ["test_exact_plans"],
    "plan_rows": ["test_couple", "test_matching", "test_deletions"],
}
RUNS = ["test_modified", "test_stale", "test_couple", "test_lost_creates", "test_deletions", "test_merge_policy"]
RUNS += ["test_exact_plans", "test_matching", "test_waits", "test_deletion_policies", "test_undo"]
CALLS = "tests/runs/test_nth_call.py::test_whichever_call_goes_wrong_it_ends_as_if_it_had_not"
TRIED_CALLS = [
    "creates_both_ways-answer lost",
    "creates_both_ways-killed at a statement",
    "restores-answer lost",
    "updates_both_ways-killed after a request",
]


def planner(name: str) -> list[str]:
    """The options of pytest for a module of the planner: its own tests first, laws last."""
    order = dict.fromkeys([*FIRST.get(name, []), name, *RELATED])
    files = [str(path) for one in order if (path := TESTS / f"test_{one}.py").exists()]
    return ["-p", "no:django", "--noconftest", *files]


def writer(name: str) -> list[str]:
    """The options of pytest for a module of the writer: a few runs that touch most of it."""
    order = dict.fromkeys([*FIRST_RUNS.get(name, []), *RUNS])
    calls = [f"{CALLS}[{one}]" for one in TRIED_CALLS]
    return ["--nomigrations", "-m", "not slow", *(f"tests/runs/{one}.py" for one in order), *calls]


Chosen = list[tuple[Path, list[str], Fault]]


def all_faults(part: str, only: str | None) -> Chosen:
    """Every fault of the modules of a part, with the options of pytest for it."""
    folder, names, options = (ENGINE, PLANNER, planner) if part == "planner" else (Path("jobs"), WRITER, writer)
    paths = {name: folder / f"{name}.py" for name in names if only in (None, name)}
    return [(path, options(name), one) for name, path in paths.items() for one in faults(path.read_text())]


def tried(some: Chosen) -> Iterator[tuple[Path, Fault, bool]]:
    """Each fault and whether it was found: module by module, at last those outside of functions, which take longer."""
    codes = {number: compile(one.tree, str(path), "exec") for number, (path, _, one) in enumerate(some)}
    for path, options in {path: options for path, options, _ in some}.items():
        numbers = [number for number, (at, _, one) in enumerate(some) if at == path and one.function]
        for number, found in _collected_once(path, {number: codes[number] for number in numbers}, options):
            yield path, some[number][2], found
    for number, (path, options, one) in enumerate(some):
        if not one.function:
            yield path, one, is_found_afresh(path, codes[number], options)


def _collected_once(path: Path, codes: dict[int, CodeType], options: list[str]) -> Iterator[tuple[int, bool]]:
    """What ``collected_once`` tells, as it is told through a pipe."""
    if not codes:
        return
    out, into = os.pipe()
    if (child := os.fork()) == 0:
        collected_once(
            path, codes, options, lambda number, found: os.write(into, b"%d %d\n" % (number, found)) and None
        )
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as lines:
        for line in lines:
            number, found = map(int, line.split())
            yield number, bool(found)
    os.waitpid(child, 0)


def main() -> None:
    """Try the faults and say which are not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("part", choices=("planner", "writer"))
    parser.add_argument("--sample", type=int, help="try so many, by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", metavar="MODULE")
    asked = parser.parse_args()
    os.environ.setdefault("EXAMPLES", "40")
    known = all_faults(asked.part, asked.only)
    sample = random.Random(asked.seed).sample(known, min(asked.sample or len(known), len(known)))  # noqa: S311
    if is_found_afresh(sample[0][0], compile(sample[0][0].read_text(), str(sample[0][0]), "exec"), sample[0][1]):
        parser.error("the tests do not pass as it is")
    results = []
    for path, fault, found in tried(sample):
        results.append(found)
        if not found:
            say(f"{path}:{fault.line}: {fault.what}")
        elif len(results) % 25 == 0:
            say(f"... {len(results)} of {len(sample)}, {results.count(False)} not found")
    share = round(sum(results) / max(len(results), 1), 3)
    say(
        json.dumps(
            {"part": asked.part, "faults": len(known), "tried": len(results), "found": sum(results), "share": share}
        )
    )


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
