"""The tables in the entity definitions of Dataverse. Parsing only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial

from syncadmin.connections.clients.contract import Column, ColumnKind, TableFacts
from syncadmin.connections.clients.http import Json
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.values import Side

# What to ask of one table, and of all of them.
FACTS = (
    "LogicalName,EntitySetName,PrimaryIdAttribute,"
    "DisplayName,DisplayCollectionName,ChangeTrackingEnabled,IsCustomEntity"
)
KEYS = "Keys($select=KeyAttributes,EntityKeyIndexStatus)"
RELATIONS = (
    "ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName,"
    "ReferencedEntityNavigationPropertyName)"
)
# The attributes that have options, and where their options are.
CHOICES: Mapping[str, str] = {
    "Picklist": "OptionSet($select=Options),GlobalOptionSet($select=Options)",
    "MultiSelectPicklist": "OptionSet($select=Options),GlobalOptionSet($select=Options)",
    "State": "OptionSet($select=Options)",
    "Status": "OptionSet($select=Options)",
    "Boolean": "OptionSet($select=TrueOption,FalseOption)",
}
_KINDS = {
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
# What the service fills in by itself, though it says that it is required.
_FILLED_IN = ("Owner", "State", "Status", "Uniqueidentifier")
_REQUIRED = ("ApplicationRequired", "SystemRequired")
_PARENTS: Mapping[str, str] = {
    "salesorderdetail": "salesorder",
    "invoicedetail": "invoice",
    "quotedetail": "quote",
    "opportunityproduct": "opportunity",
}
_OWNERS: Mapping[str, str] = {"_owninguser_value": "systemuser", "_owningteam_value": "team"}

Navigation = Mapping[tuple[str, str], str]


def dataverse_table(entity: Json) -> Table:
    """The table an entity definition with its attributes describes; raises ValueError if it is none."""
    try:
        name, path, key = entity["LogicalName"], entity["EntitySetName"], entity["PrimaryIdAttribute"]
        attributes = [one for one in entity["Attributes"] if not one.get("AttributeOf")]
    except (KeyError, TypeError):
        raise ValueError("no entity definition") from None
    navigation = _navigation(entity)
    columns = {column.name: column for one in attributes for column in _columns(one, navigation)}
    columns |= _owners(columns, attributes)
    columns |= _below(columns, entity)
    stamp = "modifiedon" if "modifiedon" in columns else ""
    return Table(Side.DATAVERSE, name, path, key, stamp, columns, table_facts(entity, columns))


def table_facts(entity: Json, columns: Mapping[str, Column] | None = None) -> TableFacts:
    """What an entity definition tells besides columns; keys that are still being built cannot be looked up yet."""
    name = str(entity["LogicalName"])
    keys = [one for one in entity.get("Keys") or () if one.get("EntityKeyIndexStatus") == "Active"]
    return TableFacts(
        name,
        caption=_label(entity.get("DisplayName")) or name,
        plural=_label(entity.get("DisplayCollectionName")),
        keys=tuple(tuple(_column_name(part, columns or {}) for part in one["KeyAttributes"]) for one in keys),
        parent=_PARENTS.get(name, ""),
        tracked=bool(entity.get("ChangeTrackingEnabled")),
        custom=bool(entity.get("IsCustomEntity")),
    )


def with_options(table: Table, attributes: Iterable[Json]) -> Table:
    """The table with the options of its choices filled in, and the states of its status reasons."""
    columns = dict(table.columns)
    for attribute in attributes:
        column = columns.get(str(attribute.get("LogicalName")))
        if column is not None:
            columns[column.name] = replace(column, options=_options(attribute), states=_states(attribute))
    return replace(table, columns=columns)


def _columns(one: Json, navigation: Navigation) -> Iterator[Column]:
    kind = _kind(one)
    if (
        kind is None
        or not one.get("LogicalName")
        or False in (one.get("IsValidForRead"), one.get("IsValidODataAttribute"))
    ):
        return
    if kind is ColumnKind.LOOKUP:
        yield from _lookups(one, navigation)
        return
    number = kind in (ColumnKind.DECIMAL, ColumnKind.INTEGER)
    yield replace(
        _named(one, str(one["LogicalName"]), kind),
        length=_number(one.get("MaxLength")) or 0,
        scale=_number(one.get("Precision")) if kind is ColumnKind.DECIMAL else None,
        required=_required(one),
        options=_options(one),
        least=_bound(one.get("MinValue")) if number else None,
        most=_bound(one.get("MaxValue")) if number else None,
    )


def _kind(one: Json) -> ColumnKind | None:
    named = str((one.get("AttributeTypeName") or {}).get("Value") or one.get("@odata.type") or "")
    if "MultiSelectPicklist" in named:
        return ColumnKind.OPTIONS
    kind = _KINDS.get(str(one.get("AttributeType")))
    date_only = (one.get("DateTimeBehavior") or {}).get("Value") == "DateOnly"
    return ColumnKind.DATE if kind is ColumnKind.MOMENT and date_only else kind


def _lookups(one: Json, navigation: Navigation) -> Iterator[Column]:
    """One column for a lookup to one table; for each of several tables one more, through which it is written."""
    name, targets = str(one["LogicalName"]), [str(target) for target in one.get("Targets") or ()]
    column = replace(_named(one, f"_{name}_value", ColumnKind.LOOKUP), required=_required(one))
    if len(targets) == 1:
        yield replace(column, target=targets[0], navigation=navigation.get((name, targets[0]), name))
        return
    yield replace(column, creatable=False, updatable=False, required=False)
    for target in targets if one.get("AttributeType") != "Owner" else ():
        through = navigation.get((name, target), f"{name}_{target}")
        yield replace(
            column,
            name=through if through != name else f"{name}_{target}",
            caption=f"{column.caption} ({target})",
            target=target,
            source=column.name,
            navigation=through,
            required=False,
        )


def _owners(columns: Mapping[str, Column], attributes: Iterable[Json]) -> dict[str, Column]:
    """The owner as two columns, the owning user and the owning team, which are read as such and written as owner."""
    owner = next((one for one in attributes if one.get("AttributeType") == "Owner"), None)
    if owner is None:
        return {}
    named = partial(_named, owner, kind=ColumnKind.LOOKUP)
    return {
        name: replace(
            columns.get(name) or named(name),
            creatable=bool(owner.get("IsValidForCreate", True)),
            updatable=bool(owner.get("IsValidForUpdate", True)),
            target=target,
            navigation=str(owner["LogicalName"]),
        )
        for name, target in _OWNERS.items()
    }


def _navigation(entity: Json) -> dict[tuple[str, str], str]:
    """Through which property a lookup to a table is written."""
    return {
        (str(one["ReferencingAttribute"]), str(one["ReferencedEntity"])): str(
            one["ReferencingEntityNavigationPropertyName"]
        )
        for one in entity.get("ManyToOneRelationships") or ()
        if one.get("ReferencingEntityNavigationPropertyName")
    }


def _below(columns: Mapping[str, Column], entity: Json) -> dict[str, Column]:
    """The lookups with what the tables they lead to call our rows."""
    found = {}
    for one in entity.get("ManyToOneRelationships") or ():
        column = columns.get(f"_{one['ReferencingAttribute']}_value")
        if column is not None and column.target == one["ReferencedEntity"]:
            found[column.name] = replace(column, below=str(one.get("ReferencedEntityNavigationPropertyName") or ""))
    return found


def _named(one: Json, name: str, kind: ColumnKind) -> Column:
    return Column(
        name,
        kind,
        creatable=bool(one.get("IsValidForCreate", True)),
        updatable=bool(one.get("IsValidForUpdate", True)),
        caption=_label(one.get("DisplayName")) or str(one["LogicalName"]),
    )


def _required(one: Json) -> bool:
    level = (one.get("RequiredLevel") or {}).get("Value")
    return (
        level in _REQUIRED and one.get("AttributeType") not in _FILLED_IN and one.get("IsValidForCreate") is not False
    )


def _column_name(attribute: str, columns: Mapping[str, Column]) -> str:
    lookup = f"_{attribute}_value"
    return lookup if lookup in columns else attribute


def _options(attribute: Json) -> dict[int, str]:
    chosen = attribute.get("OptionSet") or attribute.get("GlobalOptionSet") or {}
    found = [*(chosen.get("Options") or ()), *filter(None, (chosen.get("FalseOption"), chosen.get("TrueOption")))]
    return {int(one["Value"]): _label(one.get("Label")) for one in found}


def _states(attribute: Json) -> dict[int, int]:
    chosen = attribute.get("OptionSet") or {}
    return {int(one["Value"]): int(one["State"]) for one in chosen.get("Options") or () if one.get("State") is not None}


def _label(label: Json | None) -> str:
    found = label or {}
    local = found.get("UserLocalizedLabel") or next(iter(found.get("LocalizedLabels") or ()), None)
    return str(local.get("Label") or "") if local else ""


def _bound(raw: object) -> Decimal | None:
    try:
        return None if raw is None else Decimal(str(raw))
    except InvalidOperation:
        return None


def _number(raw: object) -> int | None:
    text = str(raw)
    return int(text) if text.isdigit() else None
