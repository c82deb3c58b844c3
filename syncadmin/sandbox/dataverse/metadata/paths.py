"""Requests below EntityDefinitions and its kin: from the address to what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ...columns import DATAVERSE, Table
from ...exchange import Call, Reply
from ...values import GUID
from ..errors import PROPERTY, Failure, no_such_segment
from .asked import Asked, asked, one, shown
from .attributes import COMMON
from .items import NAMESPACE, Item
from .option_sets import global_option_sets
from .relationships import relations, relationship
from .tables import entity

if TYPE_CHECKING:
    from ..service import Dataverse

SEGMENT = re.compile(r"(?P<name>[\w.$]+)(?:\((?P<key>.*)\))?", re.DOTALL)
KEY = re.compile(r"(?:(LogicalName|SchemaName|Name|MetadataId)\s*=\s*)?(?:'([^']*)'|([0-9a-fA-F-]{36}))")
CHOICES = ("Picklist", "State", "Status", "MultiSelectPicklist")
DERIVED = {
    "EnumAttributeMetadata": tuple(f"{kind}AttributeMetadata" for kind in CHOICES),
    "RelationshipMetadataBase": ("OneToManyRelationshipMetadata",),
    "OptionSetMetadataBase": ("OptionSetMetadata", "BooleanOptionSetMetadata"),
}


def answer(service: Dataverse, call: Call, parts: list[str]) -> Reply:
    """What the metadata says at an address; raises Failure."""
    name, key = _segment(parts[0])
    found: list[Item] | Item = ROOTS[name](service)
    if key is not None:
        found = _picked(found, key, name)
    wanted = asked(call.query)
    cast = False
    for part in parts[1:]:
        step, key = _segment(part)
        if step.startswith(NAMESPACE):
            found, cast = _cast(found, step.removeprefix(NAMESPACE)), True
            continue
        if isinstance(found, list):
            raise no_such_segment(step)
        if step not in found.links:
            return _member(call, found, step)
        found, cast = _behind(found, step), False
        found = found if key is None else _picked(found, key, step)
    return _answered(call, found, wanted, cast)


def tables_of(service: Dataverse) -> list[Table]:
    """The tables of Dataverse as they are now."""
    return [table for table in service.store.tables.values() if table.service == DATAVERSE]


def _entities(service: Dataverse) -> list[Item]:
    tables = tables_of(service)
    return [entity(table, tables, service.options) for table in tables]


def _option_sets(service: Dataverse) -> list[Item]:
    return global_option_sets(tables_of(service))


def _relationships(service: Dataverse) -> list[Item]:
    return [relationship(found) for found in relations(tables_of(service))]


ROOTS: Mapping[str, Callable[[Dataverse], list[Item]]] = {
    "EntityDefinitions": _entities,
    "GlobalOptionSetDefinitions": _option_sets,
    "RelationshipDefinitions": _relationships,
}


def _answered(call: Call, found: list[Item] | Item, wanted: Asked, cast: bool) -> Reply:
    context = f"{call.root}/$metadata#{call.path}"
    if isinstance(found, Item):
        return Reply(200, {"@odata.context": f"{context}/$entity", **one(found, wanted)})
    general = not cast and any(item.type.endswith("AttributeMetadata") for item in found)
    return Reply(200, {"@odata.context": context, "value": shown(found, wanted, COMMON if general else ())})


def _member(call: Call, item: Item, name: str) -> Reply:
    """One plain member by itself."""
    if name not in item.values or name.startswith("@"):
        raise no_such_segment(name)
    value = item.values[name]
    context = {"@odata.context": f"{call.root}/$metadata#{call.path}"}
    if value is None:
        return Reply(204)
    return Reply(200, {**context, **(value if isinstance(value, dict) else {"value": value})})


def _segment(text: str) -> tuple[str, str | None]:
    match = SEGMENT.fullmatch(text)
    if match is None:
        raise no_such_segment(text)
    return match["name"], match["key"]


def _behind(item: Item, name: str) -> list[Item] | Item:
    found = item.links[name]()
    if found is None:
        raise Failure(404, "0x80040217", f"There is no {name} here.")
    return found


def _cast(found: list[Item] | Item, name: str) -> list[Item] | Item:
    """Only what is of a type."""
    if not name.endswith(("Metadata", "MetadataBase")):
        raise no_such_segment(f"{NAMESPACE}{name}")
    if isinstance(found, list):
        return [item for item in found if _is_a(item, name)]
    if not _is_a(found, name):
        raise Failure(404, "0x80040217", f"What was found is not of the type {name}.")
    return found


def _is_a(item: Item, name: str) -> bool:
    """Whether an item is of a type, or of one that is derived from it."""
    return name == item.type or item.type in DERIVED.get(name, ()) or name == "AttributeMetadata"


def _picked(found: list[Item] | Item, key: str, name: str) -> Item:
    """The one item a key names."""
    match = KEY.fullmatch(key.strip())
    if match is None or not isinstance(found, list):
        raise Failure(400, PROPERTY, f"The key '{key}' is not valid for {name}.")
    text = match[2] if match[2] is not None else match[3]
    member = match[1] or ("MetadataId" if GUID.fullmatch(text) else "LogicalName")
    wanted = text.lower() if member == "MetadataId" else text
    for item in found:
        if item.values.get(member) == wanted:
            return item
    raise Failure(404, "0x80040217", f"Could not find {name} with {member} = {text}.")
