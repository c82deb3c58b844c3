"""What people did: every value they ever wrote, what of it counts by now, and which records they made and deleted.

Whether what both systems show follows from it is judged in ``judgement``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

Field = tuple[str, str]


@dataclass
class Ledger:
    """By key of a record and name of a field; blank is the empty text.

    ``ever`` holds all values, ``last`` the last one, ``counts`` the last one unless somebody who saw it wrote another,
    ``chosen`` what a person preferred. ``apart`` are records that people took out of their couplings.
    """

    ever: dict[Field, set[str]] = field(default_factory=lambda: defaultdict(set))
    last: dict[Field, str] = field(default_factory=dict)
    counts: dict[Field, str] = field(default_factory=dict)
    chosen: dict[Field, set[str]] = field(default_factory=lambda: defaultdict(set))
    made: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    _kin: dict[str, str] = field(default_factory=dict)

    def wrote(self, key: str, name: str, value: str) -> None:
        """A person wrote this value."""
        self.ever[key, name].add(value)
        self.last[key, name] = self.counts[key, name] = value

    def supersede(self, key: str, name: str) -> None:
        """Both sides agreed when somebody edited the other one: what was written here before no longer counts."""
        self.counts.pop((key, name), None)

    def prefer(self, key: str, name: str, value: str) -> None:
        """A person decided for the value this record shows."""
        self.chosen[key, name].add(value)

    def preferred(self, key: str, name: str) -> set[str]:
        """The values people decided for, on the record or on one it ever was coupled to."""
        head = self._head(key)
        of_kin = (values for one, values in self.chosen.items() if one[1] == name and self._head(one[0]) == head)
        return set().union(*of_kin)

    def paired(self, pairs: Iterable[tuple[str, str]]) -> None:
        """These records were coupled at some time, so that values of the one may have come to the other."""
        for one, other in pairs:
            self._kin[self._head(one)] = self._head(other)

    def people_wrote(self, key: str, name: str, value: str) -> bool:
        """Whether a person wrote this value to the record, or to one it ever was coupled to."""
        head = self._head(key)
        return any(one[1] == name and value in all_ and self._head(one[0]) == head for one, all_ in self.ever.items())

    def _head(self, key: str) -> str:
        while (above := self._kin.get(key, key)) != key:
            key = above
        return key
