"""What a bound action is: something a client can have done to one row, such as posting an invoice.

Which actions there are is told beside the rules of their tables; how they are called is in `actions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..store import Row, Store

    Work = Callable[[Store, Row], None]


@dataclass(frozen=True)
class Action:
    """`Microsoft.NAV.<name>` of the rows of a table.

    `work` gets the store and the row in its stored form and raises `Refused`; `extension`: it is the extension's alone.
    """

    table: str
    name: str
    work: Work
    extension: bool = False
