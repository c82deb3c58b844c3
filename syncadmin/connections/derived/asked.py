"""What is asked of a table, with the derived columns among it: what to read instead, and how records are completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from syncadmin.connections.derived.definition import Derived
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.versions import with_digest
from syncadmin.engine.values import Record


@dataclass(frozen=True)
class Asked:
    """The columns somebody wants; ``known`` are the derived columns of the table."""

    columns: tuple[str, ...]
    known: Mapping[str, Derived]

    @cached_property
    def derived(self) -> tuple[Derived, ...]:
        """Those that are derived."""
        return tuple(self.known[name] for name in self.columns if name in self.known)

    @cached_property
    def names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(one.column.name for one in self.derived)

    @cached_property
    def plain(self) -> list[str]:
        """The columns to read."""
        own = [name for name in self.columns if name not in self.known]
        return list(dict.fromkeys([*own, *(name for one in self.derived for name in one.needs)]))

    @cached_property
    def moves(self) -> bool:
        """Whether what is asked for may change while a record keeps its stamp."""
        return any(one.moves for one in self.derived)

    def completed(self, records: Sequence[Record], neighbours: Neighbours) -> list[Record]:
        """The records with the derived columns, and without those that were read for these only."""
        if not self.derived or not records:
            return list(records)
        worked = {one.column.name: one.work(records, neighbours) for one in self.derived}
        borrowed = set(self.plain) - set(self.columns)
        found = []
        for place, record in enumerate(records):
            derived = {name: values[place] for name, values in worked.items()}
            values = {name: value for name, value in record.values.items() if name not in borrowed} | derived
            one = replace(record, values=values)
            found.append(with_digest(one, {name: derived[name] for name in self._moving}) if self._moving else one)
        return found

    @cached_property
    def _moving(self) -> tuple[str, ...]:
        return tuple(one.column.name for one in self.derived if one.moves or one.drifts)
