"""What a kind of problem consists of: a sentence, a remedy and who acts. The kinds themselves are in ``problems``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Who has to act on a problem."""

    RETRY = "retry"
    PERSON = "person"
    BUG = "bug"
    INFORMATION = "information"


@dataclass(frozen=True)
class ProblemKind:
    """Title and remedy are format strings over the facts."""

    title: str
    remedy: str
    family: Family
    facts: tuple[str, ...] = ()


def kind(title: str, remedy: str, family: Family, *facts: str) -> ProblemKind:
    """A kind in the order in which one reads it."""
    return ProblemKind(title, remedy, family, facts)
