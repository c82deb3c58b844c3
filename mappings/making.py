"""Making, naming, ordering and deleting mappings that somebody set up by hand. What the defaults are is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mappings.default_data import defaults_of, settings_of
from mappings.definition import define
from mappings.models import FieldMapping, TableMapping
from mappings.parts import GENERAL
from mappings.proposals import LONGEST_NAME, Proposal
from mappings.versions import keep_version, versioned
from syncadmin.audit.models import Change
from syncadmin.audit.recording import record
from syncadmin.connections.models import Connection
from syncadmin.engine.links import SEPARATOR


class StillNeeded(Exception):
    """A mapping cannot be deleted; ``why`` says what is in the way: couplings, jobs, or other mappings by name."""

    def __init__(self, why: str, number: int = 0, names: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.why, self.number, self.names = why, number, tuple(names)


@dataclass(frozen=True)
class NewMapping:
    """What the wizard asked for."""

    connection: Connection
    name: str
    bc_table: str
    dataverse_table: str
    settings: Mapping[str, Any]


def what_it_is(mapping: TableMapping) -> tuple[str, str, str]:
    """By what a mapping is told to be a default one: its name and its tables."""
    return mapping.name, mapping.bc_table, mapping.dataverse_table


def is_custom(mapping: TableMapping) -> bool:
    """Whether no default setup of its connection would bring the mapping back: it was made by hand, or belongs to
    other settings."""
    defaults = defaults_of(settings_of(mapping.connection))
    return what_it_is(mapping) not in {(one.name, one.bc_table, one.dataverse_table) for one in defaults}


@transaction.atomic
def create_mapping(wanted: NewMapping, rows: Sequence[Proposal]) -> TableMapping:
    """A mapping with these rows, all of them disabled; raises IntegrityError where the name is taken."""
    mapping = TableMapping.objects.create(
        connection=wanted.connection,
        name=wanted.name,
        bc_table=wanted.bc_table,
        dataverse_table=wanted.dataverse_table,
        dependencies=sorted({one.related for one in rows if one.related}),
        **wanted.settings,
    )
    FieldMapping.objects.bulk_create(_row(mapping, position, one) for position, one in enumerate(rows, start=1))
    keep_version(mapping, None, define(mapping))
    return mapping


@transaction.atomic
def change_general(mapping: TableMapping, name: str, dependencies: Sequence[str], seen: str = "") -> None:
    """Give a mapping a name and what it runs after; raises IntegrityError where the name is taken, and
    ChangedMeanwhile."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    GENERAL.check(locked, seen)
    if name != locked.name:
        rename(locked, name)
    save_dependencies(locked, dependencies)


@transaction.atomic
def rename(mapping: TableMapping, name: str) -> None:
    """Give a mapping another name; what names it elsewhere follows. Raises IntegrityError where it is taken."""
    former, connection = mapping.name, mapping.connection
    for one in connection.mappings.select_for_update():
        if former in one.dependencies:
            save_dependencies(one, _renamed(one.dependencies, former, name))
    with versioned(mapping):
        TableMapping.objects.filter(pk=mapping.pk).update(name=name)
    connection.mappings.filter(lines=former).update(lines=name)
    for row in _rows_carried_by(mapping):
        row.related_mapping = SEPARATOR.join(_renamed(row.relations, former, name))
        row.save(update_fields=["related_mapping"])
    mapping.name = name


def save_dependencies(mapping: TableMapping, names: Sequence[str]) -> None:
    """Let a mapping run after these."""
    with versioned(mapping):
        TableMapping.objects.filter(pk=mapping.pk).update(dependencies=list(names))


@transaction.atomic
def delete_mapping(mapping: TableMapping) -> None:
    """Delete a mapping with its field rows and its history; raises StillNeeded."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    if hindrance := what_needs(locked):
        raise hindrance
    for one in locked.connection.mappings.exclude(pk=locked.pk):
        if locked.name in one.dependencies:
            save_dependencies(one, [each for each in one.dependencies if each != locked.name])
    record(Change.Kind.MAPPING, Change.Event.DELETED, locked)
    locked.delete()


def what_needs(mapping: TableMapping) -> StillNeeded | None:
    """What keeps a mapping from being deleted, if anything does."""
    if not is_custom(mapping):
        return StillNeeded("default")
    if number := mapping.couplings.count():
        return StillNeeded("couplings", number)
    if number := mapping.jobs.filter(finished_at__isnull=True).count():
        return StillNeeded("jobs", number)
    names = sorted({row.mapping.name for row in _rows_carried_by(mapping)})
    return StillNeeded("relations", names=names) if names else None


def _rows_carried_by(mapping: TableMapping) -> list[FieldMapping]:
    """The field rows of other mappings that name this one as their related mapping."""
    rows = FieldMapping.objects.filter(mapping__connection=mapping.connection).exclude(mapping=mapping)
    named = rows.filter(related_mapping__contains=mapping.name).select_related("mapping")
    return [row for row in named if mapping.name in row.relations]


def _renamed(names: Iterable[str], former: str, name: str) -> list[str]:
    return [name if one == former else one for one in names]


def _row(mapping: TableMapping, position: int, one: Proposal) -> FieldMapping:
    caption = one.bc.caption or one.bc.name
    named = caption.upper()[:LONGEST_NAME].strip() if one.options else ""
    return FieldMapping(
        mapping=mapping,
        position=position,
        status=FieldMapping.Status.DISABLED,
        obstacle=FieldMapping.Obstacle.OPTION if one.options else "",
        caption=caption[:100],
        bc_property=one.bc.name,
        dataverse_column=one.dataverse.name,
        direction=one.direction.value,
        related_mapping=one.related or _free(mapping, named),
    )


def _free(mapping: TableMapping, name: str) -> str:
    """A name for an option mapping that no mapping and no other option mapping of the connection has."""
    connection = mapping.connection
    taken = set(connection.mappings.values_list("name", flat=True))
    taken |= set(connection.option_mappings.values_list("name", flat=True))
    if name not in taken:
        return name
    return f"{mapping.name[:10]} {name}"[:LONGEST_NAME].strip()
