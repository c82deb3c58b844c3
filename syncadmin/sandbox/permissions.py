"""What the client's application may do in both services, where something was taken from it.

The switch is `Options.rights`: how far a right reaches, by `table:right`, `table:*`, `service:right` or `service:*`;
the first of these that is named counts, and what is not named reaches everything. `{"account:read": "user"}` leaves
only the accounts the application owns itself, `{"dataverse:delete": "none"}` no deletion at all.

What a service answers to a request it forbids is in its own `errors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from .columns import DATAVERSE, Table
from .values import GUID

OWNER = "_ownerid_value"


class Right(StrEnum):
    """What one can do to the rows of a table; appending is what a lookup needs, on either side of it."""

    READ = "read"
    CREATE = "create"
    WRITE = "write"
    DELETE = "delete"
    APPEND = "append"
    APPEND_TO = "appendto"


class Depth(StrEnum):
    """How far a right reaches: no row, one's own, those of one's business unit, all."""

    NONE = "none"
    USER = "user"
    UNIT = "unit"
    ORGANIZATION = "organization"


class BadRight(ValueError):
    """A withdrawal that makes no sense."""


def depth(rights: Mapping[str, str], table: Table, right: Right) -> Depth:
    """How far a right reaches in a table."""
    if not rights:
        return Depth.ORGANIZATION
    keys = (f"{about}:{what}" for about in (table.name, table.service) for what in (right, "*"))
    found = next((Depth(rights[key]) for key in keys if key in rights), Depth.ORGANIZATION)
    if found in (Depth.USER, Depth.UNIT) and OWNER not in table.by_name:
        return Depth.ORGANIZATION
    return found


def is_withdrawn(rights: Mapping[str, str], table: Table, right: Right) -> bool:
    """Whether a right is missing altogether."""
    return depth(rights, table, right) is Depth.NONE


def privilege(table: Table, right: Right) -> str:
    """The name of a privilege in Dataverse: prvReadAccount."""
    verb = "AppendTo" if right is Right.APPEND_TO else right.capitalize()
    return f"prv{verb}{table.schema_name or table.entity.capitalize()}"


def privileges(rights: Mapping[str, str], tables: Mapping[str, Table]) -> Iterator[tuple[str, Depth]]:
    """All privileges the application holds in Dataverse, with their depth."""
    for table in tables.values():
        if table.service == DATAVERSE:
            held = ((privilege(table, right), depth(rights, table, right)) for right in Right)
            yield from (pair for pair in held if pair[1] is not Depth.NONE)


def hidden_rows(rights: Mapping[str, str], tables: Mapping[str, Table], user: str) -> dict[str, str]:
    """By table, the SQL condition that leaves only the rows a user may read; nothing for tables read as a whole."""
    if not rights or not GUID.fullmatch(user):
        return {}
    found = {}
    for table in tables.values():
        reach = depth(rights, table, Right.READ) if table.service == DATAVERSE else Depth.ORGANIZATION
        if reach is Depth.USER:
            found[table.name] = f"{OWNER} = '{user}'"
        elif reach is Depth.UNIT:
            found[table.name] = f"{OWNER} IN ({_owners(user)})"
    return found


def check(rights: Mapping[str, object]) -> None:
    """Raises BadRight for a withdrawal that means nothing."""
    for name, reach in rights.items():
        _, colon, what = name.partition(":")
        if not colon or what not in {*Right, "*"} or reach not in {*Depth}:
            raise BadRight(f"'{name}': '{reach}' is not of the form 'table:right': 'none'.")


def _owners(user: str) -> str:
    """The users and teams of a user's business unit."""
    unit = f"(SELECT _businessunitid_value FROM systemuser WHERE systemuserid = '{user}')"  # noqa: S608 - a GUID
    teams = f"SELECT teamid FROM team WHERE _businessunitid_value = {unit}"  # noqa: S608 - a GUID
    return f"SELECT systemuserid FROM systemuser WHERE _businessunitid_value = {unit} UNION {teams}"  # noqa: S608
