"""Pages whose only rules are that codes they name must exist, and that their own code can be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .related import check_related, rename

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

    Rule = Callable[[Store, Row, Row, Row | None], None]
    FollowUp = Callable[[Store, Row | None, Row | None, str | None], None]


def complete(table: Table) -> Rule:
    """Rows of a page about to be stored."""

    def rule(store: Store, row: Row, given: Row, before: Row | None) -> None:
        check_related(store, table, given)

    return rule


def follow(table: Table) -> FollowUp:
    """Rows of a page that were stored."""

    def rule(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
        if row is not None:
            rename(store, table.name, row, before)

    return rule
