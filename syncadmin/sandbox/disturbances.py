"""What faults do besides spoiling an answer: rows another user touches, tables and rights that change, wrong clocks.

Everything happens through the same store and rules as a colleague's work; what the rules do not allow does not happen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from .columns import BUSINESS_CENTRAL, Column, Kind, Table, Writable
from .faults import Asked, BadFault, Fault
from .permissions import BadRight
from .shapes import BadShape
from .store import Row, Store
from .values import Refused

if TYPE_CHECKING:
    from .server import Sandbox

SEGMENT = re.compile(r"(?P<name>\w+)(?:\((?P<key>[0-9a-fA-F-]{36})\))?")
DRIFT = {"insert": 1, "modify": 1, "delete": 1}


@dataclass(frozen=True)
class Spot:
    """The rows a request is about: whose, of which table, and which one if it names one."""

    store: Store
    table: Table
    key: str = ""


@dataclass(frozen=True)
class LateRow:
    """A change somebody has made but not committed yet."""

    due: float
    spot: Spot
    values: Row


class LateRows:
    """Changes that are stamped already and become visible when their time has come."""

    def __init__(self) -> None:
        self._waiting: list[LateRow] = []
        self._lock = Lock()

    def add(self, row: LateRow) -> None:
        """Commit later."""
        with self._lock:
            self._waiting.append(row)

    def commit(self, now: float) -> None:
        """Commit what is due."""
        if not self._waiting:
            return
        with self._lock:
            due = [row for row in self._waiting if row.due <= now]
            self._waiting = [row for row in self._waiting if row.due > now]
        for row in due:
            _quietly(partial(row.spot.store.change, row.spot.table.name, row.spot.key, row.values))

    def clear(self) -> None:
        """They never commit."""
        with self._lock:
            self._waiting.clear()


def change_world(sandbox: Sandbox, fault: Fault) -> None:
    """Carry out a fault that is about no particular request; raises BadFault."""
    try:
        WORLD[fault.kind](sandbox, dict(fault.detail))
    except (BadShape, BadRight, KeyError, TypeError, ValueError) as error:
        raise BadFault(f"{fault.kind}: {error}") from error


def spot_of(sandbox: Sandbox, asked: Asked) -> Spot | None:
    """The rows a request is about, as far as its address tells."""
    store, found, sets = sandbox.store, None, sandbox.store.sets(asked.service)
    for match in SEGMENT.finditer(asked.path):
        if match["name"] == "companies" and match["key"] and asked.service == BUSINESS_CENTRAL:
            store = store.of(match["key"])
        elif match["name"] in sets:
            found = sets[match["name"]], (match["key"] or "").lower()
    return None if found is None else Spot(store, *found)


def edit(sandbox: Sandbox, fault: Fault, spot: Spot) -> None:
    """Another user saves the row, with the values of the fault's detail or with none."""
    _quietly(partial(spot.store.change, spot.table.name, spot.key, fault.detail, sandbox.other_user()))


def drift(sandbox: Sandbox, fault: Fault, spot: Spot) -> None:
    """Another user adds, changes and deletes some rows of the table."""
    wanted = fault.detail or DRIFT
    chance = random.Random(f"{fault.seed} {fault.struck}")  # noqa: S311 - chance by seed
    for _ in range(_number(wanted, "insert")):
        insert(sandbox, spot, f"Made up meanwhile {fault.struck}")
    for _ in range(_number(wanted, "modify")):
        if key := _some_key(spot, chance):
            _quietly(partial(spot.store.change, spot.table.name, key, {}, sandbox.other_user()))
    for _ in range(_number(wanted, "delete")):
        if key := _some_key(spot, chance):
            _quietly(partial(spot.store.remove, spot.table.name, key))


def insert(sandbox: Sandbox, spot: Spot, name: str) -> str | None:
    """Another user makes a row; its key, if the rules let it be made."""
    column = spot.table.by_name.get(spot.table.name_column)
    given = {column.name: name[: column.length]} if column is not None and _is_free(column) else {}
    row = _quietly(partial(spot.store.create, spot.table.name, given, sandbox.other_user()))
    return None if row is None else str(row[spot.table.key])


def late(sandbox: Sandbox, fault: Fault, spot: Spot) -> None:
    """Another user's change of some row gets its stamp now and is committed seconds later."""
    chance = random.Random(f"{fault.seed} {fault.struck}")  # noqa: S311 - chance by seed
    key = _some_key(spot, chance)
    if key and spot.table.modified:
        stamp = sandbox.clock.now(spot.table.service)
        values = {**fault.detail, spot.table.modified: stamp}
        sandbox.late_rows.add(LateRow(sandbox.clock.ticks() + fault.seconds, Spot(spot.store, spot.table, key), values))


def _reshape(sandbox: Sandbox, detail: Row) -> None:
    sandbox.reshape(str(detail.pop("table")), **detail)


def _withdraw(sandbox: Sandbox, detail: Row) -> None:
    sandbox.withdraw(**{name: str(reach) for name, reach in detail.items()})


def _skew(sandbox: Sandbox, detail: Row) -> None:
    for service, seconds in detail.items():
        sandbox.clock.skew(service, seconds=float(str(seconds)))


def _switch(sandbox: Sandbox, detail: Row) -> None:
    sandbox.options.set(detail)


WORLD: Mapping[str, Callable[[Sandbox, Row], object]] = {
    "reshape": _reshape,
    "drop": lambda sandbox, detail: sandbox.drop_table(str(detail["table"])),
    "add_table": lambda sandbox, detail: sandbox.add_table(**detail),
    "withdraw": _withdraw,
    "skew": _skew,
    "options": _switch,
    "expire": lambda sandbox, detail: sandbox.expire_tokens(),
}


def _some_key(spot: Spot, chance: random.Random) -> str | None:
    count = spot.store.count(spot.table.name)
    rows = spot.store.find(spot.table.name, limit=1, offset=chance.randrange(count)) if count else []
    return str(rows[0][spot.table.key]) if rows else None


def _is_free(column: Column) -> bool:
    return column.kind is Kind.TEXT and column.writable is Writable.ALWAYS and not column.unique


def _number(wanted: Mapping[str, object], name: str) -> int:
    return int(str(wanted.get(name, 0)))


def _quietly(work: Callable[[], Row | bool]) -> Row | None:
    """A colleague's work, which the rules may refuse."""
    try:
        done = work()
    except (Refused, KeyError):
        return None
    return done if isinstance(done, dict) else None
