"""Taking a definition over: into a connection from a file, or back into a mapping from one of its versions.

Couplings, records and marks stay. Rows are told from each other by their two fields, so that a row that is only set
otherwise stays the same row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import F

from mappings.changing import Consequence, look_again, plan_again, state_of
from mappings.definition import OPTION_FIELDS, Definition, define, names_record, row_fields, setting_fields
from mappings.definition_words import keyed_rows
from mappings.field_services import clear_obstacles
from mappings.models import FieldMapping, OptionMapping, TableMapping
from mappings.parts import ChangedMeanwhile, digest
from mappings.versions import keep_version
from syncadmin.connections.models import Connection

_FAR = 1_000_000


class OtherTables(Exception):
    """A mapping of this name is about other tables; it has records that would lose their meaning."""

    def __init__(self, mapping: TableMapping) -> None:
        super().__init__(mapping.name)
        self.mapping = mapping


def existing(connection: Connection, definitions: Iterable[Definition]) -> dict[str, TableMapping]:
    """The mappings of the connection that definitions would change, by name."""
    return {one.name: one for one in connection.mappings.filter(name__in=[one["name"] for one in definitions])}


def seen_of(connection: Connection, definitions: Iterable[Definition]) -> str:
    """A short text that is the same as long as these mappings are."""
    found = existing(connection, definitions)
    return digest({name: define(one) for name, one in sorted(found.items())})


@transaction.atomic
def take_over(connection: Connection, definitions: Sequence[Definition], seen: str) -> Consequence:
    """Create or change the mappings as defined; raises ChangedMeanwhile or OtherTables."""
    Connection.objects.select_for_update().get(pk=connection.pk)
    if seen_of(connection, definitions) != seen:
        raise ChangedMeanwhile
    return reduce(or_, [_take_over(connection, one) for one in definitions], Consequence())


def require_same_tables(mapping: TableMapping, definition: Definition) -> None:
    """Raise OtherTables if a definition is about others than the mapping."""
    if (mapping.bc_table, mapping.dataverse_table) != (definition["bc_table"], definition["dataverse_table"]):
        raise OtherTables(mapping)


def _take_over(connection: Connection, definition: Definition) -> Consequence:
    mapping = connection.mappings.select_for_update().filter(name=definition["name"]).first()
    found = Consequence()
    if mapping is None:
        mapping = TableMapping.objects.create(connection=connection, **_settings(definition))
        found |= _save_parts(connection, mapping, definition)
        keep_version(mapping, None, define(mapping))
        return found
    require_same_tables(mapping, definition)
    before = state_of(mapping)
    for name, value in _settings(definition).items():
        setattr(mapping, name, value)
    mapping.findings = []  # they are about the former setup
    mapping.save()
    found |= _save_parts(connection, mapping, definition)
    return found | look_again(mapping, before)


def _save_parts(connection: Connection, mapping: TableMapping, definition: Definition) -> Consequence:
    _save_rows(mapping, definition.get("fields", []))
    found = _save_options(connection, definition.get("options", {}))
    clear_obstacles(connection, connection.option_mappings.values_list("name", flat=True))
    return found


def _settings(definition: Definition) -> dict[str, Any]:
    """What the mapping is set to; what a definition does not say is as with a new mapping."""
    return {one.name: definition.get(one.name, one.get_default()) for one in setting_fields()}


def _save_rows(mapping: TableMapping, rows: Sequence[Definition]) -> None:
    mapping.fields.update(position=F("position") + _FAR)
    there: dict[tuple[str, str, int], FieldMapping] = {}
    for row in mapping.fields.order_by("position"):
        pair = (row.bc_property, row.dataverse_column)
        number = next(number for number in range(_FAR) if (*pair, number) not in there)
        there[*pair, number] = row
    for position, (key, wanted) in enumerate(keyed_rows(rows).items(), start=1):
        row = there.get(key) or FieldMapping(mapping=mapping)
        for one in row_fields():
            setattr(row, one.name, wanted.get(one.name, one.get_default()))
        row.obstacle = wanted.get("obstacle", row.obstacle)
        row.position = position
        row.save()
    mapping.fields.filter(position__gt=_FAR).delete()


def _save_options(connection: Connection, options: Definition) -> Consequence:
    """Keep the lines of option mappings; those that name records by key are no part of a definition and stay."""
    found = Consequence()
    for name, lines in options.items():
        rows = connection.option_mappings.filter(name=name)
        replaced = [row for row in rows if not names_record(row.bc_value)]
        former = {(row.bc_value, row.option) for row in replaced}
        if former == {(one["bc_value"], one["option"]) for one in lines}:
            continue
        options_taken = [one["option"] for one in lines]
        rows.filter(pk__in=[row.pk for row in replaced]).delete()
        rows.filter(option__in=options_taken).delete()
        values = ({one: line.get(one, "") for one in OPTION_FIELDS} for line in lines)
        OptionMapping.objects.bulk_create(OptionMapping(connection=connection, name=name, **one) for one in values)
        for one in connection.mappings.filter(fields__related_mapping__contains=name).distinct():
            found |= plan_again(one)
    return found
