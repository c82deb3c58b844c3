"""One process of a simulation: it plays schedules one after the other and prints a line of JSON about each."""

from __future__ import annotations

import faulthandler
import json
import signal
import sys
import traceback
from collections.abc import Iterable

# Real seconds after which a schedule counts as one that never ends.
LONGEST = 120


def play_all(seed: int, numbers: Iterable[int]) -> None:
    """Play schedules in this process, which does nothing else."""
    from tests.simulate import process

    process.prepare()

    from tests.simulate.world import Worlds

    worlds = Worlds()
    faulthandler.register(signal.SIGALRM, chain=True)  # then it ends the process, which tells where it was
    for number in numbers:
        signal.alarm(LONGEST)
        sys.stdout.write(json.dumps({"number": number, **_outcome(worlds, seed, number)}) + "\n")
        sys.stdout.flush()
    signal.alarm(0)


def _outcome(worlds, seed: int, number: int) -> dict[str, object]:
    from tests.simulate.schedule import play

    try:
        return vars(play(worlds, seed, number))
    except Exception:  # noqa: BLE001 - whatever it is, it is told with the number of its schedule
        story = [*worlds.story(), traceback.format_exc()]
        return {"violations": {"broken": 1}, "faults": {}, "met": {}, "places": [], "rounds": 0, "story": story}
