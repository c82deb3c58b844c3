"""What a Dataverse request body means: plain columns, lookups by @odata.bind, and what may not be sent."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..columns import DATAVERSE, Column, Kind, Table, Writable
from ..store import Row, Store
from ..values import GUID
from .errors import ARGUMENT, PROPERTY, Failure, bad_payload, no_such_row

BIND = "@odata.bind"
REFERENCE = re.compile(r"(?:.*/)?(?P<set>\w+)\((?P<key>[^()]*)\)", re.DOTALL)


def values_of(store: Store, table: Table, body: Mapping[str, object], is_new: bool) -> Row:
    """The columns a body sets; raises Failure."""
    values: Row = {}
    for name, value in body.items():
        if name.endswith(BIND):
            column = _lookup(table, name.removesuffix(BIND))
            _check_writable(column, is_new)
            values[column.name] = None if value is None else _bound(store, column, value)
        elif "@" not in name:
            column = _column(table, name, value)
            _check_writable(column, is_new)
            values[column.name] = value
    return values


def key_of(store: Store, table: Table, text: str, alternate: bool) -> tuple[str | None, Row]:
    """The id a key in an address names (None if no row has it), and the alternate key's columns; raises Failure."""
    bare = text.removeprefix(f"{table.key}=").strip("'")
    if GUID.fullmatch(bare):
        return bare.lower(), {}
    match = re.fullmatch(r"(\w+)='((?:[^']|'')*)'", text, re.DOTALL)
    if match is None:
        raise Failure(400, "0x80060888", f"The key '{text}' is not valid for {table.entity}.")
    name, value = match.group(1), match.group(2).replace("''", "'")
    if not alternate or table.name != "account" or name != "accountnumber":
        raise Failure(400, "0x80060888", f"The specified key properties [{name}] are not defined using any key.")
    found = store.stored_by(table.name, name, value)
    return (None if found is None else str(found[table.key])), {name: value}


def resolve(store: Store, reference: object) -> tuple[str, str]:
    """Table and id of an address such as `/systemusers(...)`; raises Failure."""
    match = REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    table = store.sets(DATAVERSE).get(match["set"]) if match else None
    if match is None or table is None:
        raise bad_payload(f"'{reference}' is not a valid entity reference.")
    key, _ = key_of(store, table, match["key"], alternate=True)
    if key is None:
        raise no_such_row(table.entity, match["key"])
    return table.name, key


def _lookup(table: Table, name: str) -> Column:
    column = table.by_navigation.get(name)
    if column is None:
        raise bad_payload(
            f"An undeclared property '{name}' which only has property annotations in the payload but no property "
            f"value was found in the payload."
        )
    return column


def _column(table: Table, name: str, value: object) -> Column:
    if name in table.by_navigation and value is None:
        return table.by_navigation[name]
    column = table.by_name.get(name)
    if column is None or name in table.by_navigation:
        raise bad_payload(
            f"The property '{name}' does not exist on type 'Microsoft.Dynamics.CRM.{table.entity}'. "
            f"Make sure to only use property names that are defined by the type."
        )
    if column.kind is Kind.LOOKUP:
        message = "Direct update of Entity Reference properties is not supported, Use Navigation properties instead."
        raise Failure(400, PROPERTY, message)
    return column


def _bound(store: Store, column: Column, value: object) -> str:
    name, key = resolve(store, value)
    if name not in column.targets:
        raise bad_payload(f"'{column.navigation}' cannot refer to {name}.")
    if store.stored(name, key) is None:
        raise no_such_row(name, key)
    return key


def _check_writable(column: Column, is_new: bool) -> None:
    if column.writable is Writable.NEVER or (column.writable is Writable.ON_CREATE and not is_new):
        raise Failure(400, ARGUMENT, f"Attribute: {column.navigation} cannot be set by a client.")
