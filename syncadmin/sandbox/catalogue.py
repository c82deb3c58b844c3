"""All tables of both services by name, and the rules that go with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .business_central.rules import complete_customer
from .business_central.tables import TABLES as BUSINESS_CENTRAL_TABLES
from .columns import Table
from .dataverse.rules import complete_account, complete_user
from .dataverse.tables import TABLES as DATAVERSE_TABLES

if TYPE_CHECKING:
    from .store import Row, Store

    Rule = Callable[[Store, Row, Row, Row | None], None]

TABLES: dict[str, Table] = {table.name: table for table in (*BUSINESS_CENTRAL_TABLES, *DATAVERSE_TABLES)}
RULES: dict[str, Rule] = {
    "customers": complete_customer,
    "account": complete_account,
    "systemuser": complete_user,
}
