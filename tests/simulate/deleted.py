"""What people say about records whose partner was deleted: bring it back, delete this one too, or take them apart."""

from __future__ import annotations

from couplings.models import RecordProblem
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.values import Side
from tests.simulate import runs
from tests.simulate.world import World, name_of

_ANSWERS = (DeletionPolicy.RESTORE, DeletionPolicy.UNCOUPLE, DeletionPolicy.DELETE)


def answer(world: World) -> None:
    """Settle some of what is listed."""
    for problem in RecordProblem.objects.filter(mapping=world.mapping, code="partner_deleted").order_by("pk"):
        if problem.bc_key and problem.dataverse_key and world.people.random() < 0.4:
            _settle(world, problem, world.people.choice(_ANSWERS))


def _settle(world: World, problem: RecordProblem, how: DeletionPolicy) -> None:
    both = {side: name_of(side, key) for side, key in zip(Side, (problem.bc_key, problem.dataverse_key), strict=True)}
    left = [side for side in Side if world.row(both[side])]
    if len(left) != 1:
        return
    gone, here = both[left[0].other], both[left[0]]
    if how is DeletionPolicy.DELETE:
        world.doomed.add(here)
    if how is DeletionPolicy.RESTORE:
        world.revived.add(gone)
    keys = (str(problem.bc_key if left[0] is Side.BC else problem.dataverse_key),)
    chosen = {"bc_keys": keys} if left[0] is Side.BC else {"dataverse_keys": keys}
    world.say(f"somebody answers {how} for {here}, whose partner {gone} was deleted")
    runs.run(world, Job.Kind.RECORDS, SynchronizeRecords(**chosen, deleted=how))
