"""The options of one choice as rows with a value and a label: read from metadata, added and renamed, never deleted.

Metadata have no versions; the version of an option is a digest of its label, held against the label just before it is
changed. How it is written is in ``batch``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from syncadmin.connections.clients.contract import Answer, Change, Column, ColumnKind, TableFacts, Write, Written
from syncadmin.connections.clients.dataverse.options import OptionSet
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.writing import Sent, refused
from syncadmin.connections.options.batch import Batch
from syncadmin.connections.options.keys import key_of, place_of, value_of
from syncadmin.connections.options.repeats import REPEATED
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Side, Values

VALUE, LABEL, KEY = "value", "label", "option"
_LONGEST = 200
COLUMNS: Mapping[str, Column] = {
    VALUE: Column(VALUE, ColumnKind.INTEGER, creatable=False, updatable=False, caption="Value"),
    LABEL: Column(LABEL, ColumnKind.TEXT, length=_LONGEST, caption="Label", required=True),
}
Sets = Callable[[str, str], OptionSet]


@dataclass(frozen=True)
class OptionTable:
    """One table of options. ``sets`` gives the options of any choice, by table and column."""

    name: str
    caption: str
    sets: Sets

    @property
    def described(self) -> Table:
        """As the carrying out of writes needs to know it."""
        facts = TableFacts(self.name, caption=self.caption, plural=self.caption)
        return Table(Side.DATAVERSE, self.name, self.name, KEY, "", COLUMNS, facts)

    def records(self, columns: Sequence[str] = (VALUE, LABEL)) -> dict[int, Record]:
        """All rows as they are, by value."""
        return {value: self._record(value, label, columns) for value, label in self._options().items()}

    def look(self, writes: Sequence[Write], columns: Sequence[str]) -> dict[int, Record]:
        """The rows that writes are about, as far as they are there."""
        there = self.records(columns)
        values = {write.ref: value_of(self.name, write.key) for write in writes}
        return {ref: there[value] for ref, value in values.items() if value in there}

    def send(self, writes: Sequence[Write], columns: Sequence[str]) -> list[Sent]:
        """Write one by one, and publish once; what goes wrong with one stops no other."""
        place = place_of(self.name)
        batch = Batch(self.sets(*place), [self.sets(*one) for one in REPEATED.get(place, ())])
        sent = [self._sent(write, batch, columns) for write in writes]
        try:
            batch.publish()
        except RemoteError as error:
            done = {one.written.ref for one in sent if one.written.answer is Answer.DONE}
            return [
                refused(error, write, self.described) if write.ref in done else one
                for write, one in zip(writes, sent, strict=True)
            ]
        return sent

    def _sent(self, write: Write, batch: Batch, columns: Sequence[str]) -> Sent:
        try:
            return Sent(self._write(write, batch, columns))
        except RemoteError as error:
            return refused(error, write, self.described)

    def _write(self, write: Write, batch: Batch, columns: Sequence[str]) -> Written:
        value = value_of(self.name, write.key)
        label = str(write.values.get(LABEL, batch.options.get(value, "")))
        answer = _obstacle(write, value, batch.options)
        if answer is None and (problem := self._refusal(write, value, label, batch.options)):
            return Written(write.ref, Answer.REFUSED, problem=problem)
        if answer is None:
            batch.set(value, label)
            return Written(write.ref, Answer.DONE, self._record(value, label, columns))
        row = self._record(value, batch.options[value], columns) if value in batch.options else None
        return Written(write.ref, answer, row)

    def _refusal(self, write: Write, value: int, label: str, options: Mapping[int, str]) -> Problem | None:
        """Why an option is not written, for a reason that lies in what is wanted."""
        facts = {"table": self.caption, "value": label}
        if write.change is Change.DELETE:
            return Problem("option_not_deleted", facts)
        taken = (other for other, text in options.items() if other != value and text.casefold() == label.casefold())
        return Problem("option_exists", facts) if next(taken, None) is not None else None

    def _options(self) -> dict[int, str]:
        return self.sets(*place_of(self.name)).read()

    def _record(self, value: int, label: str, columns: Sequence[str]) -> Record:
        values: Values = {VALUE: value, LABEL: label}
        shown = {name: values[name] for name in columns if name in values}
        return Record(Side.DATAVERSE, self.name, key_of(self.name, value), _version(label), shown)


def _obstacle(write: Write, value: int, options: Mapping[int, str]) -> Answer | None:
    """What there is of an option that keeps it from being written as it was planned."""
    if write.change is Change.CREATE:
        return Answer.EXISTS if value in options else None
    if value not in options:
        return Answer.GONE
    return None if _version(options[value]) == write.expects else Answer.STALE


def _version(label: str) -> str:
    return sha256(label.encode()).hexdigest()[:16]
