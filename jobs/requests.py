"""What a job can be asked for besides its kind, as values and as the JSON kept on the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mappings.criteria import FieldCriterion
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.values import Side


@dataclass(frozen=True)
class SynchronizeRecords:
    """Selected records of either side; ``winner`` is the side whose values are taken over, None merges. ``create``
    gives those without a partner one, ``deleted`` says what follows for those whose partner was deleted, and
    ``leave_out`` leaves those out whose former partner was; ``catch_up`` sends what was cleared on its way before;
    ``fills`` are values for blank fields, by side, key of the record, and field."""

    bc_keys: tuple[str, ...] = ()
    winner: Side | None = None
    dataverse_keys: tuple[str, ...] = ()
    create: bool = False
    deleted: DeletionPolicy | None = None
    leave_out: bool = False
    catch_up: bool = False
    fills: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def keys(self, side: Side) -> tuple[str, ...]:
        """The selected records of one side."""
        return self.bc_keys if side is Side.BC else self.dataverse_keys


@dataclass(frozen=True)
class CoupleRecords:
    """Pairs to couple, BC key to Dataverse key (None creates a new record there); ``winner`` is whose values are
    taken over after coupling, None leaves both as they are. The records of ``side`` may have another partner until
    then, those of the other side may not."""

    pairs: Mapping[str, str | None]
    winner: Side | None = None
    side: Side = Side.BC


@dataclass(frozen=True)
class UncoupleRecords:
    """BC records whose coupling is deleted."""

    bc_keys: tuple[str, ...]


@dataclass(frozen=True)
class SettleConflict:
    """A person's choices, field id to side, with the two values the person saw (as encoded)."""

    bc_key: str
    choices: Mapping[str, Side] = field(default_factory=dict)
    seen: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchRecords:
    """Couple what agrees in the ``criteria``; only the records named, if any are. ``create`` is for those without a
    match, ``synchronize`` for those with one."""

    criteria: tuple[FieldCriterion, ...]
    bc_keys: tuple[str, ...] = ()
    create: bool = False
    synchronize: bool = False
    dataverse_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class FullRun:
    """Every record of the mapping. ``winner`` is the side the run goes out from, None for the mapping's own direction;
    ``unconditional``: all that differs is taken over from there, whichever side changed."""

    winner: Side | None = None
    unconditional: bool = False


@dataclass(frozen=True)
class UndoJob:
    """What a job did (``Job.undoes``): to all pairs, or only to those of some of its ``operations``."""

    operations: tuple[int, ...] = ()


Request = SynchronizeRecords | CoupleRecords | UncoupleRecords | SettleConflict | MatchRecords | FullRun | UndoJob


def to_json(request: Request | None) -> dict[str, Any]:
    """The request as kept on a job; nothing for jobs that need none."""
    match request:
        case SynchronizeRecords(bc_keys, winner, dataverse_keys, create, deleted, leave_out, catch_up, fills):
            kept_keys = {"bc_keys": list(bc_keys), "dataverse_keys": list(dataverse_keys)}
            wanted = {"winner": winner and winner.value, "create": create, "deleted": deleted and deleted.value}
            return {**kept_keys, **wanted, "leave_out": leave_out, "catch_up": catch_up, "fills": fills}
        case CoupleRecords(pairs, winner, side):
            return {"pairs": dict(pairs), "winner": winner and winner.value, "side": side.value}
        case UncoupleRecords(bc_keys):
            return {"bc_keys": list(bc_keys)}
        case SettleConflict(bc_key, choices, seen):
            sides = {name: side.value for name, side in choices.items()}
            return {"bc_key": bc_key, "choices": sides, "seen": {name: list(both) for name, both in seen.items()}}
        case MatchRecords(criteria, bc_keys, create, synchronize, dataverse_keys):
            kept = {"criteria": [asdict(one) for one in criteria], "create": create, "synchronize": synchronize}
            return {**kept, "bc_keys": list(bc_keys), "dataverse_keys": list(dataverse_keys)}
        case UndoJob(operations):
            return {"operations": list(operations)}
        case FullRun(winner, unconditional):
            return {"winner": winner and winner.value, "unconditional": unconditional}
    return {}


def synchronize_records(stored: Mapping[str, Any]) -> SynchronizeRecords:
    """The request of a *Synchronize Now* job."""
    deleted = stored.get("deleted")
    return SynchronizeRecords(
        bc_keys=tuple(stored["bc_keys"]),
        winner=_side(stored),
        dataverse_keys=tuple(stored.get("dataverse_keys", ())),
        create=stored.get("create", False),
        deleted=DeletionPolicy(deleted) if deleted else None,
        leave_out=stored.get("leave_out", False),
        catch_up=stored.get("catch_up", False),
        fills=stored.get("fills", {}),
    )


def couple_records(stored: Mapping[str, Any]) -> CoupleRecords:
    """The request of a *Set Up Coupling* job."""
    return CoupleRecords(stored["pairs"], _side(stored), Side(stored.get("side", Side.BC)))


def uncouple_records(stored: Mapping[str, Any]) -> UncoupleRecords:
    """The request of a *Delete Coupling* job."""
    return UncoupleRecords(tuple(stored["bc_keys"]))


def settle_conflict(stored: Mapping[str, Any]) -> SettleConflict:
    """The request of a job that settles a conflict."""
    choices = {name: Side(side) for name, side in stored["choices"].items()}
    seen = {name: (both[0], both[1]) for name, both in stored["seen"].items()}
    return SettleConflict(stored["bc_key"], choices, seen)


def match_records(stored: Mapping[str, Any]) -> MatchRecords:
    """The request of a *Match-Based Coupling* job."""
    criteria = tuple(FieldCriterion(**one) for one in stored["criteria"])
    others = tuple(stored.get("dataverse_keys", ()))
    return MatchRecords(criteria, tuple(stored["bc_keys"]), stored["create"], stored["synchronize"], others)


def full_run(stored: Mapping[str, Any]) -> FullRun:
    """The request of a *Full Synchronization*."""
    return FullRun(_side(stored), stored.get("unconditional", False))


def undo_job(stored: Mapping[str, Any]) -> UndoJob:
    """The request of an *Undo*."""
    return UndoJob(tuple(stored.get("operations", ())))


def _side(stored: Mapping[str, Any]) -> Side | None:
    return Side(stored["winner"]) if stored.get("winner") else None
