"""How Dataverse describes itself: service document, $metadata (CSDL) and EntityDefinitions with attributes."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING

from ..columns import Column, Kind, Table, Writable
from ..exchange import Call, Reply
from .errors import Failure, no_such_segment
from .tables import TABLES

if TYPE_CHECKING:
    from .service import Dataverse

SPACE = uuid.UUID("6c1d7a5e-0000-4000-8000-5a9db0c00001")
TYPES: dict[Kind, tuple[str, str]] = {
    Kind.TEXT: ("String", "Edm.String"),
    Kind.CODE: ("String", "Edm.String"),
    Kind.GUID: ("Uniqueidentifier", "Edm.Guid"),
    Kind.INTEGER: ("Integer", "Edm.Int32"),
    Kind.BIG: ("BigInt", "Edm.Int64"),
    Kind.DECIMAL: ("Money", "Edm.Decimal"),
    Kind.BOOLEAN: ("Boolean", "Edm.Boolean"),
    Kind.DATE: ("DateTime", "Edm.Date"),
    Kind.TIME: ("DateTime", "Edm.DateTimeOffset"),
    Kind.CHOICE: ("Picklist", "Edm.Int32"),
    Kind.LOOKUP: ("Lookup", "Edm.Guid"),
}
CAST = re.compile(r"Microsoft\.Dynamics\.CRM\.(\w+)AttributeMetadata")
NAMED = re.compile(r"(?:LogicalName='(\w+)'|([0-9a-fA-F-]{36}))")


def service_document(call: Call) -> Reply:
    """The sets below the root."""
    sets = [{"name": table.entity_set, "kind": "EntitySet", "url": table.entity_set} for table in TABLES]
    return Reply(200, {"@odata.context": f"{call.root}/$metadata", "value": sets})


def document() -> Reply:
    """The CSDL document."""
    return Reply(200, None, {"Content-Type": "application/xml"}, _csdl())


def answer(service: Dataverse, call: Call, parts: list[str]) -> Reply:
    """A request below EntityDefinitions."""
    if parts[0] == "EntityDefinitions":
        found = [_entity(table, service.options.alternate_key) for table in TABLES]
        return _list(call, "EntityDefinitions", found)
    table = _table(parts[0])
    if len(parts) == 1:
        return _single(call, "EntityDefinitions/$entity", _expanded(service, call, table))
    if parts[1] == "Keys" and len(parts) == 2:
        return _list(call, "Keys", _keys(table, service.options.alternate_key))
    if parts[1].partition("(")[0] != "Attributes":
        raise no_such_segment(parts[1])
    return _attributes(call, table, parts[1:])


def _attributes(call: Call, table: Table, parts: list[str]) -> Reply:
    columns = list(table.columns)
    wanted = _name(parts[0])
    if wanted:
        columns = [column for column in columns if column.navigation == wanted]
        if not columns:
            raise Failure(404, "0x80040217", f"Could not find an attribute with specified name: {wanted}")
    if len(parts) > 1:
        cast = CAST.fullmatch(parts[1])
        if cast is None or len(parts) > 2:
            raise no_such_segment(parts[-1])
        columns = [column for column in columns if kind_of(column) == cast.group(1)]
    found = [attribute(table, column) for column in columns]
    if not wanted:
        return _list(call, f"EntityDefinitions('{table.entity}')/Attributes", found)
    if not found:
        raise Failure(404, "0x80040217", f"The attribute {wanted} is of another type.")
    return _single(call, "Attributes/$entity", found[0])


def attribute(table: Table, column: Column) -> dict[str, object]:
    """The description of one column."""
    kind = kind_of(column)
    found: dict[str, object] = {
        "@odata.type": f"#Microsoft.Dynamics.CRM.{kind}AttributeMetadata",
        "MetadataId": _id(f"{table.entity}.{column.navigation}"),
        "LogicalName": column.navigation,
        "SchemaName": column.navigation.title().replace("_", ""),
        "EntityLogicalName": table.entity,
        "AttributeType": kind,
        "AttributeTypeName": {"Value": f"{kind}Type"},
        "DisplayName": _label(column.title),
        "IsPrimaryId": column.name == table.key,
        "IsPrimaryName": column.name == table.name_column,
        "IsValidForCreate": column.writable is not Writable.NEVER,
        "IsValidForUpdate": column.writable is Writable.ALWAYS,
        "IsValidForRead": True,
        "IsValidODataAttribute": True,
        "RequiredLevel": {"Value": "ApplicationRequired" if column.required else "None", "CanBeChanged": True},
    }
    found.update(_details(column, kind))
    return found


def kind_of(column: Column) -> str:
    """The name of a column's attribute type."""
    special = {"statecode": "State", "statuscode": "Status", "ownerid": "Owner", "exchangerate": "Decimal"}
    return special.get(column.navigation, TYPES[column.kind][0])


def _details(column: Column, kind: str) -> dict[str, object]:
    if kind == "String":
        return {"MaxLength": column.length, "FormatName": {"Value": "Text"}}
    if kind in ("Money", "Decimal"):
        return {"Precision": 2 if kind == "Money" else column.scale, "MinValue": 0, "MaxValue": 100_000_000_000}
    if column.kind is Kind.TIME:
        return {"Format": "DateAndTime", "DateTimeBehavior": {"Value": "UserLocal"}}
    if column.kind is Kind.LOOKUP:
        return {"Targets": list(column.targets)}
    if column.kind is Kind.CHOICE:
        return {"OptionSet": _option_set(column), "GlobalOptionSet": None}
    return {}


def _option_set(column: Column) -> dict[str, object]:
    options = [
        {
            "Value": option.value,
            "Label": _label(option.name),
            **({} if option.state is None else {"State": option.state}),
        }
        for option in column.options
    ]
    return {"Name": f"account_{column.navigation}", "IsGlobal": False, "Options": options}


def _entity(table: Table, alternate: bool) -> dict[str, object]:
    return {
        "MetadataId": _id(table.entity),
        "LogicalName": table.entity,
        "SchemaName": table.entity.title(),
        "EntitySetName": table.entity_set,
        "LogicalCollectionName": table.entity_set,
        "PrimaryIdAttribute": table.key,
        "PrimaryNameAttribute": table.name_column,
        "DisplayName": _label(table.label),
        "DisplayCollectionName": _label(f"{table.label}s"),
        "ObjectTypeCode": {"account": 1, "systemuser": 8, "team": 9, "transactioncurrency": 9105}.get(
            table.entity, 1019
        ),
        "OwnershipType": "UserOwned" if "_ownerid_value" in table.by_name else "OrganizationOwned",
        "IsCustomEntity": False,
        "ChangeTrackingEnabled": table.entity == "account",
        "IsOptimisticConcurrencyEnabled": True,
        "Keys": _keys(table, alternate),
    }


def _expanded(service: Dataverse, call: Call, table: Table) -> dict[str, object]:
    found = _entity(table, service.options.alternate_key)
    match = re.search(r"Attributes(?:\(\$select=([^)]*)\))?", call.query.get("$expand", ""))
    if match:
        attributes = [attribute(table, column) for column in table.columns]
        found["Attributes"] = [_trimmed(item, match.group(1) or "") for item in attributes]
    return found


def _keys(table: Table, alternate: bool) -> list[dict[str, object]]:
    if not alternate or table.entity != "account":
        return []
    key = {"KeyAttributes": ["accountnumber"], "EntityKeyIndexStatus": "Active", "LogicalName": "accountnumber_key"}
    return [{"MetadataId": _id("account key"), "EntityLogicalName": table.entity, **key}]


def _label(text: str) -> dict[str, object]:
    label = {"Label": text, "LanguageCode": 1033, "IsManaged": True, "MetadataId": _id(text)}
    return {"LocalizedLabels": [label], "UserLocalizedLabel": label}


def _id(name: str) -> str:
    return str(uuid.uuid5(SPACE, name))


def _list(call: Call, context: str, items: list[dict[str, object]]) -> Reply:
    kept = [
        _trimmed(item, call.query.get("$select", ""), call.query.get("$expand", "")) for item in _filtered(call, items)
    ]
    return Reply(200, {"@odata.context": f"{call.root}/$metadata#{context}", "value": kept})


def _single(call: Call, context: str, item: dict[str, object]) -> Reply:
    kept = _trimmed(item, call.query.get("$select", ""), call.query.get("$expand", ""))
    return Reply(200, {"@odata.context": f"{call.root}/$metadata#{context}", **kept})


def _trimmed(item: dict[str, object], select: str, expand: str = "") -> dict[str, object]:
    """The selected and expanded members; option sets come only when expanded, as at the real service."""
    wanted = {name.strip() for name in select.split(",") if name.strip()}
    unknown = wanted - item.keys()
    if unknown and not unknown <= {"MaxLength", "Targets", "Precision", "Format", "FormatName"}:
        raise Failure(400, "0x80060888", f"Could not find a property named '{min(unknown)}' on the metadata type.")
    expanded = {name for name in ("OptionSet", "GlobalOptionSet", "Attributes", "Keys") if name in expand}
    hidden = {"OptionSet", "GlobalOptionSet", "Keys"} - expanded
    always = {"@odata.type", "MetadataId", "Attributes"} | expanded
    return {
        name: value
        for name, value in item.items()
        if name not in hidden and (not wanted or name in wanted or name in always)
    }


def _filtered(call: Call, items: list[dict[str, object]]) -> list[dict[str, object]]:
    """Metadata filters: comparisons of names with `eq`, joined by `or` alone."""
    text = call.query.get("$filter", "")
    if not text:
        return items
    pairs = []
    for part in text.split(" or "):
        match = re.fullmatch(r"\s*\(?\s*(\w+) eq (?:'([^']*)'|Microsoft\.[\w.]+'(\w+)'|(true|false))\s*\)?\s*", part)
        if match is None:
            raise Failure(400, "0x80060888", f"The metadata filter '{text}' is not supported.")
        value: object = match[4] == "true" if match[4] else (match[2] if match[2] is not None else match[3])
        pairs.append((match[1], value))
    return [item for item in items if any(item.get(name) == value for name, value in pairs)]


def _table(segment: str) -> Table:
    name = _name(segment)
    for table in TABLES:
        if name in (table.entity, _id(table.entity)):
            return table
    raise Failure(404, "0x80060888", f"Could not find an entity with name {name}.")


def _name(segment: str) -> str:
    _, parenthesis, rest = segment.partition("(")
    if not parenthesis:
        return ""
    match = NAMED.fullmatch(rest.removesuffix(")"))
    if match is None:
        raise Failure(400, "0x80060888", f"The key '{rest.removesuffix(')')}' is not valid.")
    return match.group(1) or match.group(2).lower()


@lru_cache
def _csdl() -> bytes:
    types = "".join(_entity_type(table) for table in TABLES)
    sets = "".join(f'<EntitySet Name="{table.entity_set}" EntityType="mscrm.{table.entity}"/>' for table in TABLES)
    return (
        '<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" '
        'xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        '<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'{types}<EntityContainer Name="System">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>'
    ).encode()


def _entity_type(table: Table) -> str:
    properties = "".join(f'<Property Name="{c.name}" Type="{TYPES[c.kind][1]}"/>' for c in table.columns)
    return f'<EntityType Name="{table.entity}"><Key><PropertyRef Name="{table.key}"/></Key>{properties}</EntityType>'
