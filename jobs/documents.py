"""Documents in a run: the mapping of their lines, and the lines of those that are about to be created.

Lines are read before the transaction in which their documents are planned, and kept for that page only. How they are
carried over is decided by ``engine.documents``; how they are coupled, in ``couplings.document_lines``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from couplings.document_lines import mapping_of_lines
from couplings.links import gather_links
from mappings import checking
from mappings.compile import CannotCompile, Columns, columns_read, compile_mapping
from mappings.documents import document_of
from mappings.models import TableMapping
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.connections.clients.contract import Remote
from syncadmin.engine.documents import Lines, alone, with_lines
from syncadmin.engine.links import Links, named
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Operation, Pair, Record, Side

# What people call a line by.
_NUMBERS = {Side.BC: "sequence", Side.DATAVERSE: "lineitemnumber"}
Keys = Mapping[Side, Sequence[str]]


@dataclass(frozen=True)
class Documents:
    """The lines of the documents of a run: by which mapping they are carried over, and what is read of them.
    ``document`` is the mapping of the documents; ``below`` are the lines read last, by the key of their document."""

    mapping: TableMapping
    compiled: CompiledMapping
    remotes: Mapping[Side, Remote]
    columns: Mapping[Side, list[str]]
    described: Columns
    document: str
    below: dict[str, list[Record]] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether the mapping of the lines is still the one the run was opened with."""
        now = TableMapping.objects.filter(pk=self.mapping.pk).first()
        return now is not None and _compiled(now, self.described, self.document) == self.compiled

    def read(self, keys: Keys) -> None:
        """Read the lines of these documents, and forget those of all others."""
        self.below.clear()
        for side, some in keys.items():
            if some:
                self.below.update(self.remotes[side].lines(self.mapping.table(side), self.columns[side], some))

    def complete(self, plan: Plan, pairs: Iterable[Pair]) -> Plan:
        """The plan with the lines that were read."""
        lines = Lines(self.compiled, _NUMBERS, self.below, self._links())
        return with_lines(plan, pairs, lines)

    def completed(self, operations: Sequence[Operation], pair: Pair) -> tuple[Operation, ...]:
        """The same for the operations of one pair."""
        return self.complete(Plan(tuple(operations)), [pair]).operations

    def _links(self) -> Links:
        pairs = [alone(one) for some in self.below.values() for one in some]
        return gather_links(self.mapping, self.compiled, self.described, pairs)


def refused(mapping: TableMapping) -> Problem | None:
    """That the mapping is run by that of its documents only: lines of documents that go one way never change."""
    document = document_of(mapping)
    return Problem("lines_on_their_own", {"mapping": document.name}) if document else None


def open_documents(mapping: TableMapping, remotes: Mapping[Side, Remote]) -> Documents | None:
    """What a run has to know of lines, if its records are documents; raises CannotCompile or RemoteError."""
    lines = mapping_of_lines(mapping)
    if lines is None:
        if mapping.lines:
            raise CannotCompile(Problem("lines_not_mapped", {"mapping": mapping.lines}))
        return None
    described = checking.described(lines, remotes)
    checking.require_agreement(lines, described)
    columns = {side: _columns(lines, side, described) for side in Side}
    compiled = _compiled(lines, described, mapping.name)
    return Documents(lines, compiled, remotes, columns, described, mapping.name)


def _compiled(mapping: TableMapping, described: Columns, document: str) -> CompiledMapping:
    """The mapping of lines that are created with their document, which they need not be led to."""
    lines = compile_mapping(mapping, described)
    return replace(lines, fields=tuple(one for one in lines.fields if document not in named(one.relation)))


def _columns(lines: TableMapping, side: Side, described: Columns) -> list[str]:
    more = (_NUMBERS[side], *([OWN_KEY] if side is Side.BC else []))
    return list(dict.fromkeys([*columns_read(lines, side), *(name for name in more if name in described[side])]))
