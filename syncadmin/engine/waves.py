"""The order in which several mappings run: in waves, each mapping after those it depends on.

A mapping stands in the wave after the last of those it depends on. Mappings that depend on each other in a circle
stand in one wave, and what makes the circle is disregarded: it is told, and holds up nothing. A name that is no mapping
is told too. For which end of the others a mapping waits is decided by who runs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# BC's order among its classic mappings; all others come after them by name.
CLASSIC = ("CURRENCY", "SALESPEOPLE", "UNIT OF MEASURE", "CUSTOMER", "CONTACT", "RESOURCE-PRODUCT", "ITEM-PRODUCT")


@dataclass(frozen=True)
class Place:
    """Where a mapping stands. ``waits_for`` are the mappings before it, ``unknown`` the names that are none, and
    ``circle`` those that depend on each other with it (itself, if it names itself)."""

    name: str
    wave: int
    waits_for: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()


def arrange(dependencies: Mapping[str, Sequence[str]]) -> tuple[Place, ...]:
    """The places of mappings, each given with the names it depends on, in the order of running; the same set always
    comes out the same."""
    known = {name: [one for one in names if one in dependencies] for name, names in dependencies.items()}
    behind = {name: _behind(known, name) for name in known}
    circles = {name: {one for one in behind[name] if name in behind[one]} for name in known}
    waits_for = {name: [one for one in known[name] if one not in circles[name]] for name in known}
    waves: dict[str, int] = {}
    for name in sorted(known, key=lambda one: len(behind[one])):  # what is waited for has less behind it
        waves[name] = max((waves[one] + 1 for each in circles[name] for one in waits_for[each]), default=0)
    places = (
        Place(
            name,
            waves[name],
            in_order(waits_for[name]),
            in_order(set(dependencies[name]) - known.keys()),
            in_order(circles[name]) if len(circles[name]) > 1 or name in known[name] else (),
        )
        for name in known
    )
    return tuple(sorted(places, key=lambda one: (one.wave, _rank(one.name))))


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names in BC's order, each once."""
    return tuple(sorted(set(names), key=_rank))


def _rank(name: str) -> tuple[int, str]:
    return (CLASSIC.index(name) if name in CLASSIC else len(CLASSIC), name)


def _behind(known: Mapping[str, Sequence[str]], name: str) -> set[str]:
    """The mapping itself and all it depends on, directly or through others."""
    found, left = {name}, [name]
    while left:
        new = set(known[left.pop()]) - found
        found |= new
        left += new
    return found
