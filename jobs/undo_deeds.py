"""What a job did that still stands, pair by pair: its operations and what was noted on them, as the engine's deeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from uuid import UUID

from django.db.models import Q, QuerySet

from couplings.models import Coupling
from jobs.context import Run
from jobs.models import Job, JobOperation
from syncadmin.engine.encoding import decode_values, decode_verdicts
from syncadmin.engine.undo import Deed, Done, together
from syncadmin.engine.values import Action, Ending, Record, Side, Values

PAGE = 500
_CARRIED_OUT = (Ending.CREATED, Ending.UPDATED, Ending.DELETED, Ending.COUPLED, Ending.UNCOUPLED)
Keys = tuple[UUID | None, UUID | None]
Versions = Mapping[UUID, Mapping[str, str]]


def standing(job: Job) -> QuerySet[JobOperation]:
    """The operations of a job that were carried out and not taken back, also those whose answer came too late for it.
    A create whose answer is not known yet counts as well: it is begun."""
    done = Q(ending__in=_CARRIED_OUT) & ~Q(undo__has_key="kept")
    late = Q(code="answer_lost") & (Q(undo__has_key="left") | Q(coupling__state=Coupling.State.CREATING))
    return job.operations.filter(done | late | Q(undo__has_key="created"), taken_back=False)


def groups(rows: QuerySet[JobOperation], before: int | None) -> Iterator[list[list[JobOperation]]]:
    """The operations pair by pair, page by page: those of the pair that was touched last come first, those of pairs
    that were touched at a position or later are left out."""
    newest = rows.order_by("-position").values_list("position", "bc_key", "dataverse_key")
    while page := list((newest if before is None else newest.filter(position__lt=before))[:PAGE]):
        found = _loaded(rows, list(dict.fromkeys((bc, dataverse) for _position, bc, dataverse in page)))
        yield [group for group in found if before is None or all(one.position < before for one in group)]
        before = page[-1][0]


def of_pairs(rows: QuerySet[JobOperation], some: Iterable[JobOperation]) -> QuerySet[JobOperation]:
    """Those of the operations that were done to the same pairs as some of them."""
    wanted = Q(pk__in=[])
    for one in some:
        wanted |= Q(bc_key=one.bc_key, dataverse_key=one.dataverse_key)
    return rows.filter(wanted)


def part_of(row: JobOperation) -> str:
    """What an operation was done to: the record of a side, or (blank) the coupling."""
    return row.side or str(row.undo.get("created", ""))


def deed_of(
    run: Run, rows: Sequence[JobOperation], now: Mapping[Side, Record | None], versions: Mapping[Side, Versions]
) -> Deed:
    """What these operations did to their pair, in their order."""
    records: dict[Side, list[Done]] = defaultdict(list)
    coupling: Action | None = None
    for row in sorted(rows, key=lambda one: one.position):
        if part := part_of(row):
            side = Side(part)
            records[side].append(_done(run, row, side, _is_touched(row, now[side], versions[side])))
        else:
            coupling = Action(row.action)
    return Deed({side: reduce(together, found) for side, found in records.items()}, coupling)


def own_versions(run: Run, side: Side, rows: Iterable[JobOperation]) -> Versions:
    """Of the records of a side that these operations wrote: which version each of our own writes turned into which."""
    field = f"{side.value}_key"
    keys = {key for one in rows if (key := getattr(one, field))}
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    written = JobOperation.objects.filter(job__mapping=run.mapping, side=side.value, **{f"{field}__in": list(keys)})
    for key, expects, undo in written.filter(undo__has_key="left").values_list(field, "expects", "undo"):
        found[key][expects] = undo["left"].get("version", "")
    return found


def _loaded(rows: QuerySet[JobOperation], wanted: Sequence[Keys]) -> list[list[JobOperation]]:
    bc_keys, others = [bc for bc, _ in wanted if bc], [dataverse for bc, dataverse in wanted if not bc]
    found: dict[Keys, list[JobOperation]] = {keys: [] for keys in wanted}
    for row in rows.filter(Q(bc_key__in=bc_keys) | Q(bc_key=None, dataverse_key__in=others)).select_related("coupling"):
        found.get((row.bc_key, row.dataverse_key), []).append(row)
    return list(found.values())


def _done(run: Run, row: JobOperation, side: Side, touched: bool) -> Done:
    action = Action.CREATE if "created" in row.undo else Action(row.action)
    left = decode_values({**row.values, **row.undo.get("left", {}).get("values", {})})
    done = Done(action, _before(run, row, side), left, decode_verdicts(row.verdicts), touched)
    return replace(done, before={}) if action is Action.CREATE else done


def _before(run: Run, row: JobOperation, side: Side) -> Values:
    """The values there were: of a deleted record those it can be created with."""
    if "before" not in row.undo:  # carried out before that was noted
        names = {one.id: one.on(side) for one in run.compiled.fields}
        return {names[one.field]: one.on(side) for one in decode_verdicts(row.verdicts) if names.get(one.field)}
    before = decode_values(row.undo["before"])
    if row.action != Action.DELETE:
        return before
    columns = run.described[side]
    mapped = {one.on(side) for one in run.compiled.fields}
    return {name: before[name] for name in mapped if name in before and columns[name].creatable}


def _is_touched(row: JobOperation, now: Record | None, versions: Versions) -> bool:
    """Whether a record was written by anybody but us since the operation."""
    version = row.undo.get("left", {}).get("version")
    steps = versions.get(UUID(now.key), {}) if now else {}
    for _ in range(len(steps) + 1):
        if now is None or version == now.version:
            return False
        version = steps.get(version or "")
    return True
