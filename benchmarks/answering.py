"""What measured processes have in common: they do what a line names and answer with time and peak of memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Deed = Callable[..., dict[str, Any]]


def answer(deeds: Mapping[str, Deed]) -> None:
    """Say that we are up, then do what each line asks for, until there are no more."""
    print("{}", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        print(json.dumps(_timed(deeds[wanted.pop("do")], wanted)), flush=True)


def _timed(deed: Deed, wanted: Mapping[str, Any]) -> dict[str, Any]:
    began, worked = time.perf_counter(), time.process_time()
    report = deed(**wanted)
    seconds = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - worked}
    return {**seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, **report}
