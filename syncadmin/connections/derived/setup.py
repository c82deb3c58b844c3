"""What the setup of our extension in Business Central says, for columns that depend on it."""

from __future__ import annotations

from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.values import Value

SETUP = "integrationSetup"


def set_up(neighbours: Neighbours, name: str) -> Value:
    """One value of the setup; nothing without our extension."""
    rows = neighbours.whole(SETUP, [name]) if neighbours.has(SETUP) else []
    return next((one.values.get(name) for one in rows), None)
