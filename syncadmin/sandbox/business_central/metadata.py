"""How Business Central describes its pages: service document and $metadata (CSDL), made from the tables as they are.

Captions are in `captions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from ..columns import Column, Kind, Table
from ..exchange import Call, Reply
from ..store import Store
from .actions import actions_of
from .apis import Api, of_root
from .navigation import Navigation, navigations

EDM: dict[Kind, str] = {
    Kind.GUID: "Edm.Guid",
    Kind.LOOKUP: "Edm.Guid",
    Kind.INTEGER: "Edm.Int32",
    Kind.BIG: "Edm.Int64",
    Kind.DECIMAL: "Edm.Decimal",
    Kind.DOUBLE: "Edm.Double",
    Kind.MONEY: "Edm.Decimal",
    Kind.BOOLEAN: "Edm.Boolean",
    Kind.DATE: "Edm.Date",
    Kind.TIME: "Edm.DateTimeOffset",
}
NAMESPACE = "Microsoft.NAV"
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
    f'<Schema Namespace="{NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
)
TAIL = "</Schema></edmx:DataServices></edmx:Edmx>"
SUBSCRIPTION = (
    '<EntityType Name="subscriptions"><Key><PropertyRef Name="subscriptionId"/></Key>'
    '<Property Name="subscriptionId" Type="Edm.String" Nullable="false" MaxLength="150"/>'
    '<Property Name="notificationUrl" Type="Edm.String" Nullable="false" MaxLength="2048"/>'
    '<Property Name="resource" Type="Edm.String" Nullable="false" MaxLength="2048"/>'
    '<Property Name="timestamp" Type="Edm.Int64"/><Property Name="userId" Type="Edm.Guid"/>'
    '<Property Name="lastModifiedDateTime" Type="Edm.DateTimeOffset"/>'
    '<Property Name="clientState" Type="Edm.String" MaxLength="2048"/>'
    '<Property Name="expirationDateTime" Type="Edm.DateTimeOffset"/></EntityType>'
)


def service_document(store: Store, call: Call) -> Reply:
    """The sets below the root."""
    names = [*(page.entity_set for page in of_root(call.root).pages(store.tables)), "subscriptions"]
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return Reply(200, {"@odata.context": f"{call.root}/$metadata", "value": sets})


def document(store: Store, call: Call) -> Reply:
    """The CSDL document of an API."""
    api, tables = of_root(call.root), dict(store.tables)
    pages = list(api.pages(tables))
    ways = {page.name: navigations(api, tables, page) for page in pages}
    parts = [
        HEAD,
        *(_enum(page, column) for page in pages for column in page.columns if column.kind is Kind.ENUM),
        *(_entity_type(page, ways[page.name]) for page in pages),
        SUBSCRIPTION,
        *(_action(page, name) for page in pages for name in _actions(api, page)),
        '<EntityContainer Name="NAV">',
        *(_entity_set(page, ways[page.name]) for page in pages),
        f'<EntitySet Name="subscriptions" EntityType="{NAMESPACE}.subscriptions"/>',
        "</EntityContainer>",
        TAIL,
    ]
    return Reply(200, None, {"Content-Type": "application/xml"}, "".join(parts).encode())


def enum_type(table: Table, column: Column) -> str:
    """The name of an enumeration's type."""
    return f"{table.entity}{column.name[0].upper()}{column.name[1:]}"


def _actions(api: Api, page: Table) -> Iterator[str]:
    return (action.name for action in actions_of(api, page))


def _enum(table: Table, column: Column) -> str:
    members = "".join(
        f"<Member Name={quoteattr(one.name)} Value={quoteattr(str(one.value))}/>" for one in column.options
    )
    return f'<EnumType Name="{enum_type(table, column)}">{members}</EnumType>'


def _entity_type(table: Table, ways: Mapping[str, Navigation]) -> str:
    properties = "".join(_property(table, column) for column in table.columns)
    navigation = "".join(_navigation(way) for way in ways.values())
    key = f'<Key><PropertyRef Name="{table.key}"/></Key>'
    return f'<EntityType Name="{table.entity}">{key}{properties}{navigation}</EntityType>'


def _property(table: Table, column: Column) -> str:
    is_enum = column.kind is Kind.ENUM
    kind = f"{NAMESPACE}.{enum_type(table, column)}" if is_enum else EDM.get(column.kind, "Edm.String")
    nullable = ' Nullable="false"' if column.name == table.key or is_enum else ""
    length = f' MaxLength="{column.length}"' if column.length else ""
    scale = ' Scale="Variable"' if column.kind is Kind.DECIMAL else ""
    label = f'<Annotation Term="NAV.LabelId" String={quoteattr(column.title)}/>'
    return f'<Property Name="{column.name}" Type="{kind}"{nullable}{length}{scale}>{label}</Property>'


def _navigation(way: Navigation) -> str:
    kind = f"{NAMESPACE}.{way.target.entity}"
    if way.many:
        return f'<NavigationProperty Name="{way.name}" Type="Collection({kind})" ContainsTarget="true"/>'
    constraint = f'<ReferentialConstraint Property="{way.ours}" ReferencedProperty="{way.theirs}"/>'
    return f'<NavigationProperty Name="{way.name}" Type="{kind}">{constraint}</NavigationProperty>'


def _action(table: Table, name: str) -> str:
    bound = f'<Parameter Name="bindingParameter" Type="{NAMESPACE}.{table.entity}"/>'
    return f'<Action Name="{name}" IsBound="true">{bound}</Action>'


def _entity_set(table: Table, ways: Mapping[str, Navigation]) -> str:
    bindings = "".join(
        f'<NavigationPropertyBinding Path="{way.name}" Target="{way.target.entity_set}"/>' for way in ways.values()
    )
    return f'<EntitySet Name="{table.entity_set}" EntityType="{NAMESPACE}.{table.entity}">{bindings}</EntitySet>'
