"""One sentence of Home: how it looks, what it says, and what there is to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """One sentence about how things stand, with what to do. ``starts`` is a run, otherwise ``url`` leads there."""

    tone: str
    icon: str
    text: str
    caption: str = ""
    url: str = ""
    starts: bool = False

    @property
    def key(self) -> str:
        """What it is about, whatever number stands in its text."""
        return f"{self.icon} {self.url}"
