"""Who owns the rows that a run creates in Dataverse: the team or user that the connection names, if it names one.

Rows that exist keep their owner, and without a name the application owns what it creates. Whom a field of the mapping
names comes first: the connection is asked only where no field says anything.
"""

from __future__ import annotations

from jobs.context import Run
from syncadmin.engine.values import Side, Values

_COLUMNS = {"team": "_owningteam_value", "systemuser": "_owninguser_value"}


def sent_with(run: Run, side: Side, values: Values) -> dict[str, str]:
    """What a create is sent with besides the values of its operation; nothing for tables whose rows have no owner."""
    owner = run.mapping.connection.default_owner
    if side is not Side.DATAVERSE or owner is None or any(values.get(name) for name in _COLUMNS.values()):
        return {}
    table, key = owner
    column = _COLUMNS[table]
    return {column: str(key)} if column in run.described[side] else {}
