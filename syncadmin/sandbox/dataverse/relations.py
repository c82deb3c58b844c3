"""Where the names of Dataverse's tables lead: lookups to other tables, and collections of the rows that lead here.

The relationships themselves, with their names, are in `metadata.relationships`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..columns import DATAVERSE, Table
from ..places import Back, Leads
from .metadata.relationships import relations


def collections(tables: Mapping[str, Table], target: Table) -> dict[str, Back]:
    """The collections of a table by name."""
    ours = (table for table in tables.values() if table.service == DATAVERSE)
    found = (relation for relation in relations(ours) if relation.target is target)
    return {relation.name: Back(relation.name, relation.table, relation.column) for relation in found}


def leads(tables: Mapping[str, Table]) -> Leads:
    """Where names lead among the tables there are."""
    return Leads(tables, collections)
