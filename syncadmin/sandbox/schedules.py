"""A run's worth of faults from one seed: the same seed and the same requests give the same faults.

A kind is one of `faults.KINDS`, or a status such as "503"; kinds that need to be told more are not for a schedule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from .faults import FOR_OPERATIONS, Fault

PASSING = (
    "429",
    "503",
    "502",
    "504",
    "500",
    "408",
    "html",
    "reset",
    "lose_answer",
    "truncate",
    "slow",
    "drip",
    "double",
    "expire",
    "edit",
    "drift",
    "late",
    "phantom",
    "stale_delta",
)


def schedule(
    seed: int,
    kinds: Sequence[str] = PASSING,
    share: float = 0.05,
    service: str = "",
    seconds: float = 0.05,
    details: Mapping[str, Mapping[str, object]] | None = None,
) -> list[Fault]:
    """Faults that hit about this share of all requests, and as many operations of batches, each kind equally often.

    Kinds that change tables, rights, clocks or switches are given in `details`; each of them happens once.
    """
    lasting = details or {}
    every = (*kinds, *lasting)
    one = share / max(len(every), 1)
    found = []
    for place, kind in enumerate(every):
        chance = one / (1 - place * one)  # of those that none before it has hit
        fault = partial(_fault, kind, service=service, seconds=seconds, probability=chance)
        if kind in lasting:
            found.append(fault(seed=f"{seed} {kind}", detail=lasting[kind], times=1))
            continue
        found += [fault(seed=f"{seed} {kind} {inside}", inside=inside) for inside in _places(kind)]
    return found


def _fault(kind: str, **how: object) -> Fault:
    if not kind.isdecimal():
        return Fault(kind=kind, status=502, **how)  # type: ignore[arg-type]
    status = int(kind)
    return Fault(status=status, retry_after=0 if status in (429, 503) else None, **how)  # type: ignore[arg-type]


def _places(kind: str) -> tuple[bool, ...]:
    """Whether a fault hits whole requests only, or operations of batches too."""
    return (False, True) if kind.isdecimal() or kind in FOR_OPERATIONS else (False,)
