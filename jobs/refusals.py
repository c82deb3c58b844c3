"""Why two records are not coupled, or one is left to another mapping: its partner is there, or what is never changed is
not the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from couplings.pairs import KnownPair
from couplings.siblings import partners_elsewhere
from jobs.context import Run
from jobs.plan_rows import write_plan
from mappings.criteria import criteria_of
from syncadmin.engine.fitting import hindrance
from syncadmin.engine.mapping import UpdateMode
from syncadmin.engine.merge import Will, merge
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Pair, Side


def taken_elsewhere(run: Run, keys: Iterable[UUID]) -> dict[UUID, str]:
    """What these Dataverse rows are coupled to by other mappings of the same table."""
    return partners_elsewhere(run.mapping, keys)


def already_coupled(record: str, partner: str, side: Side = Side.DATAVERSE) -> Problem:
    """The refusal of a record that has a partner."""
    facts = {"system": SYSTEM_NAMES[side], "record": record, "partner": partner}
    return Problem("already_coupled", facts)


def differing(run: Run, pair: Pair, other: Pair) -> Problem | None:
    """What says who two records are, and is not the same: a field that is matched on and never changed."""
    identifying = {one.field for one in criteria_of(run.mapping)}
    fixed = [one for one in run.compiled.fields if one.mode is UpdateMode.FIXED and one.plain and one.id in identifying]
    if not fixed:
        return None
    both = replace(pair, dataverse=other.dataverse, base=None)
    verdicts = merge(fixed, both, Will(), run.links([both]))
    return hindrance(run.compiled, verdicts)


def left_to_others(run: Run, pairs: Sequence[KnownPair]) -> list[KnownPair]:
    """What is left to decide: Dataverse rows that another mapping has coupled are accounted for with their partner.

    The transaction is the caller's.
    """
    alone = [one for one in pairs if one.coupling is None and one.dataverse_key and _is_admitted(run, one.pair)]
    partners = taken_elsewhere(run, [one.dataverse_key for one in alone if one.dataverse_key])
    if not partners:
        return list(pairs)
    taken = [one for one in alone if one.dataverse_key in partners]
    reasons = [already_coupled(str(one.dataverse), partners[one.dataverse_key]) for one in taken if one.dataverse_key]
    ended = zip(taken, reasons, strict=True)
    operations = (Operation(Action.NOTHING, one.pair.key, ending=Ending.EXCLUDED, reason=why) for one, why in ended)
    write_plan(run, taken, Plan(tuple(operations)))
    return [one for one in pairs if one not in taken]


def _is_admitted(run: Run, pair: Pair) -> bool:
    """Whether a Dataverse row is alone and passes the filters; of the others there is more to say."""
    return pair.bc is None and pair.dataverse is not None and run.compiled.refusal(pair.dataverse) is None
