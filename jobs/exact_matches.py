"""Carrying out a plan that couples what matches: each match is looked at once more, with both records read again.

It still stands if neither record is coupled by now, both pass the filters, they agree by the criteria of the plan, and
each is the only match of the other among all records that are kept. A record that was to be created because nothing
matched it is still to be created as long as nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence

from couplings.models import Coupling
from jobs.context import Run
from jobs.matchable import criteria_in, matching, uncoupled
from jobs.models import Job, JobOperation
from jobs.refusals import taken_elsewhere
from jobs.requests import match_records
from mappings.criteria import FieldCriterion, criteria_of
from syncadmin.engine.match import Criterion, Matching
from syncadmin.engine.values import Side


def matched_again(run: Run, rows: Sequence[JobOperation]) -> dict[tuple[object, object], Coupling]:
    """The couplings, not stored yet, of those of these operations whose records still match, by their keys."""
    criteria = criteria_in(run, _chosen(run)) if rows else []
    if not criteria:
        return {}
    keys = {Side.BC: [one.bc_key for one in rows], Side.DATAVERSE: [one.dataverse_key for one in rows]}
    fresh = {side: list(uncoupled(run, side, criteria, [one for one in keys[side] if one])) for side in Side}
    agreeing = {(one.bc.key, one.dataverse.key) for one in matching(run, criteria, fresh).matches}
    only = _all(run, criteria).partners
    elsewhere = taken_elsewhere(run, [one for one in keys[Side.DATAVERSE] if one])
    found: dict[tuple[object, object], Coupling] = {}
    for one in rows:
        partner = only.get(str(one.bc_key))
        sure = partner is not None and partner.key == str(one.dataverse_key) and one.dataverse_key not in elsewhere
        if sure and (str(one.bc_key), str(one.dataverse_key)) in agreeing:
            made = Coupling(mapping=run.mapping, bc_key=one.bc_key, dataverse_key=one.dataverse_key)
            found[one.bc_key, one.dataverse_key] = made
    return found


def has_match_now(run: Run, one: JobOperation) -> bool:
    """Whether a record that a match-based coupling was to create a counterpart for has candidates by now."""
    if run.job.plan is None or run.job.plan.kind != Job.Kind.MATCH:
        return False
    found = _all(run, criteria_in(run, _chosen(run)))
    key = str(one.bc_key or one.dataverse_key)
    return key in found.partners or key in found.doubtful


def _chosen(run: Run) -> Sequence[FieldCriterion]:
    """The criteria of the plan: its own, or those by which runs of the mapping look before they create."""
    if run.job.plan and run.job.plan.kind == Job.Kind.MATCH:
        return match_records(run.job.plan.request).criteria
    return criteria_of(run.mapping) if run.mapping.match_first else ()


def _all(run: Run, criteria: Sequence[Criterion]) -> Matching:
    """What matches what among all kept records, found out once for a run, before it couples anything."""
    if run.found.matching is None:
        run.found.matching = matching(run, criteria) if criteria else Matching()
    return run.found.matching
