"""What a derived column is: from which columns of its own table, and from which other tables, it is worked out.

Which there are is in ``registry``; how they join a client's own columns is in ``deriving``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from syncadmin.connections.clients.contract import Column, ColumnKind, Write
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Value, Values

# The value of each record of a page, in their order, with a request or two for all of them.
Work = Callable[[Sequence[Record], Neighbours], Sequence[Value]]
# What is written instead of each of these values, or why it cannot be.
Back = Callable[[Sequence[Value], Neighbours], Sequence[Values | Problem]]
# The same for columns that cannot be told by their value alone: what is written instead of all of them, write by write.
Together = Callable[[Sequence[Write], Neighbours], Sequence[Values | Problem]]

# What a value of a new document is on a line of its own; nothing where it takes none.
AsLine = Callable[[Value, Neighbours], Values | Problem]


@dataclass(frozen=True)
class Derived:
    """One derived column of a table.

    ``needs`` are columns of the table itself, ``tables`` the others it is worked out from; without one of these it is
    not there. ``moves``: it may change while the record keeps its stamp, so its table, a small one, is always read
    whole; ``drifts``: so it may, but its table is too large for that, and it is noticed when its record is read.
    ``back`` makes a written value one of plain columns, ``together`` those of several derived columns; ``whole``: what
    that gives is all that is written; ``line``: a new document gets a line for it instead, and one that is there cannot
    be given another value. Where the system has a column of that name itself, that one counts.
    """

    column: Column
    needs: tuple[str, ...]
    work: Work
    tables: tuple[str, ...] = ()
    back: Back | None = None
    together: Together | None = None
    whole: bool = False
    line: AsLine | None = None
    moves: bool = False
    drifts: bool = False


def derived_column(
    name: str, kind: ColumnKind, caption: str, *, written: bool = False, required: bool = False
) -> Column:
    """The column as it is described to everything above.

    ``required``: a record without a value is not carried over.
    """
    return Column(name, kind, creatable=written, updatable=written, caption=caption, required=required, derived=True)
