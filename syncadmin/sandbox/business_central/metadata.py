"""How Business Central describes itself: service document, $metadata (CSDL) and entityDefinitions."""

from __future__ import annotations

from functools import lru_cache
from xml.sax.saxutils import quoteattr

from ..columns import Column, Kind, Table
from ..exchange import Call, Reply
from .tables import COMPANIES, TABLES

EDM: dict[Kind, str] = {
    Kind.TEXT: "Edm.String",
    Kind.CODE: "Edm.String",
    Kind.GUID: "Edm.Guid",
    Kind.LOOKUP: "Edm.Guid",
    Kind.INTEGER: "Edm.Int32",
    Kind.BIG: "Edm.Int64",
    Kind.DECIMAL: "Edm.Decimal",
    Kind.BOOLEAN: "Edm.Boolean",
    Kind.DATE: "Edm.Date",
    Kind.TIME: "Edm.DateTimeOffset",
}
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
    '<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
)
TAIL = "</Schema></edmx:DataServices></edmx:Edmx>"


def service_document(call: Call) -> Reply:
    """The sets below the root."""
    sets = [{"name": table.entity_set, "kind": "EntitySet", "url": table.entity_set} for table in TABLES]
    return Reply(200, {"@odata.context": f"{call.root}/$metadata", "value": sets})


def document() -> Reply:
    """The CSDL document."""
    return Reply(200, None, {"Content-Type": "application/xml"}, _csdl())


def entity_definitions(call: Call) -> Reply:
    """Captions of entities and properties."""
    return Reply(
        200, {"@odata.context": f"{call.root}/$metadata#entityDefinitions", "value": [_captions(t) for t in TABLES]}
    )


@lru_cache
def _csdl() -> bytes:
    enums = "".join(_enum(table, column) for table in TABLES for column in table.columns if column.kind is Kind.ENUM)
    types = "".join(_entity_type(table) for table in TABLES)
    sets = "".join(
        f'<EntitySet Name="{table.entity_set}" EntityType="Microsoft.NAV.{table.entity}"/>' for table in TABLES
    )
    container = f'<EntityContainer Name="NAV">{sets}</EntityContainer>'
    return f"{HEAD}{enums}{types}{container}{TAIL}".encode()


def enum_type(table: Table, column: Column) -> str:
    """The name of an enumeration's type."""
    return f"{table.entity}{column.name[0].upper()}{column.name[1:]}"


def _enum(table: Table, column: Column) -> str:
    members = "".join(f'<Member Name="{option.name}" Value="{option.value}"/>' for option in column.options)
    return f'<EnumType Name="{enum_type(table, column)}">{members}</EnumType>'


def _entity_type(table: Table) -> str:
    properties = "".join(_property(table, column) for column in table.columns)
    navigation = _company_navigation() if table is COMPANIES else ""
    key = f'<Key><PropertyRef Name="{table.key}"/></Key>'
    return f'<EntityType Name="{table.entity}">{key}{properties}{navigation}</EntityType>'


def _property(table: Table, column: Column) -> str:
    kind = f"Microsoft.NAV.{enum_type(table, column)}" if column.kind is Kind.ENUM else EDM[column.kind]
    length = f' MaxLength="{column.length}"' if column.length else ""
    scale = ' Scale="Variable"' if column.kind is Kind.DECIMAL else ""
    nullable = ' Nullable="false"' if column.name == table.key else ""
    label = f'<Annotation Term="NAV.LabelId" String={quoteattr(column.title)}/>'
    return f'<Property Name="{column.name}" Type="{kind}"{nullable}{length}{scale}>{label}</Property>'


def _company_navigation() -> str:
    return "".join(
        f'<NavigationProperty Name="{table.entity_set}" Type="Collection(Microsoft.NAV.{table.entity})"'
        f' ContainsTarget="true"/>'
        for table in TABLES
        if table is not COMPANIES
    )


def _captions(table: Table) -> dict[str, object]:
    return {
        "entityName": table.entity,
        "entitySetName": table.entity_set,
        "entityCaptions": [{"languageCode": 1033, "caption": table.label}],
        "entitySetCaptions": [{"languageCode": 1033, "caption": table.label}],
        "properties": [
            {"name": column.name, "captions": [{"languageCode": 1033, "caption": column.title}]}
            for column in table.columns
        ],
        "actions": [],
        "enumMembers": [],
    }
