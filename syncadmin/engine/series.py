"""Numbers that new records take from a series: ``SP NO. 0####`` stands for one more than the highest that is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from syncadmin.engine.values import Value

_SERIES = re.compile(r"(.*[^#])(#+)")


def is_series(value: Value) -> bool:
    """Whether a value stands for the next number of a series."""
    return isinstance(value, str) and _SERIES.fullmatch(value) is not None


def next_numbers(series: str, taken: Iterable[str]) -> Iterator[str]:
    """The numbers behind the highest of those that begin as the series does; all different."""
    found = _SERIES.fullmatch(series)
    if found is None:
        raise ValueError(f"{series} is no series")
    beginning, digits = found[1], len(found[2])
    rests = (one.removeprefix(beginning) for one in taken if one.startswith(beginning))
    highest = max((int(rest) for rest in rests if rest.isascii() and rest.isdigit()), default=0)
    return (f"{beginning}{number:0{digits}}" for number in count(highest + 1))
