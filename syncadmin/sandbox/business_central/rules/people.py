"""Names of persons as Business Central takes them apart and puts them together.

The last word is the surname, the one before it the middle name if there are three or more, a single word the first
name. Parts that are too long for their fields are cut, as the service does; the name itself never is.
"""

from __future__ import annotations

from typing import NamedTuple

PART = 30


class Parts(NamedTuple):
    """The parts of a name, in the order in which they are written."""

    first: str
    middle: str
    surname: str


def split_name(name: str) -> Parts:
    """The parts of a whole name."""
    words = name.split()
    if len(words) < 2:
        return Parts(name.strip()[:PART], "", "")
    middle = words[-2][:PART] if len(words) > 2 else ""
    first = words[:-2] if len(words) > 2 else words[:1]
    return Parts(" ".join(first)[:PART], middle, words[-1][:PART])


def join_name(parts: Parts) -> str:
    """The whole name."""
    return " ".join(part for part in parts if part)
