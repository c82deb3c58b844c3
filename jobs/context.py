"""What the steps of one run share: the job, its mapping compiled, and both systems."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from jobs.models import Job
from mappings.compile import columns_read, compile_mapping
from mappings.models import TableMapping
from syncadmin.connections.clients.contract import Remote
from syncadmin.connections.remote import open_remote
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.values import Side


@dataclass(frozen=True)
class Run:
    """A job while it runs. ``columns`` are the properties read of each side."""

    job: Job
    mapping: TableMapping
    compiled: CompiledMapping
    remotes: Mapping[Side, Remote]
    columns: Mapping[Side, list[str]]

    def remote(self, side: Side) -> Remote:
        """One of the systems."""
        return self.remotes[side]

    def table(self, side: Side) -> str:
        """The mapping's table of one side."""
        return self.mapping.table(side)


def open_run(job: Job, stack: ExitStack) -> Run:
    """Open both systems (closed with the stack) and compile the mapping; raises RemoteError or CannotCompile."""
    mapping = job.mapping
    remotes = {side: open_remote(mapping.connection, side) for side in Side}
    for remote in remotes.values():
        stack.callback(remote.close)
    columns = {side: remotes[side].columns(mapping.table(side)) for side in Side}
    compiled = compile_mapping(mapping, columns)
    return Run(job, mapping, compiled, remotes, {side: columns_read(mapping, side) for side in Side})
