"""Which tables the index pages show together, and the words for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..columns import BUSINESS_CENTRAL, Table

OTHER = "More"
AREAS = (
    ("Customers and contacts", r"^(customers?|contacts?|contactsInformation|account|lead|vendors|customeraddress)$"),
    ("People and organisation", r"salespe|user|team|business|organization|compan|role|territor|employee|responsib"),
    ("Items and prices", r"item|product|uom|units?of|unitgroup|price|resource|inventory|discount|variant|gtin"),
    ("Terms and finance", r"terms|method|currenc|tax|ledger|dimension|posting|^accounts$|bank|journal|agent|shipp"),
    ("Sales documents", r"sales|opportunit|quote|invoice|order|shipment|project"),
    ("Purchase documents", r"purchase"),
)
ORDER = (0, 4, 5, 2, 3, 1)
LINES = re.compile(r"(?<=ice|der|ote|emo)s?(Lines|detail)$")


def area_of(table: Table) -> str:
    """Under which heading a table stands."""
    if LINES.search(table.name):
        return AREAS[5 if table.name.startswith("purchase") else 4][0]
    return next((title for title, pattern in AREAS if re.search(pattern, table.name, re.IGNORECASE)), OTHER)


def by_area(tables: Iterable[Table]) -> list[tuple[str, list[Table]]]:
    """Tables under their headings, the main ones first, lines behind their documents."""
    found: dict[str, list[Table]] = {title: [] for title in (*(AREAS[place][0] for place in ORDER), OTHER)}
    for table in tables:
        found[area_of(table)].append(table)
    return [(title, some) for title, some in found.items() if some]


def plural_of(table: Table) -> str:
    """What people call all rows: from Dataverse's own words, or from the name of the set."""
    if table.service == BUSINESS_CENTRAL:
        return words_of(table.entity_set)
    name = (table.label or table.entity).lower()
    return table.plural.lower() or (f"{name[:-1]}ies" if re.search(r"[^aeiou]y$", name) else f"{name}s")


def words_of(name: str) -> str:
    """A name in camel case or with underscores as words: `paymentTerms` is "payment terms"."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
    return re.sub(r"\s+", " ", parted).strip().lower()
