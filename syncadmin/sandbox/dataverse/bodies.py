"""What a Dataverse request body means: plain columns, lookups by @odata.bind, and what may not be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..columns import Column, Kind, Table
from ..permissions import Right
from ..store import Row
from .addresses import resolve
from .errors import ARGUMENT, PROPERTY, Failure, bad_payload
from .permitting import permit

if TYPE_CHECKING:
    from .service import Dataverse

BIND = "@odata.bind"


def values_of(service: Dataverse, table: Table, body: Mapping[str, object], is_new: bool) -> Row:
    """The columns a body sets; raises Failure."""
    values: Row = {}
    for name, value in body.items():
        if name.endswith(BIND):
            navigation = name.removesuffix(BIND)
            column = _lookup(table, navigation)
            _check_writable(column, is_new)
            values[column.name] = None if value is None else _bound(service, table, column, navigation, value)
        elif "@" not in name:
            column = _column(table, name, value)
            _check_writable(column, is_new)
            values[column.name] = value
    return values


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


def _bound(service: Dataverse, table: Table, column: Column, navigation: str, value: object) -> str:
    target, key = resolve(service, value)
    if target.name not in column.navigations[navigation]:
        raise bad_payload(f"'{navigation}' cannot refer to {target.name}.")
    permit(service, table, Right.APPEND)
    permit(service, target, Right.APPEND_TO)
    return key


def _check_writable(column: Column, is_new: bool) -> None:
    if not column.writable.allows(is_new):
        raise Failure(400, ARGUMENT, f"Attribute: {column.logical} cannot be set by a client.")
