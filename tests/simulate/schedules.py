"""Schedules one after another on one sandbox and one database, and what they came to."""

from __future__ import annotations

from collections.abc import Callable

from mappings.defaults import restore_defaults
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.demo.sandbox import connection_values
from syncadmin.sandbox.faults import Faults
from syncadmin.sandbox.server import Sandbox
from tests import gates
from tests.simulate.ledger import Verdict
from tests.simulate.world import World, policy_of


def play_schedules(schedules: int, seed: int, say: Callable[[str], None]) -> dict[str, int]:
    """Play schedules from a seed on; each that went wrong is named, so that it can be played again alone."""
    total = Verdict()
    with Sandbox().start() as sandbox:
        for number in range(seed, seed + schedules):
            try:
                verdict = play(sandbox, number)
            except AssertionError as error:
                say(f"seed {number}: {error}")
                verdict = Verdict(lost=1)
            if verdict != Verdict():
                say(f"seed {number}: {verdict}")
            total.lost += verdict.lost
            total.duplicated += verdict.duplicated
            total.invented += verdict.invented
    return {"schedules": schedules, "lost": total.lost, "duplicated": total.duplicated, "invented": total.invented}


def play(sandbox: Sandbox, seed: int) -> Verdict:
    """One schedule on an emptied sandbox and a new connection; conflicts go to either side or to a person in turn."""
    sandbox.faults = Faults()
    sandbox.reset()
    gates.reopen(sandbox)
    Connection.objects.all().delete()
    connection = Connection.objects.create(name=f"Schedule {seed}", **connection_values(sandbox))
    restore_defaults(connection)
    TableMapping.objects.update(only_coupled=False, policy=policy_of(seed))
    TableMapping.objects.update(most_changes=None, most_blanks=None, most_deletes=None)  # nobody is there to approve
    return World(sandbox, TableMapping.objects.get(), seed).play()
