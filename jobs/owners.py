"""Who owns the rows that a run creates in Dataverse: the team or user that the connection names, if it names one.

Rows that exist keep their owner, and without a name the application owns what it creates. The owner is not a value of
the operation: it is no field of the mapping, and nobody has to be asked about it.
"""

from __future__ import annotations

from jobs.context import Run
from syncadmin.engine.values import Side

_COLUMNS = {"team": "_owningteam_value", "systemuser": "_owninguser_value"}


def sent_with(run: Run, side: Side) -> dict[str, str]:
    """What a create is sent with besides the values of its operation; nothing for tables whose rows have no owner."""
    owner = run.mapping.connection.default_owner
    if side is not Side.DATAVERSE or owner is None:
        return {}
    table, key = owner
    column = _COLUMNS[table]
    return {column: str(key)} if column in run.described[side] else {}
