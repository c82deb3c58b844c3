"""The terms of a schedule: how the mapping is set up, and how both services behave, drawn by seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from mappings.models import DeletionChoice, DirectionChoice, PolicyChoice
from syncadmin.engine.values import Side

# What a record gets when its partner was deleted, where that is the policy.
ARCHIVE = {"bc": {"website": "archived.example"}, "dataverse": {"statecode": 1}}


@dataclass(frozen=True)
class Terms:
    """What does not change during a schedule."""

    direction: str
    policy: str
    by_record: bool
    deletion: str
    only_coupled: bool
    brakes: bool
    poisoned: bool
    restored: bool
    options: dict[str, Any]

    @property
    def source(self) -> Side | None:
        """The side that values come from, if they come from one only."""
        return {DirectionChoice.TO_DATAVERSE: Side.BC, DirectionChoice.TO_BC: Side.DATAVERSE}.get(self.direction)

    @property
    def settings(self) -> dict[str, Any]:
        """The fields of the mapping."""
        limit = {"most_changes": 1, "most_blanks": 1} if self.brakes else {"most_changes": None, "most_blanks": None}
        shares = {"most_changes_share": 0, "most_blanks_share": 0} if self.brakes else {}
        named = ("direction", "policy", "by_record", "deletion", "only_coupled")
        chosen = {name: getattr(self, name) for name in named}
        return {**chosen, "archive": ARCHIVE, **limit, **shares, "most_deletes": None}


def draw_terms(chance: random.Random) -> Terms:
    """Mostly a mapping that goes both ways and creates what is missing."""
    both, one_way = DirectionChoice.BIDIRECTIONAL, [DirectionChoice.TO_DATAVERSE, DirectionChoice.TO_BC]
    brakes = chance.random() < 0.15
    return Terms(
        direction=(both if chance.random() < 0.75 else chance.choice(one_way)).value,
        policy=chance.choice(PolicyChoice.values),
        by_record=chance.random() < 0.1,
        deletion=chance.choice(DeletionChoice.values),
        only_coupled=chance.random() < 0.15,
        brakes=brakes,
        poisoned=not brakes and chance.random() < 0.15,  # what is refused for ever would be braked for ever
        restored=chance.random() < 0.1,
        options=_options(chance),
    )


def _options(chance: random.Random) -> dict[str, Any]:
    """How the services differ from one environment to the other."""
    drawn: dict[str, Any] = {
        "extension": chance.random() < 0.5,
        "stale_status": chance.choice([409, 409, 412]),
        "duplicate_status": chance.choice([400, 409]),
        "delta_gone": chance.random() < 0.5,
        "batch_too_big_status": chance.choice([400, 500]),
    }
    if chance.random() < 0.4:
        drawn |= {"business_central_page": chance.choice([1, 2, 3]), "dataverse_page": chance.choice([1, 2, 3])}
    if chance.random() < 0.1:
        drawn |= {"dataverse_limit": 40, "business_central_limit": 40}
    return drawn
