"""What people ever wrote, and whether what both systems show in the end follows from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Verdict:
    """What a schedule ended with; all zero is well."""

    lost: int = 0
    duplicated: int = 0
    invented: int = 0


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
        verdict.lost += len(self.made - self.deleted - there) + len((self.made & there) - coupled - exempt)
        verdict.duplicated += len(there - self.made - coupled) + len(self.deleted & there)
        verdict.duplicated += sum(not {one, other} & self.made for one, other in pairs.items())

    def judge_field(self, verdict: Verdict, name: str, bc: tuple[str, str], dataverse: tuple[str, str]) -> None:
        """Both sides carry the same value, and it is the latest edit of one of them."""
        written = {self.latest.get((key, name)) for key, _ in (bc, dataverse)} - {None}
        one, other = bc[1] or None, dataverse[1] or None
        verdict.lost += int(one != other or (bool(written) and one not in written))

    def judge_value(self, verdict: Verdict, name: str, value: str) -> None:
        """A person wrote it."""
        verdict.invented += int(bool(value) and value not in self.ever[name])
