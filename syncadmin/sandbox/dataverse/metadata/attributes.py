"""How the columns of a table are described."""

from __future__ import annotations

from collections.abc import Iterator

from ...columns import Column, Kind, Table, Writable
from .items import Item, Link, managed, metadata_id
from .labels import label, no_label
from .option_sets import option_set

KINDS: dict[Kind, str] = {
    Kind.TEXT: "String",
    Kind.MEMO: "Memo",
    Kind.CODE: "String",
    Kind.ENUM: "String",
    Kind.GUID: "Uniqueidentifier",
    Kind.INTEGER: "Integer",
    Kind.BIG: "BigInt",
    Kind.DECIMAL: "Decimal",
    Kind.DOUBLE: "Double",
    Kind.MONEY: "Money",
    Kind.BOOLEAN: "Boolean",
    Kind.DATE: "DateTime",
    Kind.TIME: "DateTime",
    Kind.CHOICE: "Picklist",
    Kind.CHOICES: "MultiSelectPicklist",
    Kind.LOOKUP: "Lookup",
}
FORMATS = {"emailaddress": "Email", "websiteurl": "Url", "telephone": "Phone", "mobilephone": "Phone", "fax": "Phone"}
LEAST_MONEY = -922_337_203_685_477


def attribute(table: Table, column: Column) -> Item:
    """The description of one column."""
    kind = kind_of(column)
    values = {**_common(table, column, kind), **_details(column, kind)}
    return Item(f"{_family(column, kind)}AttributeMetadata", values, _links(table, column, kind))


def attributes(table: Table) -> list[Item]:
    """All columns, and what is only described: the names of those lookups lead to, and of their tables."""
    shadows = [shadow for column in table.lookups.values() for shadow in _shadows(table, column)]
    return [*(attribute(table, column) for column in table.columns), *shadows]


def kind_of(column: Column) -> str:
    """The type of a column as the metadata calls it."""
    if column.kind is Kind.LOOKUP and len(column.targets) > 1:
        return "Owner" if column.is_owner else "Customer"
    return {"statecode": "State", "statuscode": "Status"}.get(column.name, KINDS[column.kind])


def _family(column: Column, kind: str) -> str:
    """The type in the metadata's model, which counts all lookups as one."""
    if column.kind is Kind.LOOKUP:
        return "Lookup"
    return "UniqueIdentifier" if kind == "Uniqueidentifier" else kind


def _common(table: Table, column: Column, kind: str) -> dict[str, object]:
    level = "SystemRequired" if column.enforced or column.name == table.key else "None"
    return {
        "@odata.type": f"#Microsoft.Dynamics.CRM.{_family(column, kind)}AttributeMetadata",
        "MetadataId": metadata_id(f"{table.entity}.{column.logical}"),
        "LogicalName": column.logical,
        "SchemaName": column.schema_name or column.logical.title().replace("_", ""),
        "EntityLogicalName": table.entity,
        "AttributeOf": None,
        "AttributeType": "Virtual" if kind == "MultiSelectPicklist" else kind,
        "AttributeTypeName": {"Value": f"{kind}Type"},
        "ColumnNumber": 1 + list(table.by_name).index(column.name) if column.name in table.by_name else 0,
        "DisplayName": label(column.title),
        "Description": no_label(),
        "IsCustomAttribute": column.is_custom,
        "IsManaged": not column.is_custom,
        "IsPrimaryId": column.name == table.key,
        "IsPrimaryName": column.name == table.name_column,
        "IsLogical": False,
        "IsSecured": False,
        "IsRetrievable": True,
        "IsFilterable": True,
        "IsSearchable": column.searched,
        "IsValidForCreate": column.writable.allows(is_new=True),
        "IsValidForUpdate": column.writable.allows(is_new=False),
        "IsValidForRead": True,
        "IsValidODataAttribute": True,
        "IsCustomizable": managed(column.is_custom),
        "IsRenameable": managed(True),
        "IsValidForAdvancedFind": managed(True),
        "RequiredLevel": {
            "Value": "ApplicationRequired" if column.required and level == "None" else level,
            "CanBeChanged": level == "None",
            "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings",
        },
        "SourceType": 0,
        "HasChanged": None,
    }


def _details(column: Column, kind: str) -> dict[str, object]:
    if kind in ("String", "Memo"):
        return _text_details(column, kind)
    if kind in ("Integer", "BigInt", "Decimal", "Double", "Money"):
        return _number_details(column, kind)
    if kind == "DateTime":
        return _time_details(column)
    if column.kind is Kind.LOOKUP:
        return {"Targets": list(column.targets), "Format": "None"}
    if kind == "Boolean":
        return {"DefaultValue": bool(column.default), "FormulaDefinition": None, "SourceTypeMask": None}
    if column.kind in (Kind.CHOICE, Kind.CHOICES):
        return {"DefaultFormValue": -1 if column.default is None else column.default}
    return {}


def _text_details(column: Column, kind: str) -> dict[str, object]:
    name = next((FORMATS[start] for start in FORMATS if column.name.startswith(start)), "Text")
    name = "TextArea" if kind == "Memo" else name
    found: dict[str, object] = {
        "MaxLength": column.length,
        "Format": name,
        "FormatName": {"Value": name},
        "ImeMode": "Auto",
    }
    return found if kind == "Memo" else {**found, "DatabaseLength": 2 * (column.length or 0)}


def _number_details(column: Column, kind: str) -> dict[str, object]:
    whole = 2**63 - 1 if kind == "BigInt" else 2**31 - 1
    limits = {"Money": (LEAST_MONEY, -LEAST_MONEY), "Integer": (-whole - 1, whole), "BigInt": (-whole - 1, whole)}
    least, most = limits.get(kind, (-(10**11), 10**11))
    found: dict[str, object] = {
        "MinValue": least if column.minimum is None else column.minimum,
        "MaxValue": most if column.maximum is None else column.maximum,
    }
    if kind == "Integer":
        return {**found, "Format": "None"}
    if kind == "Money":
        return {**found, "Precision": column.precision, **_money_details(column)}
    return found if kind == "BigInt" else {**found, "Precision": column.scale, "ImeMode": "Auto"}


def _money_details(column: Column) -> dict[str, object]:
    is_base = column.name.endswith("_base") and column.writable is Writable.NEVER
    return {
        "PrecisionSource": 1 if column.priced else 2,
        "CalculationOf": column.name.removesuffix("_base") if is_base else None,
        "IsBaseCurrency": is_base,
        "ImeMode": "Disabled",
    }


def _time_details(column: Column) -> dict[str, object]:
    zone = "TimeZoneIndependent" if column.local else "UserLocal"
    return {
        "Format": "DateOnly" if column.kind is Kind.DATE else "DateAndTime",
        "DateTimeBehavior": {"Value": "DateOnly" if column.kind is Kind.DATE else zone},
        "CanChangeDateTimeBehavior": managed(False),
        "MinSupportedValue": "1753-01-01T00:00:00Z",
        "MaxSupportedValue": "9999-12-31T23:59:59Z",
        "ImeMode": "Inactive",
    }


def _links(table: Table, column: Column, kind: str) -> dict[str, Link]:
    """Options come only when expanded; those of a shared set under their own name."""
    if kind in ("State", "Status", "Boolean"):
        return {"OptionSet": lambda: option_set(table, column), "GlobalOptionSet": lambda: None}
    if kind in ("Picklist", "MultiSelectPicklist"):
        shared = bool(column.option_set)
        return {
            "OptionSet": lambda: None if shared else option_set(table, column),
            "GlobalOptionSet": lambda: option_set(table, column) if shared else None,
        }
    return {}


def _shadows(table: Table, column: Column) -> Iterator[Item]:
    """Attributes that are no properties of the Web API."""
    name = Column(f"{column.logical}name", Kind.TEXT, 100, writable=Writable.NEVER)
    yield _shadow(table, name, "String", column.logical)
    if len(column.targets) > 1:
        yield _shadow(table, Column(f"{column.logical}type", writable=column.writable), "EntityName", None)


def _shadow(table: Table, column: Column, kind: str, of: str | None) -> Item:
    values = {
        **_common(table, column, kind),
        **(_text_details(column, kind) if kind == "String" else {}),
        "AttributeOf": of,
        "IsLogical": True,
        "IsValidODataAttribute": False,
    }
    return Item(f"{kind}AttributeMetadata", values)


_SAMPLE = Column("sample", Kind.BIG)
COMMON = frozenset(_common(Table("", "", "", "sample", (_SAMPLE,)), _SAMPLE, "BigInt"))
