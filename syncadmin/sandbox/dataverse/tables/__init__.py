"""What the Dataverse tables look like: their columns, types, lengths and choices, as data.

Rules that are more than a type or a length (states, owners, amounts) are in `dataverse.rules`.
"""

from __future__ import annotations

from . import custom, customers, messages, organization, products, sales, webhooks
from .customers import ACCOUNTS

TABLES = (
    *customers.TABLES,
    *organization.TABLES,
    *products.TABLES,
    *sales.TABLES,
    *custom.TABLES,
    *messages.TABLES,
    *webhooks.TABLES,
)

__all__ = ["ACCOUNTS", "TABLES"]
