"""The planner alone, as a process: ``plan_pairs`` over pairs in memory of which a share was changed on each side.

The pairs are made before time is taken. They are planned as in a run: page by page, each plan being let go.
"""

from __future__ import annotations

import json
import random
import sys
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

from benchmarks.answering import answer
from syncadmin.engine.decide import Intent
from syncadmin.engine.mapping import Direction, FieldMapping, TableMapping
from syncadmin.engine.plan import plan_pairs
from syncadmin.engine.values import Pair, Record, Side

FIELDS = 20
PAGE = 500
Values = dict[str, str]


def table(number: int, share: float) -> Iterator[tuple[str, Values, Values, Values]]:
    """Key, agreed values and both sides' values of so many records; on each side one field of a share is changed."""
    chance = random.Random(1)
    for key in range(number):
        base = {f"field_{field}": f"value {key} {field}" for field in range(FIELDS)}
        yield f"key-{key:08}", base, _changed(base, share, chance, "bc"), _changed(base, share, chance, "dataverse")


def _changed(base: Values, share: float, chance: random.Random, side: str) -> Values:
    change = {f"field_{chance.randrange(FIELDS)}": f"changed in {side}"} if chance.random() < share else {}
    return {**base, **change}


class Planner:
    """Pairs and their mapping."""

    def __init__(self, number: int, share: float) -> None:
        names = [f"field_{field}" for field in range(FIELDS)]
        fields = tuple(FieldMapping(name, name, name, name, Direction.BIDIRECTIONAL) for name in names)
        self._mapping = TableMapping("M", "b", "d", Direction.BIDIRECTIONAL, fields)
        self._pairs = [self._pair(*one) for one in table(number, share)]

    def _pair(self, key: str, base: Values, bc: Values, dataverse: Values) -> Pair:
        left, right = Record(Side.BC, "b", key, "1", bc), Record(Side.DATAVERSE, "d", key, "1", dataverse)
        return Pair(key, base, left, right, coupled=True)

    def plan(self) -> int:
        """Decide all of them as a run does, page by page; how many operations that makes."""
        pages = (self._pairs[start : start + PAGE] for start in range(0, len(self._pairs), PAGE))
        return sum(len(plan_pairs(self._mapping, page, Intent()).operations) for page in pages)

    def whole(self) -> object:
        """Decide all of them at once, and keep the plan."""
        return plan_pairs(self._mapping, self._pairs, Intent())


def speed(work: Any, number: int) -> dict[str, Any]:
    """Records a second of a call, of processor time: nothing is waited for, and others may be busy on the machine."""
    began = time.process_time()
    kept = work()
    seconds = time.process_time() - began
    del kept
    return {"records_per_second": number / seconds}


def memory(work: Any) -> dict[str, Any]:
    """Peak of what a call takes besides what was there before, in MB."""
    tracemalloc.start()
    kept = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return {"above_data_mb": peak / 2**20}


if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    planner = Planner(**options)
    answer(
        {
            "speed": lambda: speed(planner.plan, options["number"]),
            "memory": lambda: {**memory(planner.plan), "whole_mb": memory(planner.whole)["above_data_mb"]},
        }
    )
