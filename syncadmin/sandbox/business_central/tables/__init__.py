"""What Business Central's pages look like: their properties, types and lengths, as data.

Each module holds the pages of one area. Rules that are more than a type or a length (number series, paired fields,
totals) are in `rules`.
"""

from __future__ import annotations

from . import custom, items, prices, relations, sales, setup
from .relations import CUSTOMERS
from .setup import COMPANIES

TABLES = (*setup.TABLES, *relations.TABLES, *items.TABLES, *prices.TABLES, *sales.TABLES, *custom.TABLES)

__all__ = ["COMPANIES", "CUSTOMERS", "TABLES"]
