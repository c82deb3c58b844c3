"""Numbers that take long to count are remembered for a while: the longer they took, the longer.

Where they are counted at once, they are counted each time. Each process remembers for itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# What takes less is not worth remembering; what takes more is kept so many times as long as it took, in seconds.
WORTH, TIMES, LONGEST = 0.4, 30, 120.0
_KEPT: dict[str, tuple[float, object]] = {}


def remembered(name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, or gave a moment ago if that took long."""
    until, value = _KEPT.get(name, (0.0, None))
    began = time.monotonic()
    if began < until:
        return value  # type: ignore[return-value]
    made = make()
    took = time.monotonic() - began
    if took > WORTH:
        _KEPT[name] = (time.monotonic() + min(took * TIMES, LONGEST), made)
    return made
