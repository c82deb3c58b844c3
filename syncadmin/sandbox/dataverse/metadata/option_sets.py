"""How the options of choices, states and two-option columns are described, and the sets shared between columns."""

from __future__ import annotations

from collections.abc import Iterable

from ...columns import Column, Kind, Option, Table
from .items import Item, metadata_id
from .labels import label, no_label


def option_set(table: Table, column: Column) -> Item:
    """The options of one column."""
    if column.kind is Kind.BOOLEAN:
        return _two_options(table, column)
    kind = {"statecode": "State", "statuscode": "Status"}.get(column.logical, "Picklist")
    name = column.option_set or f"{table.entity}_{column.logical}"
    return Item("OptionSetMetadata", _described(name, column.title, kind, bool(column.option_set), column.options))


def global_option_sets(tables: Iterable[Table]) -> list[Item]:
    """Every set of options that columns share, by name."""
    found = {column.option_set: (table, column) for table in tables for column in table.columns if column.option_set}
    return [option_set(table, column) for _, (table, column) in sorted(found.items(), key=lambda pair: pair[0])]


def _described(name: str, title: str, kind: str, shared: bool, options: Iterable[Option]) -> dict[str, object]:
    return {
        "@odata.type": "#Microsoft.Dynamics.CRM.OptionSetMetadata",
        "MetadataId": metadata_id(f"option set {name}"),
        "Name": name,
        "DisplayName": label(title),
        "Description": no_label(),
        "IsGlobal": shared,
        "IsCustomOptionSet": name.startswith("new_"),
        "IsManaged": not name.startswith("new_"),
        "OptionSetType": kind,
        "HasChanged": None,
        "Options": [_option(name, option, kind) for option in options],
    }


def _option(owner: str, option: Option, kind: str) -> dict[str, object]:
    found: dict[str, object] = {
        "Value": option.value,
        "Label": label(option.name, option.labels),
        "Description": no_label(),
        "Color": None,
        "ExternalValue": "",
        "ParentValues": [],
        "IsManaged": True,
        "MetadataId": metadata_id(f"option {owner} {option.value}"),
        "HasChanged": None,
    }
    if kind == "Status":
        found |= {"@odata.type": "#Microsoft.Dynamics.CRM.StatusOptionMetadata", "State": option.state}
    if kind == "State":
        found |= {"@odata.type": "#Microsoft.Dynamics.CRM.StateOptionMetadata", "InvariantName": option.name}
    return found


def _two_options(table: Table, column: Column) -> Item:
    name = f"{table.entity}_{column.logical}"
    found = _described(name, column.title, "Boolean", False, ())
    del found["Options"]
    options = column.options or (Option(0, "No"), Option(1, "Yes"))
    members = {option.value: _option(name, option, "Boolean") for option in options}
    return Item("BooleanOptionSetMetadata", {**found, "TrueOption": members[1], "FalseOption": members[0]})
