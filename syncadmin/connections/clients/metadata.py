"""A table as a client needs to know it.

How metadata are parsed is in ``business_central.csdl`` and ``dataverse.definitions``; who asks for them, and for how
long they are believed, is in ``catalogues``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from syncadmin.connections.clients.contract import Column, TableFacts
from syncadmin.connections.clients.errors import ColumnMissing
from syncadmin.engine.values import Side

ANNOTATION = "Microsoft.Dynamics.CRM.lookuplogicalname"


@dataclass(frozen=True)
class Table:
    """Where a table is, its key, the stamp of its last change, its columns and what else is known of it.

    ``root`` is the root of the API that serves it, where that is not the client's own; ``sets`` are the entity sets of
    the tables that lookups lead to.
    """

    side: Side
    name: str
    path: str
    key: str
    stamp: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    facts: TableFacts = field(default_factory=lambda: TableFacts(""))
    root: str = ""
    sets: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A column by name; raises ColumnMissing."""
        try:
            return self.columns[name]
        except KeyError:
            raise ColumnMissing(self.side, name, facts={"table": self.name, "field": name}) from None

    def selection(self, columns: Iterable[str]) -> str:
        """What to select so that a row has key, stamp and these columns."""
        carried = (name if name == self.key else self.column(name).read_as for name in columns)
        return ",".join(dict.fromkeys(name for name in (self.key, self.stamp, *carried) if name))

    def annotations(self, columns: Iterable[str]) -> str:
        """The preference without which rows do not tell to which table such a lookup leads; blank where none does."""
        ambiguous = any(self.columns[name].source for name in columns if name in self.columns)
        return f'odata.include-annotations="{ANNOTATION}"' if ambiguous else ""

    def place(self, above: str, parent: str = "") -> str:
        """The path of its rows below a root: below ``above``, and of a line table below one parent row."""
        below = f"{self.facts.parent}({parent})/" if self.facts.parent and parent else ""
        return f"{above}/{below}{self.path}"

    def target(self, above: str, parent: str = "") -> str:
        """The same as a target of a request of its own, which may go to another root."""
        place = self.place(above, parent)
        return f"{self.root}/{place}" if self.root else place
