"""The end of a schedule: all goes well, the mapping runs until nothing is left to do, and the ledger is held against
both systems."""

from __future__ import annotations

from collections import Counter

from couplings.models import Coupling, RecordProblem
from jobs.models import Job, JobOperation
from mappings.models import DeletionChoice
from syncadmin.engine.values import Side
from tests.simulate import desk, poison, runs
from tests.simulate.world import FIELDS, World, key_of, name_of

CALM_RUNS = 12
NOTHING = {"unchanged", "excluded", "failed"}
# A poisoned record may be in conflict as well, behind the refusal that is listed.
POISON = {"conflict"}
_ENDED = (Job.Status.FINISHED, Job.Status.ERRORS)
_AS_PLANNED = ("created", "updated", "deleted", "coupled", "uncoupled")
# What only a person ends, in a way no rule tells.
SETTLED = {
    "partner_deleted",
    "partner_was_deleted",
    "partner_not_restorable",
    "archived_and_changed_back",
    "doubtful_match",
}


def converge(world: World) -> int:
    """How many runs it took until a run had nothing left to do; that one wrote nothing."""
    for rounds in range(1, CALM_RUNS + 1):
        version = world.sandbox.store.version()
        job = runs.run(world, Job.Kind.MODIFIED)
        idle = job.status in _ENDED and not set(job.counts) - (NOTHING | POISON if world.poisoned else NOTHING)
        wrote = world.sandbox.store.version() != version
        world.expect(not (idle and wrote), "repeated", f"job {job.pk} wrote something and says it did not")
        desk.settle(world, 1.0)
        desk.decide(world, 1.0)
        listed = RecordProblem.objects.filter(mapping=world.mapping).exclude(code__in=SETTLED)
        poisoned = [key_of(one) for one in world.poisoned]
        if idle and not listed.exclude(bc_key__in=poisoned).exclude(dataverse_key__in=poisoned).exists():
            return rounds
    problems = [f"{one.code} {one.bc_key} {one.dataverse_key} {one.facts}" for one in listed]
    kind = "delayed" if world.poisoned else "unconverged"
    world.expect(False, kind, f"after {CALM_RUNS} runs: {job.counts} {job.code} {problems}")
    return CALM_RUNS


def compare_preview(world: World) -> None:
    """A preview says what the next run does."""
    preview = runs.run(world, Job.Kind.MODIFIED, preview=True)
    real = runs.run(world, Job.Kind.MODIFIED)
    if real.status == Job.Status.APPROVAL:
        return
    told, done = Counter(_effects(preview)), Counter(_effects(real))
    apart = f"preview {preview.pk} alone said {[*(told - done)]}, job {real.pk} alone did {[*(done - told)]}"
    world.expect(told == done, "untrue_previews", apart)


def judge(world: World) -> None:
    """Nothing lost, nothing doubled, nothing invented."""
    rows = {side: world.rows(side) for side in Side}
    world.remember_bases()
    pairs = world.pairs()
    _judge_records(world, rows, pairs)
    seen = judged(world)
    troubled = _troubled(world)
    never = Coupling.objects.filter(mapping=world.mapping, synchronized_at=None, bc_key__isnull=False)
    apart = {name_of(Side.BC, key) for key in never.values_list("bc_key", flat=True)}  # coupled, and left as they were
    ours = world.ledger.made | pairs.keys() | set(pairs.values())
    for name in FIELDS:
        for side in Side:
            for key, row in rows[side].items():
                value = world.value(side, row, name)
                forgotten = world.counts["restored"] and key not in ours  # told as doubled after a restore
                known = not value or forgotten or world.ledger.people_wrote(key, name, value)
                world.expect(known, "invented", f"{side} {key} {name} is {value!r}")
        for customer, account in pairs.items():
            both = rows[Side.BC].get(customer), rows[Side.DATAVERSE].get(account)
            if not all(both) or not all(map(_is_admitted, both)):
                continue
            if customer in world.poisoned and not world.terms.source:
                known = poison.is_listed(world, (customer, account), troubled)
                world.expect(known, "unconverged", f"poisoned {customer} is not in step and not listed")
            elif not {customer, account} & troubled and customer not in apart:
                _judge_field(world, name, (customer, account), both, seen)


def _effects(job: Job) -> list[tuple[str, ...]]:
    """What a job planned or did, without the keys it chose."""
    rows = job.operations.values_list("action", "side", "bc_key", "dataverse_key", "values", "ending", "code")
    found = []
    for action, side, bc_key, dataverse_key, values, ending, code in rows:
        keys = (bc_key if side != Side.BC else "", dataverse_key if side != Side.DATAVERSE else "")
        keys = keys if action == "create" else (bc_key, dataverse_key)
        end = code if ending in _AS_PLANNED else f"{ending} {code}".strip()
        found.append((action, side, *map(str, keys), str(sorted(values.items())), end))
    return sorted(found)


def _is_admitted(row: dict) -> bool:
    """Whether the filters of the mapping let a record take part."""
    if "blocked" in row:
        return row["blocked"] == "_x0020_"
    return row["statecode"] == 0 and row["customertypecode"] == 3


def _troubled(world: World) -> set[str]:
    """Records that are listed with a problem are not in step, and say so."""
    keys = RecordProblem.objects.filter(mapping=world.mapping).values_list("bc_key", "dataverse_key")
    return {name_of(side, key) for both in keys for side, key in zip(Side, both, strict=True) if key}


def _judge_records(world: World, rows: dict[Side, dict], pairs: dict[str, str]) -> None:
    """Every record people made has its counterpart, every other one is the counterpart of one they made."""
    ledger, there = world.ledger, rows[Side.BC].keys() | rows[Side.DATAVERSE].keys()
    # Without our extension a customer does not tell which account it was made for, nor does any second partner.
    forgotten = world.counts["restored"] and (not world.terms.options["extension"] or ledger.apart)
    doubled = "doubled after a restore" if forgotten else "duplicated"
    coupled = pairs.keys() | set(pairs.values())
    made = ledger.made - ledger.deleted
    world.expect(not made - there, "lost", f"gone: {made - there}")
    alone = (made & there) - coupled - ledger.apart - _troubled(world)
    alone -= {key for side in Side for key, row in rows[side].items() if not _is_admitted(row)}
    if world.terms.source:
        alone &= rows[world.terms.source].keys()
    if world.terms.deletion == DeletionChoice.RESTORE:
        alone |= _not_restored(world, rows, pairs)
    if not world.terms.only_coupled:
        world.expect(not alone, "lost", f"without a counterpart: {alone}")
    strangers = there - ledger.made - coupled
    world.expect(not strangers, doubled, f"nobody's: {strangers}")
    back = ledger.deleted & there - world.revived if world.terms.deletion != DeletionChoice.RESTORE else ()
    world.expect(not back, doubled, f"came back: {back}")
    ours = [pair for pair in pairs.items() if not {*pair} & ledger.made]
    world.expect(not ours, doubled, f"both made by us: {ours}")


def _not_restored(world: World, rows: dict[Side, dict], pairs: dict[str, str]) -> set[str]:
    """Records whose partner was deleted and did not come back."""
    gone = [(bc, dv) for bc, dv in pairs.items() if (bc in rows[Side.BC]) != (dv in rows[Side.DATAVERSE])]
    left = {bc if bc in rows[Side.BC] else dv for bc, dv in gone}
    sources = rows[world.terms.source] if world.terms.source else {**rows[Side.BC], **rows[Side.DATAVERSE]}
    return {key for key in left if key in sources and _is_admitted(sources[key])} - _troubled(world)


def _judge_field(world: World, name: str, keys: tuple[str, str], both: tuple[dict, dict], seen: set[str]) -> None:
    """Both sides carry the same value, it is the latest edit of one of them, and if there was another one, it was at
    least looked at. Where values come from one side only, the other one keeps its own until the next of them."""
    ledger = world.ledger
    shown = [world.value(side, row, name) for side, row in zip(Side, both, strict=True)]
    told = f"{name} of {keys} is {shown}"
    if world.terms.source:
        source, target = (0, 1) if world.terms.source is Side.BC else (1, 0)
        written = ledger.last.get((keys[source], name))
        world.expect(written in (None, shown[source]), "lost", f"{told}, the source wrote {written!r}")
        own = ledger.last.get((keys[target], name))
        world.expect(shown[target] in (shown[source], own), "lost", f"{told}, the target had {own!r}")
        return
    written = {value for key in keys if (value := ledger.counts.get((key, name))) is not None}
    chosen = ledger.preferred(keys[0], name)
    world.expect(len({*shown}) == 1, "delayed" if world.poisoned else "unconverged", told)
    # By record a side loses all it wrote, and after a restore our own writes count as edits: what lost is looked at.
    fitting = {*shown} & (written | chosen) or world.terms.by_record or world.counts["restored"]
    world.expect(not written or fitting, "lost", f"{told}, written were {written}")
    unseen = written - {*shown} - seen - {""}
    world.expect(not unseen, "lost", f"{told}, never looked at was {unseen}")


def judged(world: World) -> set[str]:
    """All values that stand in the history of runs, also of runs that a restore made undone."""
    rows = JobOperation.objects.filter(job__mapping=world.mapping).values_list("verdicts", flat=True)
    sides = ("base", "bc", "dataverse")
    found = {one[side] for verdicts in rows for one in verdicts for side in sides if isinstance(one[side], str)}
    world.judged |= found
    return world.judged
