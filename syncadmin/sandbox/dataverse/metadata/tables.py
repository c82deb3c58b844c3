"""How tables are described: names, ownership, keys and privileges; columns and relationships come when expanded."""

from __future__ import annotations

from collections.abc import Iterable

from ...columns import Column, Table
from ...options import Options
from ..keys import Key, defined
from .attributes import attributes
from .items import Item, managed, metadata_id
from .labels import label, no_label
from .relationships import relations, relationship

PRIVILEGES = ("Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo")


def entity(table: Table, tables: Iterable[Table], options: Options) -> Item:
    """The description of one table."""

    def referring(outwards: bool) -> list[Item]:
        found = relations(tables)
        return [relationship(one) for one in found if (one.table if outwards else one.target) is table]

    links = {
        "Attributes": lambda: attributes(table),
        "Keys": lambda: [_key(table, found, options) for found in defined(table, options)],
        "ManyToOneRelationships": lambda: referring(outwards=True),
        "OneToManyRelationships": lambda: referring(outwards=False),
        "ManyToManyRelationships": lambda: [],
    }
    return Item("EntityMetadata", _values(table), links)


def _values(table: Table) -> dict[str, object]:
    schema = schema_name(table)
    return {
        "MetadataId": metadata_id(table.entity),
        "LogicalName": table.entity,
        "SchemaName": schema,
        "EntitySetName": table.entity_set,
        "LogicalCollectionName": table.entity_set,
        "CollectionSchemaName": f"{schema}s",
        "PrimaryIdAttribute": table.key,
        "PrimaryNameAttribute": table.name_column or None,
        "DisplayName": label(table.label or table.entity),
        "DisplayCollectionName": label(table.plural or f"{table.label or table.entity}s"),
        "Description": no_label(),
        "ObjectTypeCode": table.object_type or 10_000 + sum(table.entity.encode()),
        "OwnershipType": "UserOwned" if "_ownerid_value" in table.by_name else "OrganizationOwned",
        "TableType": "Standard",
        "DataProviderId": None,
        "IsCustomEntity": table.is_custom,
        "IsManaged": not table.is_custom,
        "IsActivity": False,
        "IsIntersect": False,
        "IsLogicalEntity": False,
        "IsPrivate": False,
        "IsValidForAdvancedFind": True,
        "IsCustomizable": managed(True),
        "IsAuditEnabled": managed(False),
        "ChangeTrackingEnabled": table.tracked,
        "IsOptimisticConcurrencyEnabled": True,
        "Privileges": [] if table.read_only else [_privilege(schema, kind) for kind in PRIVILEGES],
        "HasChanged": None,
    }


def schema_name(table: Table) -> str:
    """The table's name with capitals."""
    return table.schema_name or table.entity[:1].upper() + table.entity[1:]


def _privilege(schema: str, kind: str) -> dict[str, object]:
    name = f"prv{kind}{schema}"
    return {
        "Name": name,
        "PrivilegeId": metadata_id(f"privilege {name}"),
        "PrivilegeType": kind,
        "CanBeBasic": True,
        "CanBeLocal": True,
        "CanBeDeep": True,
        "CanBeGlobal": True,
        "CanBeEntityReference": False,
        "CanBeParentEntityReference": False,
        "CanBeRecordFilter": False,
    }


def _key(table: Table, key: Key, options: Options) -> Item:
    columns: list[Column] = [table.by_name[name] for name in key.columns]
    values = {
        "MetadataId": metadata_id(f"key {table.entity} {key.name}"),
        "LogicalName": key.name,
        "SchemaName": key.name,
        "EntityLogicalName": table.entity,
        "DisplayName": label(" and ".join(column.title for column in columns)),
        "KeyAttributes": [column.logical for column in columns],
        "EntityKeyIndexStatus": options.key_status,
        "IsCustomizable": managed(True),
        "IsManaged": False,
        "IsExportKey": False,
        "HasChanged": None,
    }
    return Item("EntityKeyMetadata", values)
