"""How values of related records and options are carried to the other side: by the couplings of the related mapping.

Which couplings there are is looked up before planning, for a whole page at once; here they are only a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncadmin.engine.values import Side, Value


@dataclass(frozen=True)
class Links:
    """What each value of one side corresponds to on the other, by the name of the related mapping.

    A value that is not there leads to a record that is not coupled. ``missing`` are related mappings that do not exist.
    """

    to_dataverse: Mapping[str, Mapping[Value, Value]] = field(default_factory=dict)
    to_bc: Mapping[str, Mapping[Value, Value]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def knows(self, relation: str, value: Value, side: Side) -> bool:
        """Whether a value has a counterpart on a side."""
        return value in self._table(relation, side)

    def carried(self, relation: str, value: Value, side: Side) -> Value:
        """The counterpart of a value on a side; raises KeyError if there is none."""
        return self._table(relation, side)[value]

    def _table(self, relation: str, side: Side) -> Mapping[Value, Value]:
        return (self.to_bc if side is Side.BC else self.to_dataverse).get(relation, {})


NO_LINKS = Links()
