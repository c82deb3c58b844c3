"""What the steps of one run share: the job, its mapping compiled, and both systems; and whether all that still stands.

A run works with the mapping and the connection as they were when it was opened. When either is changed meanwhile, the
run stops before it takes the next thing down: what it knows would be kept under settings it does not follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from jobs.claim import held
from jobs.models import Job
from mappings import checking
from mappings.compile import Columns, columns_read, compile_mapping
from mappings.models import TableMapping
from syncadmin.connections.clients.contract import Remote
from syncadmin.connections.fingerprint import unrecognised
from syncadmin.connections.models import Connection
from syncadmin.connections.remote import open_remote
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side


class Stopped(Exception):
    """The run may not go on; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class Run:
    """A job while it runs. ``columns`` are the properties read of each side, ``described`` all it has."""

    job: Job
    mapping: TableMapping
    compiled: CompiledMapping
    remotes: Mapping[Side, Remote]
    columns: Mapping[Side, list[str]]
    described: Columns

    def remote(self, side: Side) -> Remote:
        """One of the systems."""
        return self.remotes[side]

    def table(self, side: Side) -> str:
        """The mapping's table of one side."""
        return self.mapping.table(side)


def open_run(job: Job, stack: ExitStack) -> Run:
    """Open both systems (closed with the stack) and compile the mapping; raises RemoteError, CannotCompile or
    Stopped."""
    mapping = job.mapping
    if problem := mapping.connection.hold:
        raise Stopped(problem)
    remotes = {side: open_remote(mapping.connection, side) for side in Side}
    for remote in remotes.values():
        stack.callback(remote.close)
    if problem := unrecognised(mapping.connection, remotes):
        raise Stopped(problem)
    described = checking.described(mapping, remotes)
    checking.require_agreement(mapping, described)
    compiled = compile_mapping(mapping, described)
    columns = {side: columns_read(mapping, side) for side in Side}
    return Run(job, mapping, compiled, remotes, columns, described)


def hold(run: Run) -> None:
    """Renew the claim within the caller's transaction, and keep the settings as they are until its end; raises
    LostClaim, or Stopped if they are others than those the run was opened with."""
    held(run.job)
    connection = Connection.objects.select_for_update(no_key=True).get(pk=run.mapping.connection_id)
    mapping = TableMapping.objects.select_for_update(no_key=True).get(pk=run.mapping.pk)
    if problem := connection.hold:
        raise Stopped(problem)
    same_systems = connection.revision == run.mapping.connection.revision
    if not same_systems or compile_mapping(mapping, run.described) != run.compiled:
        raise Stopped(Problem("setup_changed"))
