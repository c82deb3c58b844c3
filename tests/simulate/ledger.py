"""What people ever wrote, and whether what both systems show in the end follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Verdict:
    """What a schedule ended with; all zero is well."""

    lost: int = 0
    duplicated: int = 0
    invented: int = 0
    notes: list[str] = field(default_factory=list, compare=False)

    def note(self, what: str, why: str, keys: object) -> None:
        """Count what went wrong, and say with which records."""
        for key in sorted(map(str, keys)):
            setattr(self, what, getattr(self, what) + 1)
            self.notes.append(f"{what}: {why} {key}")


@dataclass
class Ledger:
    """All values of a field, the latest per record and field, and which records people made and deleted."""

    ever: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    latest: dict[tuple[str, str], str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)

    def note(self, key: str, name: str, value: str) -> None:
        """A person wrote this value."""
        self.ever[name].add(value)
        self.latest[key, name] = value

    def supersede(self, key: str, name: str) -> None:
        """Both sides agreed when somebody edited the other one: what was written here before no longer counts."""
        self.latest.pop((key, name), None)

    def judge_records(self, verdict: Verdict, there: set[str], pairs: dict[str, str], exempt: set[str]) -> None:
        """Every record people made has its counterpart, every other one is the counterpart of one they made."""
        coupled = pairs.keys() | set(pairs.values())
        verdict.note("lost", "is gone", self.made - self.deleted - there)
        verdict.note("lost", "has no counterpart", (self.made & there) - coupled - exempt)
        verdict.note("duplicated", "is nobody's", there - self.made - coupled)
        verdict.note("duplicated", "came back", self.deleted & there)
        verdict.note("duplicated", "both made by us", [one for one in pairs.items() if not {*one} & self.made])

    def judge_field(self, verdict: Verdict, name: str, both: Mapping[str, str], judged: set[str]) -> None:
        """Both sides carry the same value, it is the latest edit of one of them, and if there was another one, it was
        at least looked at: ``judged`` are the values that stand in the history."""
        written = {value for key in both if (value := self.latest.get((key, name)))}
        final = {value or None for value in both.values()}
        if len(final) > 1 or (written and not final & written) or written - final - judged:
            verdict.note("lost", f"{name} is {both}, written were {written}:", both.keys() - {min(both)})

    def judge_value(self, verdict: Verdict, name: str, value: str) -> None:
        """A person wrote it."""
        if value and value not in self.ever[name]:
            verdict.note("invented", name, [value])
