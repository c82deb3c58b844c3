"""What the steps of one run share: the job, its mapping compiled, and both systems; and whether all that still stands.

A run works with the mapping and the connection as they were when it was opened. When either is changed meanwhile, the
run stops before it takes the next thing down: what it knows would be kept under settings it does not follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from couplings.links import gather_links
from jobs.claim import held_unless_cancelled
from jobs.documents import Documents, open_documents, refused
from jobs.models import Job
from jobs.requests import full_run
from mappings import checking
from mappings.compile import CannotCompile, Columns, Settings, columns_read, compile_mapping, settings_of
from mappings.models import TableMapping
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.connections.clients.contract import Remote
from syncadmin.connections.fingerprint import unrecognised
from syncadmin.connections.models import Connection
from syncadmin.connections.remote import open_remote
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.match import Matching
from syncadmin.engine.one_way import one_way
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Pair, Side

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What is asked of a connection each time it is held; its secrets would be decrypted for nothing.
_HELD = ("enabled", "disable_reason", "name", "revision")


class Stopped(Exception):
    """The run may not go on; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Cancelled(Stopped):
    """Somebody cancelled the job."""


@dataclass
class Found:
    """What a run has found out and needs no second time: which records match that are not coupled; and how many
    requests were counted already (``jobs.phases``)."""

    matching: Matching | None = None
    asked: dict[Side, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """A job while it runs. ``columns`` are the properties read of each side, ``described`` all it has; ``documents`` is
    there where its records are created with lines, ``above`` is the mapping of the documents whose lines they are;
    ``settings`` are those it was compiled from."""

    job: Job
    mapping: TableMapping
    compiled: CompiledMapping
    remotes: Mapping[Side, Remote]
    columns: Mapping[Side, list[str]]
    described: Columns
    documents: Documents | None = None
    above: str = ""
    settings: Settings = ()
    found: Found = field(default_factory=Found)

    def remote(self, side: Side) -> Remote:
        """One of the systems."""
        return self.remotes[side]

    def table(self, side: Side) -> str:
        """The mapping's table of one side."""
        return self.mapping.table(side)

    def links(self, pairs: Iterable[Pair]) -> Links:
        """What the lookups of these pairs lead to on the other side."""
        return gather_links(self.mapping, self.compiled, self.described, pairs)


def open_run(job: Job, stack: ExitStack) -> Run:
    """Open both systems (closed with the stack) and compile the mapping; raises RemoteError, CannotCompile or
    Stopped."""
    mapping = job.mapping
    settings = settings_of(mapping)  # before the rows are read that it is compiled from
    prefetch_related_objects([mapping], "fields")
    if problem := mapping.connection.hold:
        raise Stopped(problem)
    if problem := refused(mapping):
        raise Stopped(problem)
    remotes = {side: open_remote(mapping.connection, side) for side in Side}
    for remote in remotes.values():
        stack.callback(remote.close)
    if problem := unrecognised(mapping.connection, remotes):
        raise Stopped(problem)
    described = checking.described(mapping, remotes)
    checking.require_agreement(mapping, described)
    compiled = compiled_for(job, mapping, described)
    columns = {side: columns_read(mapping, side) for side in Side}
    columns[Side.BC] += [OWN_KEY] if OWN_KEY in described[Side.BC] else []
    above = mapping.connection.mappings.filter(lines=mapping.name).values_list("name", flat=True).first() or ""
    documents = open_documents(mapping, remotes)
    return Run(job, mapping, compiled, remotes, columns, described, documents, above, settings)


def hold(run: Run) -> None:
    """Renew the claim within the caller's transaction, and keep the settings as they are until its end; raises
    LostClaim, Cancelled, or Stopped if they are others than those the run was opened with."""
    if not held_unless_cancelled(run.job):
        heed(run)
    connections = Connection.objects.select_for_update(no_key=True).only(*_HELD)
    connection = connections.get(pk=run.mapping.connection_id)
    mapping = TableMapping.objects.select_for_update(no_key=True).get(pk=run.mapping.pk)
    if problem := connection.hold:
        raise Stopped(problem)
    if connection.revision != run.mapping.connection.revision or not _is_as_opened(run, mapping):
        raise Stopped(Problem("setup_changed"))
    if run.documents and not run.documents.stands:
        raise Stopped(Problem("setup_changed"))


def _is_as_opened(run: Run, mapping: TableMapping) -> bool:
    """Whether the mapping is compiled into what the run works with; most often nothing was changed at all."""
    return settings_of(mapping) == run.settings or compiled_for(run.job, mapping, run.described) == run.compiled


def heed(run: Run) -> None:
    """Raises Cancelled if somebody cancelled the job."""
    if found := Job.objects.filter(pk=run.job.pk, cancelled_at__isnull=False).select_related("cancelled_by").first():
        raise Cancelled(cancelled_by(found.cancelled_by))


def cancelled_by(user: User | None) -> Problem:
    """That somebody cancelled a job."""
    return Problem(Job.CANCELLED, {"person": user.get_username() if user else str(Job.Trigger.COMMAND.label)})


def compiled_for(job: Job, mapping: TableMapping, described: Columns) -> CompiledMapping:
    """The mapping as a job uses it: with its own direction, or the one a full synchronization was given."""
    compiled = compile_mapping(mapping, described)
    asked = job.plan if job.plan else job
    source = full_run(asked.request).winner if asked.kind == Job.Kind.FULL else None
    if source is None:
        return compiled
    narrowed = one_way(compiled, source)
    if not narrowed.fields or not compiled.direction.flows_to(source.other):
        raise CannotCompile(Problem("no_active_fields"))
    return narrowed
