"""One job from claim to close: observe, plan into operation rows, carry out, remember, move the marks.

This module is the order of things and the outermost catch; each step has a module of its own (``observe``,
``planning``, ``writing``, ``remember``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from uuid import uuid4

from django.db import transaction

from jobs import (
    exact,
    full,
    matching,
    observe,
    phases,
    planning,
    planning_couplings,
    reopened,
    reviewing,
    undo_effects,
    undo_plans,
    writing,
)
from jobs.braking import Braked, brake, wait_for_approval
from jobs.checksum import note_checksum
from jobs.claim import Heartbeat, LostClaim, claim_job, held
from jobs.context import Run, Stopped, heed, open_run
from jobs.document_lines import finish_lines
from jobs.lookup import finish_begun
from jobs.models import Job
from jobs.remember import release_unfinished
from jobs.retrying import follow_up
from jobs.services import close
from mappings.checking import note_problem
from mappings.compile import CannotCompile
from syncadmin.connections.clients.errors import ColumnMissing, RemoteError
from syncadmin.engine.problems import Problem

logger = logging.getLogger(__name__)

# A job whose worker died this often is not taken over again.
ATTEMPTS = 10

_PLANNERS: Mapping[str, Callable[[Run], None]] = {
    Job.Kind.MODIFIED: planning.plan_pending,
    Job.Kind.FULL: planning.plan_all,
    Job.Kind.RECORDS: planning.plan_records,
    Job.Kind.COUPLE: planning_couplings.plan_couplings,
    Job.Kind.UNCOUPLE: planning_couplings.plan_uncouplings,
    Job.Kind.SETTLE: planning.plan_settlement,
    Job.Kind.MATCH: matching.plan_matches,
    Job.Kind.CARRY_OUT: exact.take_over,
    Job.Kind.UNDO: undo_plans.plan_undo,
    Job.Kind.REVIEW: reviewing.review,
    Job.Kind.SWEEP: planning.plan_deleted,
}


def run_job(job_id: int) -> None:
    """Claim a job and carry it to its end; does nothing if another worker has it."""
    job = claim_job(job_id)
    if job is None:
        return
    try:
        _work(job)
    except LostClaim:
        logger.warning("Job %s was taken over by another worker.", job.pk)


def _work(job: Job) -> None:
    """Do the work and close the job; raises LostClaim."""
    try:
        with Heartbeat(job):
            problem = _carried_out(job) if job.attempts <= ATTEMPTS else Problem("given_up", {"times": str(ATTEMPTS)})
    except Braked as stop:
        wait_for_approval(job, stop.excesses)
        return
    end(job, problem)
    follow_up(job)


def end(job: Job, problem: Problem | None) -> None:
    """Close the job, at once with giving back what it left open."""
    with transaction.atomic():
        held(job)
        if problem:
            release_unfinished(job)
        close(job, problem)


def _carried_out(job: Job) -> Problem | None:
    """Do the work; the problem that stopped it, if one did."""
    try:
        with ExitStack() as stack:
            run = open_run(job, stack)
            stack.callback(phases.note, run)
            _steps(run)
    except ColumnMissing as error:  # it was there when the run began
        note_problem(job.mapping, error.problem)
        return error.problem
    except (RemoteError, CannotCompile, Stopped) as error:
        return error.problem
    except (LostClaim, Braked):
        raise
    except Exception:  # noqa: BLE001 - the outermost catch: whatever happens, the job ends and says so
        reference = uuid4().hex[:8]
        logger.exception("Job %s stopped with internal error %s.", job.pk, reference)
        return Problem("internal_error", {"id": reference})
    return None


def _steps(run: Run) -> None:
    """The phases, of which those an earlier claim went through are not repeated."""
    begun = list(Job.Phase.values).index(run.job.phase) if run.job.phase else 0
    if begun == 0:
        phases.enter(run, Job.Phase.READING)
        observe.observe(run)
        if run.job.kind == Job.Kind.READ:
            return
    if begun <= 1:
        phases.enter(run, Job.Phase.PLANNING)
        finish_begun(run)
        finish_lines(run)
        reopened.finish(run)
        _PLANNERS[run.job.kind](run)
        if run.job.preview:
            note_checksum(run.job)
            return
        heed(run)
        brake(run)
    phases.enter(run, Job.Phase.WRITING)
    if run.job.approved_at:
        exact.recheck(run)
    writing.carry_out(run)
    finish_lines(run)
    reopened.strike_out(run)
    undo_effects.settle_couplings(run)
    full.leave_to_next_run(run)
