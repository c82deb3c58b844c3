"""What a connection needs before it can be used: which settings, and which rights on which tables.

The rights follow from the mappings of the connection, which are reached through the relation only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from syncadmin.connections.clients.contract import Need, Right
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.derived.registry import derived_of
from syncadmin.connections.models import Connection, SignIn
from syncadmin.connections.options.keys import is_option_table, place_of
from syncadmin.engine.mapping import Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

# What is asked about when there are no mappings yet.
_USUAL = {Side.BC: "customers", Side.DATAVERSE: "account"}
_OWNERS = ("_owninguser_value", "_owningteam_value")


def missing_settings(connection: Connection, side: Side, needless: Iterable[str] = ()) -> list[Problem]:
    """A problem for each setting of a side that is needed and not filled in."""
    names = [name for name in _needed(connection, side) if name not in needless]
    return [_not_filled_in(side, name) for name in names if not getattr(connection, name)]


def needs_of(connection: Connection, side: Side) -> list[Need]:
    """The rights that the mappings of a connection need on the tables of a side, in the order of their names."""
    found: dict[str, set[Right]] = {}
    mappings = list(connection.mappings.prefetch_related("fields"))
    for table, right in (*_wanted(mappings, side), *_borrowed(mappings, side)):
        found.setdefault(table, set()).add(right)
    if side is Side.DATAVERSE and connection.default_owner:  # new rows are given to somebody
        for rights in found.values():
            rights.update({Right.ASSIGN} if Right.CREATE in rights else ())
    if not found:
        return [Need(_USUAL[side], (Right.READ,))]
    return [Need(table, tuple(right for right in Right if right in found[table])) for table in sorted(found)]


def _wanted(mappings: Sequence[Any], side: Side) -> Iterator[tuple[str, Right]]:
    tables = {mapping.name: mapping.table(side) for mapping in mappings}
    for mapping in mappings:
        table = mapping.table(side)
        if is_option_table(table):  # options are no rows; who may read a table may read what its choices offer
            yield place_of(table)[0], Right.READ
            continue
        yield table, Right.READ
        if not Direction(mapping.direction).flows_to(side):
            continue
        yield table, Right.CREATE
        yield table, Right.UPDATE
        if side is Side.DATAVERSE:
            yield from _for_lookups(table, [one for one in mapping.fields.all() if one.active], tables)


def _borrowed(mappings: Sequence[Any], side: Side) -> Iterator[tuple[str, Right]]:
    """The tables from which derived columns are worked out that the mappings use: by a field row or in a condition."""
    for mapping in mappings:
        rows = [one for one in mapping.fields.all() if one.active]
        names = {one.bc_property if side is Side.BC else one.dataverse_column for one in rows}
        names |= {one["property"] for one in mapping.filters if one["side"] == side.value}
        for derived in derived_of(side, mapping.table(side)):
            if derived.column.name in names:
                yield from ((table, Right.READ) for table in derived.tables)


def _for_lookups(table: str, fields: Iterable[Any], tables: dict[str, str]) -> Iterator[tuple[str, Right]]:
    """Dataverse has rights of their own for letting a row refer to another, and for giving it to somebody."""
    for one in fields:
        if one.dataverse_column in _OWNERS:
            yield table, Right.ASSIGN
            continue
        for name in one.relations:
            if name in tables and not is_option_table(tables[name]):
                yield table, Right.APPEND
                yield tables[name], Right.APPEND_TO


def _needed(connection: Connection, side: Side) -> Sequence[str]:
    if side is Side.BC and connection.on_premises:
        return ("bc_address", "bc_user", "bc_password", "bc_company_id")
    if side is Side.BC:
        proof = "bc_certificate" if connection.bc_sign_in == SignIn.CERTIFICATE else "bc_client_secret"
        return ("bc_address", "bc_tenant", "bc_environment", "bc_company_id", "bc_client_id", proof)
    uses_certificate = connection.dataverse_sign_in == SignIn.CERTIFICATE
    proof = "dataverse_certificate" if uses_certificate else "dataverse_client_secret"
    return ("dataverse_address", "dataverse_tenant", "dataverse_client_id", proof)


def _not_filled_in(side: Side, name: str) -> Problem:
    caption = getattr(Connection._meta.get_field(name), "verbose_name", name)
    return Problem("setup_missing", {"system": SYSTEM_NAMES[side], "field": str(caption)})
