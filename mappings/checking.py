"""Checking mappings against the tables as they are now, and keeping what was found.

A mapping that does not agree with them is *red*: its runs are refused with the reason until it agrees again, which is
found out with the next run, by Test Connection or by the daily check. What may be found is in ``mappings.agreement``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack

from django.utils import timezone

from mappings.agreement import findings, missing_table
from mappings.availability import settle
from mappings.compile import CannotCompile, Columns
from mappings.findings import Finding
from mappings.labels import keep_labels
from mappings.models import TableMapping
from syncadmin.connections.clients.contract import Column, Remote
from syncadmin.connections.clients.errors import RemoteError, TableMissing
from syncadmin.connections.models import Connection
from syncadmin.connections.remote import open_remote
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

Remotes = Mapping[Side, Remote]
Opening = Callable[[Connection, Side], Remote]


def check_mappings(connection: Connection, opening: Opening = open_remote) -> list[TableMapping]:
    """Check all mappings of a connection against metadata that are asked for afresh; those that are red now.

    A mapping about which a system gives no answer stays as it was.
    """
    with ExitStack() as stack:
        remotes = {side: opening(connection, side) for side in Side}
        for remote in remotes.values():
            stack.callback(remote.close)
            remote.forget_metadata()
        checked = [_checked(one, remotes) for one in connection.mappings.prefetch_related("fields")]
    return [one for one in checked if one.is_red]


def described(mapping: TableMapping, remotes: Remotes) -> Columns:
    """The columns of both tables, afresh and with their options if the mapping was red; a table that is missing makes
    it red."""
    try:
        if not mapping.is_red:
            return {side: remotes[side].columns(mapping.table(side)) for side in Side}
        for remote in remotes.values():
            remote.forget_metadata()
        return {side: remotes[side].describe(mapping.table(side)) for side in Side}
    except TableMissing as error:
        problem = missing_table(error)
        note(mapping, [Finding(problem)])
        raise CannotCompile(problem) from None


def require_agreement(mapping: TableMapping, columns: Columns) -> None:
    """Keep what does not agree with the columns; raises CannotCompile with the first thing that is red.

    Rows that only our extension makes possible are held up or let go before.
    """
    settle(mapping, columns)
    found = findings(mapping, columns)
    note(mapping, found)
    keep_labels(mapping, columns)
    for one in found:
        if one.red:
            raise CannotCompile(one.problem)


def note_problem(mapping: TableMapping, problem: Problem) -> None:
    """A run came upon something that is missing: the mapping is red from now on."""
    note(mapping, [Finding(problem)])


def note(mapping: TableMapping, found: Iterable[Finding]) -> None:
    """Keep what was found last."""
    mapping.findings, mapping.checked_at = [one.as_json() for one in found], timezone.now()
    mapping.save(update_fields=["findings", "checked_at"])


def _checked(mapping: TableMapping, remotes: Remotes) -> TableMapping:
    columns: dict[Side, Mapping[str, Column]] = {}
    try:
        for side in Side:
            columns[side] = remotes[side].describe(mapping.table(side))
    except TableMissing as error:
        note(mapping, [Finding(missing_table(error))])
    except RemoteError:
        return mapping
    else:
        settle(mapping, columns)
        note(mapping, findings(mapping, columns))
        keep_labels(mapping, columns)
    return mapping
