"""What Dataverse does to rows beyond storing them, by table.

A rule gets the row as it is about to be stored, the columns that were sent and the row before, and completes or
refuses it. A removal refuses that a row goes; an aftermath takes along what went with it; a follow-up changes other
rows after any change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ..tables import TABLES
from .currencies import complete_currency
from .documents import complete_document, complete_opportunity
from .lines import check_line_removal, complete_line, follow_line
from .money import complete_amounts
from .names import complete_name
from .owners import complete_owner
from .products import complete_price, complete_price_list, complete_product
from .references import check_associations, check_lookups, check_required, follow_deletion
from .states import complete_state
from .units import add_base_unit, check_base_unit, complete_group, complete_unit
from .webhooks import watch

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

    Special = Callable[[Store, Table, Row, Row, Row | None], None]
    Effect = Callable[[Store, Row | None, Row | None, str | None], None]
    Guard = Callable[[Store, Row], None]

SPECIAL: Mapping[str, Special] = {
    "contact": complete_name,
    "systemuser": complete_name,
    "transactioncurrency": complete_currency,
    "uomschedule": complete_group,
    "uom": complete_unit,
    "product": complete_product,
    "pricelevel": complete_price_list,
    "productpricelevel": complete_price,
    "opportunity": complete_opportunity,
    "salesorder": complete_document,
    "salesorderdetail": complete_line,
    "invoice": complete_document,
    "invoicedetail": complete_line,
}
FOLLOW_UPS: Mapping[str, Effect] = {
    "uomschedule": add_base_unit,
    "salesorderdetail": partial(follow_line, "salesorderdetail"),
    "invoicedetail": partial(follow_line, "invoicedetail"),
    "sdkmessageprocessingstep": watch,
}
GUARDS: Mapping[str, Guard] = {
    "uom": check_base_unit,
    "salesorderdetail": partial(check_line_removal, "salesorderdetail"),
    "invoicedetail": partial(check_line_removal, "invoicedetail"),
}


def complete(name: str, store: Store, row: Row, given: Row, before: Row | None) -> None:
    """Complete or refuse a row of one table."""
    table = store.tables[name]
    check_lookups(store, table, given)
    complete_owner(store, table, row, given, before)
    check_required(table, row, before)
    complete_state(table, row, given, before)
    if name in SPECIAL:
        SPECIAL[name](store, table, row, given, before)
    complete_amounts(store, table, row, given, before)


def check_removal(name: str, store: Store, before: Row, by: str | None) -> None:
    """Refuse that a row of one table goes."""
    del by
    if name in GUARDS:
        GUARDS[name](store, before)
    check_associations(store, name, before)


RULES = {table.name: partial(complete, table.name) for table in TABLES}
REMOVALS = {table.name: partial(check_removal, table.name) for table in TABLES}
AFTERMATHS = {table.name: partial(follow_deletion, table.name) for table in TABLES}
