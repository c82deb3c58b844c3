"""Keys of our own for records that are created in Business Central, where our extension keeps one.

A key is journalled before it is sent, so that a create that may have arrived is found again whatever somebody made of
the record meanwhile, and however late the service carries it out.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from couplings.models import Coupling
from jobs.context import Run
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.engine.values import Record, Side


def journalled(run: Run, side: Side, journal: dict[str, Any] | None, wanted: UUID | None) -> dict[str, str]:
    """What the journal of a create says of its key: the one it was sent with before, else the one that is wanted for
    it, else a new one."""
    if side is not Side.BC or not _are_kept(run):
        return {}
    return {"key": (journal or {}).get("key") or str(wanted or uuid4())}


def sent_with(run: Run, coupling: Coupling | None) -> dict[str, str]:
    """What a create is sent with besides the values of its operation."""
    key = _key(coupling)
    return {OWN_KEY: key} if key and _are_kept(run) else {}


def is_keyed(run: Run, coupling: Coupling) -> bool:
    """Whether a create can be looked up by a key of ours."""
    return bool(_key(coupling)) and _are_kept(run)


def found(run: Run, coupling: Coupling) -> Record | None:
    """The record that a create made, if it arrived."""
    rows = run.remote(Side.BC).find(run.table(Side.BC), run.columns[Side.BC], OWN_KEY, [_key(coupling)])
    return next(iter(rows), None)


def _key(coupling: Coupling | None) -> str:
    journal = coupling.journal if coupling else None
    return str((journal or {}).get("key") or "")


def _are_kept(run: Run) -> bool:
    return OWN_KEY in run.described[Side.BC]
