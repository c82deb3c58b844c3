"""One case for laws about plans: a mapping, a pair of it and what its lookups lead to; readable when a law fails."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as fields_of

from syncadmin.engine.carry import carried
from syncadmin.engine.decide import Intent, Operations, decide
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import FieldMapping, TableMapping
from syncadmin.engine.values import Pair, Side, Unlinked, Untransformed, Value
from tests.engine.builders import field_of, mapping_of


@dataclass(frozen=True, repr=False)
class Case:
    """A pair of a mapping, and what its lookups lead to."""

    mapping: TableMapping
    pair: Pair
    links: Links

    def __repr__(self) -> str:
        """For whoever reads a counterexample: only what is out of the ordinary, and what base, BC and Dataverse say."""
        heads = [*_unusual(self.mapping, mapping_of()), *_unusual(self.pair, Pair("p1", {})), self.links.to_dataverse]
        return "\n  ".join(["", *map(str, heads), *map(self._row, self.mapping.fields)])

    def _row(self, one: FieldMapping) -> str:
        base = (self.pair.base or {}).get(one.id, "-")
        three = f"{base!r} | {self.of(one, Side.BC)!r} | {self.of(one, Side.DATAVERSE)!r}"
        return f"{three} {_unusual(one, field_of(one.id))}"

    def _repr_pretty_(self, printer, cycle) -> None:
        printer.text(repr(self))

    def decide(self, intent: Intent) -> Operations:
        """The operations for the pair."""
        return decide(self.mapping, self.pair, intent, self.links)

    def of(self, one: FieldMapping, side: Side) -> Value:
        """What one side says of a field."""
        return one.of(self.pair.record(side))

    def before(self, one: FieldMapping, side: Side) -> Value:
        """What one side said of a field when both were last in step."""
        return one.agreed(self.pair.base, side)

    def carried(self, one: FieldMapping, side: Side) -> Value | Unlinked | Untransformed:
        """What the value of one side is on the other."""
        return carried(one, self.of(one, side), side.other, self.links)


def _unusual(one: object, usual: object) -> list[str]:
    """What a value says besides what most of its kind do; fields and archive are shown elsewhere or always the same."""
    names = [it.name for it in fields_of(usual) if it.name not in ("fields", "archive")]
    return [f"{it}={found}" for it in names if (found := getattr(one, it)) != getattr(usual, it)]
