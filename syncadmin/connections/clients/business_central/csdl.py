"""The tables in the CSDL document of an API of Business Central. Parsing only.

What CSDL does not tell (which properties are codes, which may not be written, keys) is in ``business_central.pages``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

from syncadmin.connections.clients.business_central import pages as bc_pages
from syncadmin.connections.clients.business_central.extension import ROOT
from syncadmin.connections.clients.contract import Column, ColumnKind, TableFacts
from syncadmin.connections.clients.http import Reply
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.values import member
from syncadmin.engine.values import Side

_KINDS = {
    "Edm.String": ColumnKind.TEXT,
    "Edm.Guid": ColumnKind.GUID,
    "Edm.Boolean": ColumnKind.BOOLEAN,
    "Edm.Decimal": ColumnKind.DECIMAL,
    "Edm.Double": ColumnKind.DECIMAL,
    "Edm.Single": ColumnKind.DECIMAL,
    "Edm.Date": ColumnKind.DATE,
    "Edm.DateTimeOffset": ColumnKind.MOMENT,
    "Edm.Byte": ColumnKind.INTEGER,
    "Edm.Int16": ColumnKind.INTEGER,
    "Edm.Int32": ColumnKind.INTEGER,
    "Edm.Int64": ColumnKind.INTEGER,
}
_LARGEST = Decimal("999999999999999.99")
_BOUNDS = {
    "Edm.Decimal": (-_LARGEST, _LARGEST),
    "Edm.Byte": (Decimal(0), Decimal(255)),
    "Edm.Int16": (Decimal(-(2**15)), Decimal(2**15 - 1)),
    "Edm.Int32": (Decimal(-(2**31)), Decimal(2**31 - 1)),
    "Edm.Int64": (Decimal(-(2**63)), Decimal(2**63 - 1)),
}
_UNBOUNDED = (None, None)


def bc_tables(reply: Reply, root: str = "") -> dict[str, Table]:
    """The tables by entity set, of the API at ``root`` where that is not the standard one; raises ValueError if no
    CSDL."""
    if b"<!DOCTYPE" in reply.body[:2000].upper():
        raise ValueError("no CSDL")
    try:
        document = fromstring(reply.body)  # noqa: S314 (documents that declare entities were refused above)
    except SyntaxError:
        raise ValueError("no CSDL") from None
    if not document.tag.endswith("}Edmx"):
        raise ValueError("no CSDL")
    enums = {one.get("Name", ""): _members(one) for one in _all(document, "EnumType")}
    types = {one.get("Name", ""): one for one in _all(document, "EntityType")}
    sets = ((one.get("Name", ""), _short(one.get("EntityType"))) for one in _all(document, "EntitySet"))
    return {name: _table(name, types[kind], enums, root) for name, kind in sets if kind in types}


def _table(name: str, kind: Element, enums: Mapping[str, Mapping[int, str]], root: str) -> Table:
    never = bc_pages.read_only(name, extension=bool(root))
    once = never | bc_pages.create_only(name)
    found = [column for one in _all(kind, "Property") if (column := _column(one, enums, never, once))]
    columns = {column.name: column for column in found}
    stamp = next((one for one in bc_pages.STAMPS if one in columns), "")
    key = next((one.get("Name", "") for one in _all(kind, "PropertyRef")), "id")
    facts = TableFacts(
        name,
        keys=bc_pages.keys(name, columns),
        parent=bc_pages.PARENTS.get(name, ""),
        writable=name not in bc_pages.READ_ONLY_TABLES,
        extension=root.endswith(f"/{ROOT}"),
        custom=bool(root) and not root.endswith(f"/{ROOT}"),
    )
    return Table(Side.BC, name, name, key, stamp, columns, facts, root)


def _column(
    one: Element, enums: Mapping[str, Mapping[int, str]], never: frozenset[str], once: frozenset[str]
) -> Column | None:
    """A property as a column, unless it is of a type that cannot be mapped."""
    name, type_name = one.get("Name", ""), one.get("Type", "")
    options = enums.get(_short(type_name))
    kind = ColumnKind.OPTION if options is not None else _KINDS.get(type_name)
    if kind is None or not name:
        return None
    if kind is ColumnKind.TEXT and name in bc_pages.CODES:
        kind = ColumnKind.CODE
    least, most = _BOUNDS.get(type_name, _UNBOUNDED)
    return Column(
        name,
        kind,
        length=_number(one.get("MaxLength")) or 0,
        scale=_number(one.get("Scale")),
        creatable=name not in never,
        updatable=name not in once,
        caption=name,
        options=options or {},
        least=least,
        most=most,
    )


def _members(enum: Element) -> dict[int, str]:
    named = ((one.get("Value"), one.get("Name", "")) for one in _all(enum, "Member"))
    return {place if value is None else int(value): member(name) or "" for place, (value, name) in enumerate(named)}


def _all(element: Element, tag: str) -> Iterable[Element]:
    return element.iterfind(f".//{{*}}{tag}")


def _short(type_name: str | None) -> str:
    return (type_name or "").rpartition(".")[2].rstrip(")")


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isdigit() else None
