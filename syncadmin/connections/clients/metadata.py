"""What live metadata say about tables: types, lengths, options. Parsing only; who asks for them is elsewhere.

CSDL does not tell codes from texts, nor what may be written, so the few things a client has to know about Business
Central are listed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, fromstring

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.errors import ColumnMissing
from syncadmin.connections.clients.http import Json, Reply
from syncadmin.connections.clients.values import member
from syncadmin.engine.values import Side

# Properties of type Code in Business Central: stored in capitals, which $metadata does not tell.
BC_CODES = frozenset(
    {
        "code", "number", "country", "countryRegionCode", "currencyCode", "salespersonCode", "purchaserCode",
        "paymentTermsCode", "paymentMethodCode", "shipmentMethodCode", "shippingAgentCode", "baseUnitOfMeasureCode",
        "itemCategoryCode", "customerPriceGroup", "postalCode", "localCurrencyCode", "generalProductPostingGroupCode",
    }
)  # fmt: skip
# Properties of the shipped pages that are shown but never written, by table ("" for every table).
BC_READ_ONLY: Mapping[str, frozenset[str]] = {
    "": frozenset({"id", "lastModifiedDateTime", "systemCreatedAt", "systemModifiedAt"}),
    "customers": frozenset({"balanceDue", "taxAreaDisplayName", "balance", "overdueAmount", "totalSalesExcludingTax"}),
    "vendors": frozenset({"balance"}),
    "companies": frozenset({"name", "displayName"}),
}
_EDM = {
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
_ATTRIBUTES = {
    "String": ColumnKind.TEXT,
    "Memo": ColumnKind.TEXT,
    "EntityName": ColumnKind.TEXT,
    "Integer": ColumnKind.INTEGER,
    "BigInt": ColumnKind.INTEGER,
    "Decimal": ColumnKind.DECIMAL,
    "Double": ColumnKind.DECIMAL,
    "Money": ColumnKind.DECIMAL,
    "Boolean": ColumnKind.BOOLEAN,
    "DateTime": ColumnKind.MOMENT,
    "Picklist": ColumnKind.OPTION,
    "State": ColumnKind.OPTION,
    "Status": ColumnKind.OPTION,
    "Uniqueidentifier": ColumnKind.GUID,
    "Lookup": ColumnKind.LOOKUP,
    "Customer": ColumnKind.LOOKUP,
    "Owner": ColumnKind.LOOKUP,
}


@dataclass(frozen=True)
class Table:
    """A table as a client needs to know it: where it is, its key, the stamp of its last change and its columns."""

    side: Side
    name: str
    path: str
    key: str
    stamp: str
    columns: Mapping[str, Column] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A column by name; raises ColumnMissing."""
        try:
            return self.columns[name]
        except KeyError:
            raise ColumnMissing(self.side, name, facts={"table": self.name, "field": name}) from None

    def selection(self, columns: Iterable[str]) -> str:
        """What to select so that a row has key, stamp and these columns."""
        wanted = dict.fromkeys((self.key, self.stamp, *columns))
        return ",".join(name for name in wanted if name and (name == self.key or self.column(name)))


def bc_tables(reply: Reply) -> dict[str, Table]:
    """The tables in the CSDL of Business Central; raises ValueError if it is none."""
    if b"<!DOCTYPE" in reply.body[:2000].upper():
        raise ValueError("no CSDL")
    try:
        root = fromstring(reply.body)  # noqa: S314 (documents that declare entities were refused above)
    except SyntaxError:
        raise ValueError("no CSDL") from None
    if not root.tag.endswith("}Edmx"):
        raise ValueError("no CSDL")
    enums = {one.get("Name", ""): _members(one) for one in _all(root, "EnumType")}
    types = {one.get("Name", ""): one for one in _all(root, "EntityType")}
    sets = ((one.get("Name", ""), _short(one.get("EntityType"))) for one in _all(root, "EntitySet"))
    return {name: _bc_table(name, types[kind], enums) for name, kind in sets if kind in types}


def dataverse_table(entity: Json) -> Table:
    """The table an entity definition with its attributes describes; raises ValueError if it is none."""
    try:
        name, path, key = entity["LogicalName"], entity["EntitySetName"], entity["PrimaryIdAttribute"]
        attributes = [one for one in entity["Attributes"] if not one.get("AttributeOf")]
    except (KeyError, TypeError):
        raise ValueError("no entity definition") from None
    found = [column for column in map(_attribute, attributes) if column]
    columns = {column.name: column for column in found}
    return Table(Side.DATAVERSE, name, path, key, "modifiedon" if "modifiedon" in columns else "", columns)


def with_options(table: Table, attributes: Iterable[Json]) -> Table:
    """The table with the options of its choices filled in."""
    columns = dict(table.columns)
    for attribute in attributes:
        column = columns.get(str(attribute.get("LogicalName")))
        if column is not None:
            columns[column.name] = replace(column, options=_options(attribute))
    return replace(table, columns=columns)


def _bc_table(name: str, kind: Element, enums: Mapping[str, Mapping[int, str]]) -> Table:
    read_only = BC_READ_ONLY[""] | BC_READ_ONLY.get(name, frozenset())
    found = [column for one in _all(kind, "Property") if (column := _property(one, enums, read_only))]
    columns = {column.name: column for column in found}
    stamp = "lastModifiedDateTime" if "lastModifiedDateTime" in columns else ""
    key = next((one.get("Name", "") for one in _all(kind, "PropertyRef")), "id")
    return Table(Side.BC, name, name, key, stamp, columns)


def _property(one: Element, enums: Mapping[str, Mapping[int, str]], read_only: frozenset[str]) -> Column | None:
    name, type_name = one.get("Name", ""), one.get("Type", "")
    options = enums.get(_short(type_name))
    kind = ColumnKind.OPTION if options is not None else _EDM.get(type_name)
    if kind is None or not name:
        return None
    if kind is ColumnKind.TEXT and name in BC_CODES:
        kind = ColumnKind.CODE
    length, scale, writable = _number(one.get("MaxLength")) or 0, _number(one.get("Scale")), name not in read_only
    return Column(name, kind, length, scale, writable, writable, name, options or {})


def _attribute(one: Json) -> Column | None:
    kind = _ATTRIBUTES.get(str(one.get("AttributeType")))
    if kind is None or not one.get("LogicalName"):
        return None
    name = str(one["LogicalName"])
    if kind is ColumnKind.MOMENT and (one.get("DateTimeBehavior") or {}).get("Value") == "DateOnly":
        kind = ColumnKind.DATE
    writable = kind is not ColumnKind.LOOKUP  # binding lookups needs to know their target; not offered yet
    return Column(
        name=f"_{name}_value" if kind is ColumnKind.LOOKUP else name,
        kind=kind,
        length=_number(one.get("MaxLength")) or 0,
        scale=_number(one.get("Precision")) if kind is ColumnKind.DECIMAL else None,
        creatable=writable and bool(one.get("IsValidForCreate", True)),
        updatable=writable and bool(one.get("IsValidForUpdate", True)),
        caption=_label(one.get("DisplayName")) or name,
        options=_options(one),
    )


def _options(attribute: Json) -> dict[int, str]:
    chosen = attribute.get("OptionSet") or attribute.get("GlobalOptionSet") or {}
    return {int(one["Value"]): _label(one.get("Label")) for one in chosen.get("Options") or ()}


def _label(label: Json | None) -> str:
    found = label or {}
    local = found.get("UserLocalizedLabel") or next(iter(found.get("LocalizedLabels") or ()), None)
    return str(local.get("Label") or "") if local else ""


def _members(enum: Element) -> dict[int, str]:
    named = ((one.get("Value"), one.get("Name", "")) for one in _all(enum, "Member"))
    return {place if value is None else int(value): member(name) or "" for place, (value, name) in enumerate(named)}


def _all(element: Element, tag: str) -> Iterable[Element]:
    return element.iterfind(f".//{{*}}{tag}")


def _short(type_name: str | None) -> str:
    return (type_name or "").rpartition(".")[2].rstrip(")")


def _number(raw: object) -> int | None:
    text = str(raw)
    return int(text) if text.isdigit() else None
