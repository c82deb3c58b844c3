"""Changing one field row, and the option mapping its values are carried over by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from mappings.changing import Consequence, look_again, plan_again, state_of
from mappings.models import FieldMapping, OptionMapping, TableMapping
from mappings.parts import ROW_COLUMNS, ChangedMeanwhile, digest, part_of_row
from syncadmin.connections.models import Connection


@dataclass(frozen=True)
class OptionLine:
    """A value of Business Central and the option it stands for, with what people call them."""

    value: str
    caption: str
    option: int
    option_caption: str


@transaction.atomic
def change_field(row: FieldMapping, seen: str = "") -> Consequence:
    """Keep a row as it was judged; raises ChangedMeanwhile if it is not as somebody has ``seen`` it any more."""
    mapping = TableMapping.objects.select_for_update().get(pk=row.mapping_id)
    part_of_row(row).check(mapping, seen)
    before = state_of(mapping)
    row.save(update_fields=ROW_COLUMNS)
    forget_findings(mapping, row)
    return look_again(mapping, before)


def state_of_options(connection: Connection, name: str) -> str:
    """A short text that is the same as long as the lines of an option mapping are."""
    return digest(list(connection.option_mappings.filter(name=name).values_list("bc_value", "option")))


@transaction.atomic
def save_options(row: FieldMapping, name: str, lines: Iterable[OptionLine], seen: str = "") -> Consequence:
    """Keep which value is which option, have the row carried over by that, and plan what it concerns again.

    All rows of the connection that are carried over by the same name follow. Raises ChangedMeanwhile if the lines are
    not as somebody has ``seen`` them any more.
    """
    mapping = TableMapping.objects.select_for_update().get(pk=row.mapping_id)
    connection = mapping.connection
    if seen and seen != state_of_options(connection, name):
        raise ChangedMeanwhile
    rows = [OptionMapping(connection=connection, name=name, **_values(one)) for one in lines]
    former = set(connection.option_mappings.filter(name=name).values_list("bc_value", "option"))
    before = state_of(mapping)
    connection.option_mappings.filter(name=name).delete()
    OptionMapping.objects.bulk_create(rows)
    FieldMapping.objects.filter(pk=row.pk).update(related_mapping=name, rules=[])
    found = Consequence()
    if rows:
        clear_obstacles(connection, [name])
    found |= look_again(mapping, before)
    if former != {(one.bc_value, one.option) for one in rows}:
        found |= _plan_rows_again(connection, name, found)
    return found


def clear_obstacles(connection: Connection, names: Iterable[str]) -> None:
    """Let the rows take part whose option values can be carried over by now."""
    rows = FieldMapping.objects.filter(mapping__connection=connection, related_mapping__in=list(names))
    rows.filter(obstacle=FieldMapping.Obstacle.OPTION).update(obstacle="")


def forget_findings(mapping: TableMapping, row: FieldMapping) -> None:
    """What was found of a row counts no longer once somebody changed it; the next check says what there is now."""
    mapping.findings = [one for one in mapping.findings if one["row"] != row.pk]
    mapping.save(update_fields=["findings"])


def _plan_rows_again(connection: Connection, name: str, found: Consequence) -> Consequence:
    """Plan again the records of all mappings with a row of this relation, unless they are anyway."""
    related = connection.mappings.filter(fields__related_mapping=name, fields__status=FieldMapping.Status.ENABLED)
    again = Consequence()
    for one in related.distinct():
        again |= plan_again(one)
    return Consequence() if found.records or found.reads_everything else again


def _values(one: OptionLine) -> dict[str, str | int]:
    return {
        "bc_value": one.value,
        "bc_caption": one.caption[:200],
        "option": one.option,
        "option_caption": one.option_caption[:200],
    }
