"""How values of related records and options are carried to the other side: by the couplings of the related mapping.

Which couplings there are is looked up before planning, for a whole page at once; here they are only a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncadmin.engine.values import Side, Value

SEPARATOR = ", "


def named(relation: str) -> tuple[str, ...]:
    """The mappings that a relation names, in their order: the first that knows a value carries it over."""
    return tuple(name for part in relation.split(SEPARATOR.strip()) if (name := part.strip()))


@dataclass(frozen=True)
class Links:
    """What each value of one side corresponds to on the other, by relation: the name of the related mapping, or of
    several.

    A value that is not there leads to a record that is not coupled. ``missing`` are relations none of whose mappings
    exist. ``names`` is what people call records that are not coupled, by relation and key, as far as that is known.
    ``left_out`` are values, by relation and side, that lead to records which the filters of these mappings leave out.
    """

    to_dataverse: Mapping[str, Mapping[Value, Value]] = field(default_factory=dict)
    to_bc: Mapping[str, Mapping[Value, Value]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    left_out: Mapping[tuple[str, Side], frozenset[str]] = field(default_factory=dict)

    def knows(self, relation: str, value: Value, side: Side) -> bool:
        """Whether a value has a counterpart on a side."""
        return value in self._table(relation, side)

    def leaves_out(self, relation: str, value: Value, side: Side) -> bool:
        """Whether a value of a side leads to a record that no mapping takes."""
        return str(value) in self.left_out.get((relation, side), ())

    def carried(self, relation: str, value: Value, side: Side) -> Value:
        """The counterpart of a value on a side; raises KeyError if there is none."""
        return self._table(relation, side)[value]

    def _table(self, relation: str, side: Side) -> Mapping[Value, Value]:
        return (self.to_bc if side is Side.BC else self.to_dataverse).get(relation, {})


NO_LINKS = Links()
