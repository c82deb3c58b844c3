"""Backups of our database: one is taken at some time, and some time later it is all that is left.

The systems go on from where they are. What was decided and remembered since the backup is forgotten; records that were
made from each other since are known by the keys they were made with, which for customers takes our extension. No edit
is lost, but there may be conflicts about fields that were in step, and by a policy the older value may win them.
"""

from __future__ import annotations

from tests.simulate import judgement, process
from tests.simulate.world import World


def keep_or_restore(world: World) -> None:
    """Take a backup, or go back to the one there is."""
    if not world.terms.restored:
        return
    if world.backup is None:
        world.backup = process.take_picture()
        world.say("a backup is taken")
    elif world.people.random() < 0.6:
        judgement.judged(world)  # what was looked at stays looked at
        process.go_back(world.backup)
        process.restart()
        world.counts["restored"] += 1
        world.say("the backup is restored")
