"""What people do in syncadmin: start jobs for records of their choice, preview and approve, settle conflicts."""

from __future__ import annotations

from couplings.models import RecordProblem
from jobs import approval
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import CoupleRecords, FullRun, MatchRecords, SettleConflict, SynchronizeRecords, UncoupleRecords
from mappings.criteria import FieldCriterion
from syncadmin.engine.values import Side
from tests.simulate import deleted, people, runs
from tests.simulate.world import FIELDS, World, key_of

_CRITERIA = (FieldCriterion("displayName/name"), FieldCriterion("city/address1_city", 1))


def work(world: World) -> None:
    """One or two things that somebody does at the desk between two runs."""
    chance = world.people
    settle(world, 0.5)
    decide(world, 0.7)
    if chance.random() < 0.35:
        chance.choice(_WORK)(world)
    deleted.answer(world)


def settle(world: World, share: float) -> None:
    """Look at the conflicts that are listed, and choose field by field."""
    for problem in RecordProblem.objects.filter(mapping=world.mapping, code="conflict").order_by("pk"):
        if problem.bc_key and world.people.random() < share:
            shown = [one for one in problem.verdicts if one["kind"] == "conflict"]
            choices = {one["field"]: world.people.choice(list(Side)) for one in shown}
            seen = {one["field"]: (one["bc"], one["dataverse"]) for one in shown}
            runs.run(world, Job.Kind.SETTLE, SettleConflict(str(problem.bc_key), choices, seen))


def decide(world: World, share: float) -> None:
    """Approve what waits for it, or reject it."""
    for job in Job.objects.filter(mapping=world.mapping, status=Job.Status.APPROVAL).order_by("pk"):
        if world.people.random() < share:
            world.say(f"somebody approves job {job.pk}")
            runs.carry(world, approval.carry_out(job, checksum_of(job)))
        else:
            world.say(f"somebody rejects job {job.pk}")
            approval.reject(job)
        world.counts["plans decided"] += 1


def _couple(world: World) -> None:
    """Set Up Coupling of two records that are not coupled, or of one with a new one."""
    pairs = world.pairs()
    free = {
        Side.BC: sorted(world.rows(Side.BC).keys() - pairs.keys()),
        Side.DATAVERSE: sorted(world.rows(Side.DATAVERSE).keys() - set(pairs.values())),
    }
    if not free[Side.BC]:
        return
    customer = world.people.choice(free[Side.BC])
    account = world.people.choice([*free[Side.DATAVERSE], None])
    winner = world.people.choice([None, *Side]) if account else None
    if account:
        world.ledger.paired([(customer, account)])
        _prefer(world, winner, customer, account)
    runs.run(world, Job.Kind.COUPLE, CoupleRecords({key_of(customer): account and key_of(account)}, winner))


def _uncouple(world: World) -> None:
    """Delete Coupling: both records go their own ways with what they show."""
    pairs = world.pairs()
    if not pairs:
        return
    customer = world.people.choice(sorted(pairs))
    for side, key in zip(Side, (customer, pairs[customer]), strict=True):
        if row := world.rows(side).get(key):
            world.ledger.made.add(key)
            world.ledger.apart.add(key)
            for name in FIELDS:
                world.ledger.counts.setdefault((key, name), world.value(side, row, name))
    runs.run(world, Job.Kind.UNCOUPLE, UncoupleRecords((key_of(customer),)))


def _synchronize(world: World) -> None:
    """Synchronize Now, merging or with all values of one side."""
    pairs = world.pairs()
    if not pairs:
        return
    customers = world.people.sample(sorted(pairs), world.people.randint(1, len(pairs)))
    winner = world.people.choice([None, *Side])
    if world.terms.source:  # the other one may not win
        winner = world.people.choice([None, world.terms.source])
    for customer in customers:
        _prefer(world, winner, customer, pairs[customer])
    runs.run(world, Job.Kind.RECORDS, SynchronizeRecords(tuple(map(key_of, customers)), winner))


def _match(world: World) -> None:
    """Match-Based Coupling of all customers."""
    create, synchronize = world.people.random() < 0.3, world.people.random() < 0.5
    if world.terms.source is Side.DATAVERSE:
        create = False
    runs.run(world, Job.Kind.MATCH, MatchRecords(_CRITERIA, create=create, synchronize=synchronize))


def _full(world: World) -> None:
    """Full Synchronization, by the rules or with everything taken over from one side."""
    winner = world.people.choice([None, world.terms.source or world.people.choice([*Side])])
    for customer, account in world.pairs().items():
        _prefer(world, winner, customer, account)
    runs.run(world, Job.Kind.FULL, FullRun(winner, unconditional=winner is not None))


def _sweep(world: World) -> None:
    """Find Deleted Records."""
    runs.run(world, Job.Kind.SWEEP)


def _carry_out_preview(world: World) -> None:
    """Preview a run, leave something out perhaps, go for a coffee, and carry the plan out."""
    plan = runs.run(world, Job.Kind.MODIFIED, preview=True)
    if not approval.is_open(plan):
        return
    planned = list(plan.operations.filter(state="planned").exclude(side="").order_by("pk"))
    if planned and world.people.random() < 0.4:
        approval.leave_out(world.people.choice(planned), True)
    if world.people.random() < 0.3 and (key := people.anybody(world, Side.BC)):
        people.edit(world, key)
    runs.carry(world, approval.carry_out(plan, checksum_of(plan)))
    world.counts["plans decided"] += 1


def _prefer(world: World, winner: Side | None, customer: str, account: str) -> None:
    key = {Side.BC: customer, Side.DATAVERSE: account}.get(winner)
    row = world.rows(winner).get(key) if winner else None
    for name in FIELDS if row else ():
        world.ledger.prefer(key, name, world.value(winner, row, name))


_WORK = (_couple, _uncouple, _synchronize, _match, _full, _sweep, _carry_out_preview)
