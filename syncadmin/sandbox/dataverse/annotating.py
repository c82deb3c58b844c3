"""What Dataverse says about values on request: formatted values, and which table and property a lookup leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import Column, Kind, Table
from ..exchange import Call

if TYPE_CHECKING:
    from ..store import Row, Store

Names = dict[tuple[str, object], "Row | None"]
FORMATTED = "OData.Community.Display.V1.FormattedValue"


def wanted(call: Call) -> str:
    """The annotations a request prefers, as it wrote them."""
    return call.preferences().get("odata.include-annotations", "")


def applied(call: Call, *others: str) -> dict[str, str]:
    """The header that says which preferences were heeded: these, and the one for annotations."""
    own = (f'odata.include-annotations="{patterns}"',) if (patterns := wanted(call)) else ()
    return {"Preference-Applied": ", ".join((*others, *own))} if others or own else {}


def annotated(store: Store, call: Call, table: Table, rows: list[Row]) -> list[Row]:
    """Rows with formatted values and lookup facts, if the request prefers them."""
    patterns = wanted(call)
    if not patterns:
        return rows
    names: Names = {}
    return [_annotated_row(store, table, row, patterns, names) for row in rows]


def _annotated_row(store: Store, table: Table, row: Row, patterns: str, names: Names) -> Row:
    found: Row = {}
    for name, value in row.items():
        column = table.by_name.get(name)
        if column is not None and value is not None:
            for suffix, text in _annotations(store, column, value, names):
                if patterns == "*" or any(_matches(suffix, pattern) for pattern in patterns.split(",")):
                    found[f"{name}@{suffix}"] = text
        found[name] = value
    return found


def _matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern.strip().removesuffix("*")) if pattern.endswith("*") else name == pattern.strip()


def _annotations(store: Store, column: Column, value: object, names: Names) -> list[tuple[str, str]]:
    if column.kind in (Kind.CHOICE, Kind.BOOLEAN):
        return [(FORMATTED, option.name) for option in column.options if option.value == value]
    if column.kind is Kind.CHOICES:
        chosen = str(value).split(",")
        return [(FORMATTED, "; ".join(option.name for option in column.options if str(option.value) in chosen))]
    if column.kind is not Kind.LOOKUP:
        return []
    for target in (store.tables[name] for name in column.targets if name in store.tables):
        found = _named(store, target, value, names)
        if found is not None:
            return [
                (FORMATTED, str(found.get(target.name_column) or "")),
                ("Microsoft.Dynamics.CRM.lookuplogicalname", target.entity),
                ("Microsoft.Dynamics.CRM.associatednavigationproperty", column.navigation_to(target.name)),
            ]
    return []


def _named(store: Store, table: Table, key: object, names: Names) -> Row | None:
    """The row a lookup points at, read once per answer."""
    pair = (table.name, key)
    if pair not in names:
        names[pair] = store.get(table.name, str(key))
    return names[pair]
