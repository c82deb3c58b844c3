"""The yardstick of the planner, as a process: diffsync's diff of the same data, loaded before time is taken.

It compares two sides and knows no base, no direction and no policy; its log is switched off.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import structlog
from diffsync import Adapter, DiffSyncModel
from pydantic import create_model

from benchmarks.answering import answer
from benchmarks.planner import FIELDS, memory, speed, table

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


_NAMES = tuple(f"field_{field}" for field in range(FIELDS))
_Fields: Any = create_model("_Fields", __base__=DiffSyncModel, key=(str, ...), **dict.fromkeys(_NAMES, (str, ...)))


class Record(_Fields):
    """One row."""

    _modelname = "record"
    _identifiers = ("key",)
    _attributes = _NAMES


class Both(Adapter):
    """One side's records."""

    record = Record
    top_level = ["record"]


class Differ:
    """Both sides, loaded."""

    def __init__(self, number: int, share: float) -> None:
        self._bc, self._dataverse = Both("bc"), Both("dataverse")
        for key, _base, bc, dataverse in table(number, share):
            self._bc.add(Record(key=key, **bc))
            self._dataverse.add(Record(key=key, **dataverse))

    def diff(self) -> object:
        """Compare all of them."""
        return self._bc.diff_to(self._dataverse)


if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    differ = Differ(**options)
    answer({"speed": lambda: speed(differ.diff, options["number"]), "memory": lambda: memory(differ.diff)})
