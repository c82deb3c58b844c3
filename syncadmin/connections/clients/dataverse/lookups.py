"""How lookups of Dataverse are written: bound through the navigation property of the table they lead to."""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.connections.clients.contract import Column
from syncadmin.connections.clients.http import Json
from syncadmin.connections.clients.metadata import Table

BIND = "@odata.bind"
_OWNER = "ownerid"


def bindings(table: Table, keys: Mapping[str, str | None]) -> Json:
    """What a body has to carry for lookups, by the names of their columns.

    The columns of one lookup to several tables are one value: the one that is not blank is bound, and only if all are
    blank the lookup is cleared. Raises ValueError if it would lead to two rows, or a row would lose its owner.
    """
    body: Json = {}
    for columns in _lookups(table, keys):
        given = [(column, key) for column in columns if (key := keys[column.name])]
        if len(given) > 1:
            raise ValueError(f"{columns[0].caption}: a lookup leads to one row only")
        if given:
            column, key = given[0]
            body[f"{column.navigation}{BIND}"] = f"/{_entity_set(table, column)}({key})"
        elif columns[0].navigation == _OWNER:
            raise ValueError(f"{columns[0].caption}: a row has an owner")
        else:
            body |= {column.navigation: None for column in columns[:1]}
    return body


def _lookups(table: Table, names: Mapping[str, str | None]) -> list[list[Column]]:
    """The columns by the lookup they are of."""
    found: dict[str, list[Column]] = {}
    for name in names:
        column = table.column(name)
        found.setdefault(column.source or column.navigation, []).append(column)
    return list(found.values())


def _entity_set(table: Table, column: Column) -> str:
    try:
        return table.sets[column.target]
    except KeyError:
        raise ValueError(f"{column.caption}: there is no table {column.target}") from None
