"""All tables of both services by name, and the rules that go with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .business_central import rules as business_central
from .business_central.tables import TABLES as BUSINESS_CENTRAL_TABLES
from .columns import Table
from .dataverse import rules as dataverse
from .dataverse.tables import TABLES as DATAVERSE_TABLES

if TYPE_CHECKING:
    from .business_central.bound import Action
    from .store import Row, Store

    Rule = Callable[[Store, Row, Row, Row | None], None]
    FollowUp = Callable[[Store, Row | None, Row | None, str | None], None]
    Removal = Callable[[Store, Row, str | None], None]

TABLES: dict[str, Table] = {table.name: table for table in (*BUSINESS_CENTRAL_TABLES, *DATAVERSE_TABLES)}
ACTIONS: tuple[Action, ...] = business_central.ACTIONS
AFTERMATHS: dict[str, Removal] = {**dataverse.AFTERMATHS}
FOLLOW_UPS: dict[str, FollowUp] = {**business_central.FOLLOW_UPS, **dataverse.FOLLOW_UPS}
REMOVALS: dict[str, Removal] = {**business_central.REMOVALS, **dataverse.REMOVALS}
RULES: dict[str, Rule] = {**business_central.RULES, **dataverse.RULES}
