"""The CSDL document: types with their properties and navigation, sets, and on request what may be written."""

from __future__ import annotations

from collections.abc import Iterable

from ...columns import Column, Kind, Table, Writable
from .relationships import Relation, relations

TYPES: dict[Kind, str] = {
    Kind.TEXT: "Edm.String",
    Kind.MEMO: "Edm.String",
    Kind.CODE: "Edm.String",
    Kind.ENUM: "Edm.String",
    Kind.CHOICES: "Edm.String",
    Kind.GUID: "Edm.Guid",
    Kind.LOOKUP: "Edm.Guid",
    Kind.INTEGER: "Edm.Int32",
    Kind.CHOICE: "Edm.Int32",
    Kind.BIG: "Edm.Int64",
    Kind.DECIMAL: "Edm.Decimal",
    Kind.MONEY: "Edm.Decimal",
    Kind.DOUBLE: "Edm.Double",
    Kind.BOOLEAN: "Edm.Boolean",
    Kind.DATE: "Edm.Date",
    Kind.TIME: "Edm.DateTimeOffset",
}
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
    '<edmx:Reference Uri="http://vocabularies.odata.org/OData.Community.Keys.V1.xml">'
    '<edmx:Include Namespace="OData.Community.Keys.V1" Alias="Keys"/></edmx:Reference>'
    "<edmx:DataServices>"
    '<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
    '<EntityType Name="crmbaseentity" Abstract="true"/>'
)
TAIL = "</Schema></edmx:DataServices></edmx:Edmx>"
COMPUTED = '<Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>'
READ_ONLY = (
    '<Annotation Term="Org.OData.Core.V1.Permissions">'
    "<EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>"
)


def csdl(tables: list[Table], annotations: bool) -> bytes:
    """The whole document."""
    found = list(relations(tables))
    types = "".join(_entity_type(table, found, annotations) for table in tables)
    sets = "".join(_entity_set(table, found) for table in tables)
    return f'{HEAD}{types}<EntityContainer Name="System">{sets}</EntityContainer>{TAIL}'.encode()


def _entity_type(table: Table, found: Iterable[Relation], annotations: bool) -> str:
    properties = "".join(_property(table, column, annotations) for column in table.columns)
    links = "".join(_navigation(table, relation) for relation in found)
    return (
        f'<EntityType Name="{table.entity}" BaseType="mscrm.crmbaseentity">'
        f'<Key><PropertyRef Name="{table.key}"/></Key>{properties}{links}{_keys(table)}</EntityType>'
    )


def _property(table: Table, column: Column, annotations: bool) -> str:
    required = ' Nullable="false"' if column.name == table.key else ""
    scale = ' Scale="Variable"' if TYPES[column.kind] == "Edm.Decimal" else ""
    start = f'<Property Name="{column.name}" Type="{TYPES[column.kind]}"{required}{scale}'
    if not annotations or not (column.kind is Kind.LOOKUP or column.writable is Writable.NEVER):
        return f"{start}/>"
    computed = COMPUTED if column.kind is Kind.LOOKUP or column.name.endswith("_base") else ""
    return f"{start}>{computed}{READ_ONLY}</Property>"


def _navigation(table: Table, relation: Relation) -> str:
    """Our lookups, and the rows of other tables that refer to us."""
    forward = relation.column.navigation_to(relation.target.name)
    written = ""
    if relation.table is table and not _shares(relation, forward):
        written = (
            f'<NavigationProperty Name="{forward}" Type="mscrm.{relation.target.entity}" Partner="{relation.name}">'
            f'<ReferentialConstraint Property="{relation.column.name}" ReferencedProperty="{relation.target.key}"/>'
            "</NavigationProperty>"
        )
    if relation.target is table:
        collection = f"Collection(mscrm.{relation.table.entity})"
        written += f'<NavigationProperty Name="{relation.name}" Type="{collection}" Partner="{forward}"/>'
    return written


def _shares(relation: Relation, name: str) -> bool:
    """Whether the same property was already written for another target, as that of an owner is."""
    return next(iter(relation.column.navigations.get(name, ()))) != relation.target.name


def _keys(table: Table) -> str:
    """The alternate keys as the community's vocabulary writes them."""
    return "".join(
        '<Annotation Term="OData.Community.Keys.V1.AlternateKeys"><Collection><Record>'
        '<PropertyValue Property="Key"><Collection>'
        + "".join(
            f'<Record><PropertyValue Property="Name" PropertyPath="{name}"/>'
            f'<PropertyValue Property="Alias" String="{name}"/></Record>'
            for name in key
        )
        + "</Collection></PropertyValue></Record></Collection></Annotation>"
        for key in table.keys
    )


def _entity_set(table: Table, found: Iterable[Relation]) -> str:
    bindings = "".join(
        f'<NavigationPropertyBinding Path="{relation.column.navigation_to(relation.target.name)}" '
        f'Target="{relation.target.entity_set}"/>'
        for relation in found
        if relation.table is table and not _shares(relation, relation.column.navigation_to(relation.target.name))
    )
    kind = f"Microsoft.Dynamics.CRM.{table.entity}"
    return f'<EntitySet Name="{table.entity_set}" EntityType="{kind}">{bindings}</EntitySet>'
