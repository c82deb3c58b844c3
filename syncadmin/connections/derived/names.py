"""The parts of a person's name, where Business Central shows the whole only: without our extension.

It takes names apart and puts them together as Business Central does: the last word is the surname, the one before it,
of three or more, the middle name, and a single word the first name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from syncadmin.connections.clients.contract import ColumnKind, Write
from syncadmin.connections.derived.definition import Derived, Work, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Side, Value, Values

_WHOLE = "displayName"
_CAPTIONS = {"firstName": "First Name", "middleName": "Middle Name", "surname": "Surname"}
_LONGEST = 30


def parts_of(name: str) -> dict[str, Value]:
    """The parts of a whole name."""
    words = name.split()
    middle, surname = words[-2:-1] if len(words) > 2 else [], words[-1:] if len(words) > 1 else []
    first = words[: len(words) - len(middle) - len(surname)]
    found = zip(_CAPTIONS, (first, middle, surname), strict=True)
    return {part: " ".join(some)[:_LONGEST] or None for part, some in found}


def _part(name: str) -> Work:
    def work(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        return [parts_of(str(one.values.get(_WHOLE) or ""))[name] for one in records]

    return work


def _whole(writes: Sequence[Write], neighbours: Neighbours) -> list[Values | Problem]:
    """The whole name of each; parts that are not written stay as they are."""
    there = neighbours.by_keys("contacts", [_WHOLE], [one.key for one in writes if one.key])
    return [{_WHOLE: _joined(one.values, there.get(one.key))} for one in writes]


def _joined(written: Values, there: Record | None) -> Value:
    known = parts_of(str(there.values.get(_WHOLE) or "")) if there else {}
    parts = (written[name] if name in written else known.get(name) for name in _CAPTIONS)
    return " ".join(str(part) for part in parts if part) or None


NAMES = {
    (Side.BC, "contacts"): tuple(
        Derived(
            replace(derived_column(name, ColumnKind.TEXT, caption, written=True), length=_LONGEST),
            needs=(_WHOLE,),
            work=_part(name),
            together=_whole,
        )
        for name, caption in _CAPTIONS.items()
    )
}
