"""Both records of a pair as their systems show them right now, within a time a person is willing to wait.

Each side is read in a thread of its own, which only talks to its system; what is not there in time counts as not
reachable. Nothing that is read here is kept.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from mappings.compile import columns_read
from mappings.models import TableMapping
from syncadmin.connections.asking import open_hurried
from syncadmin.connections.clients.contract import Column, Remote
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Record, Side

logger = logging.getLogger(__name__)
PATIENCE = 8.0
MODIFIED_BY = "_modifiedby_value"
_USERS, _FULL_NAME = "systemuser", "fullname"


@dataclass(frozen=True)
class LiveSide:
    """What one system answered: no ``record`` where the key does not exist; ``problem`` says why nothing is known.
    ``by`` is the name of who changed the record last, where the system tells."""

    record: Record | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    problem: Problem | None = None
    by: str = ""


def read_live(
    mapping: TableMapping, keys: Mapping[Side, UUID | None], patience: float | None = None, *, who: bool = False
) -> dict[Side, LiveSide]:
    """Ask both systems at once. A side without a key is asked for its columns only; ``who``: also for who changed the
    record last."""
    if problem := mapping.connection.hold:
        return {side: LiveSide(problem=problem) for side in Side}
    found: dict[Side, LiveSide] = {}
    names = {side: columns_read(mapping, side) for side in Side}
    patience = PATIENCE if patience is None else patience
    threads = [
        threading.Thread(
            target=_ask, args=(mapping, side, keys.get(side), names[side], patience, found, who), daemon=True
        )
        for side in Side
    ]
    for one in threads:
        one.start()
    deadline = time.monotonic() + patience
    for one in threads:
        one.join(max(0.0, deadline - time.monotonic()))
    return {side: found.get(side) or _too_late(side, patience) for side in Side}


def _ask(
    mapping: TableMapping,
    side: Side,
    key: UUID | None,
    names: list[str],
    patience: float,
    found: dict[Side, LiveSide],
    who: bool,
) -> None:
    try:
        found[side] = _answer(mapping, side, key, names, patience, who)
    except RemoteError as error:
        found[side] = LiveSide(problem=error.problem)
    except Exception:  # noqa: BLE001 - the outermost catch of this thread: the page says so and goes on
        reference = uuid4().hex[:8]
        logger.exception("Reading a record of %s stopped with internal error %s.", side, reference)
        found[side] = LiveSide(problem=Problem("internal_error", {"id": reference}))


def _answer(
    mapping: TableMapping, side: Side, key: UUID | None, names: list[str], patience: float, who: bool
) -> LiveSide:
    remote = open_hurried(mapping.connection, side, patience)
    try:
        table = mapping.table(side)
        columns = remote.describe(table)
        asked = [*names, MODIFIED_BY] if who and MODIFIED_BY in columns and MODIFIED_BY not in names else names
        record = remote.by_keys(table, asked, [str(key)]).get(str(key)) if key else None
        return LiveSide(record, columns, by=_name_of(remote, record) if who and record else "")
    finally:
        remote.close()


def _name_of(remote: Remote, record: Record) -> str:
    """The name of the user who changed a row of Dataverse last; nothing where it cannot be told."""
    user = str(record.values.get(MODIFIED_BY) or "")
    try:
        found = remote.by_keys(_USERS, [_FULL_NAME], [user]) if user else {}
    except RemoteError:
        return ""
    return str(found[user].values.get(_FULL_NAME) or "") if user in found else ""


def _too_late(side: Side, patience: float) -> LiveSide:
    message = _("there was no answer within %(seconds)s seconds") % {"seconds": f"{patience:g}"}
    return LiveSide(problem=Problem("unreachable", {"system": SYSTEM_NAMES[side], "message": message}))
