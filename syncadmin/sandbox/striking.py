"""What becomes of a request that a fault hits, or of an operation of a batch.

Which requests are hit is for `faults` to say; how an answer is sent in pieces or not at all is the application's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import disturbances, fault_answers
from .exchange import Call, Reply
from .faults import Asked, Fault

if TYPE_CHECKING:
    from .server import Sandbox

Work = Callable[[], Reply]
ROWS = {"edit": disturbances.edit, "drift": disturbances.drift, "late": disturbances.late}


def find(sandbox: Sandbox, asked: Asked) -> Fault | None:
    """The fault that hits a request, if one does."""
    return sandbox.faults.strike(asked, sandbox.clock.now())


def carry_out(sandbox: Sandbox, asked: Asked, fault: Fault | None, work: Work) -> Reply | None:
    """The answer to a request, or None where the connection is to be reset."""
    if fault is None:
        return work()
    if fault.kind == "reset":
        return None
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    reply = _spoiled(sandbox, asked, fault, work)
    return None if fault.kind == "lose_answer" else reply


def operation(sandbox: Sandbox, service: str, call: Call, answer: Callable[[Call], Reply]) -> Reply:
    """The answer to an operation of a batch, which may be hit by a fault of its own."""
    asked = Asked(service, call.method, call.path, "&".join(call.query), inside=True)
    fault = find(sandbox, asked)
    if fault is None:
        return answer(call)
    return _spoiled(sandbox, asked, fault, lambda: answer(call))


def _spoiled(sandbox: Sandbox, asked: Asked, fault: Fault, work: Work) -> Reply:
    if fault.kind in ("status", "html"):
        return fault_answers.answer(asked.service, fault)
    if fault.kind == "stale_delta":
        return fault_answers.stale_delta(sandbox.options.delta_gone)
    if fault.kind == "double":
        work()
    if fault.kind in disturbances.WORLD:
        disturbances.change_world(sandbox, fault)
    spot = disturbances.spot_of(sandbox, asked)
    if spot is not None and fault.kind in ROWS:
        ROWS[fault.kind](sandbox, fault, spot)
    if spot is not None and fault.kind == "phantom":
        return _seen_once(sandbox, fault, spot, work)
    return work()


def _seen_once(sandbox: Sandbox, fault: Fault, spot: disturbances.Spot, work: Work) -> Reply:
    key = disturbances.insert(sandbox, spot, f"Not committed {fault.struck}")
    try:
        return work()
    finally:
        if key is not None:
            spot.store.remove(spot.table.name, key)
