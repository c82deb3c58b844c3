"""Which fields of Business Central are there, and which only our extension would offer.

A row on such a field is held up while the field is missing, or cannot be written as the row wants. It takes part by
itself once it can. Everything else that is missing makes a mapping red (see ``agreement``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mappings.changing import look_again, state_of
from mappings.compile import Columns, flow
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.clients.business_central.extension import is_needed_for, is_needed_to_write
from syncadmin.connections.clients.contract import Column
from syncadmin.connections.derived import registry as derived
from syncadmin.engine.values import Side

_HELD_UP = FieldMapping.Obstacle.NO_PROPERTY


def needs_extension(table: str, name: str) -> bool:
    """Whether a field is there only with our extension, though its table is there without it. No name needs none."""
    if not name or is_needed_for(table):
        return False
    if derived.is_derived(Side.BC, table, name):
        return derived.needs_extension(Side.BC, table, name)
    return is_needed_for(table, name)


def extension_words(mapping: TableMapping, unavailable: int) -> str:
    """Whether a mapping is there only with our extension, or how many of its fields wait for it."""
    if is_needed_for(mapping.bc_table):
        return _("Only the extension of Business Central offers this table.")
    text = ngettext("%d field waits for the extension.", "%d fields wait for the extension.", unavailable)
    return text % unavailable if unavailable else ""


def unavailable_fields(mapping: TableMapping) -> list[str]:
    """The fields of a mapping that wait for our extension, as people call them."""
    rows = mapping.fields.filter(status=FieldMapping.Status.ENABLED, obstacle=_HELD_UP)
    return [one.caption or one.bc_property for one in rows]


def settle(mapping: TableMapping, columns: Columns) -> None:
    """Hold up the rows whose field is missing, and let those take part whose field is there by now."""
    changed = list(_differing(mapping, columns))
    if not changed:
        return
    with transaction.atomic():
        before = state_of(mapping)
        for row in changed:
            row.obstacle = "" if row.obstacle else _HELD_UP
        FieldMapping.objects.bulk_update(changed, ["obstacle"])
        look_again(mapping, before)


def _differing(mapping: TableMapping, columns: Columns) -> Iterable[FieldMapping]:
    for row in mapping.fields.all():
        can = _can_take_part(mapping, row, columns[Side.BC])
        if row.obstacle in ("", _HELD_UP) and _concerned(mapping, row) and can == bool(row.obstacle):
            yield row


def _concerned(mapping: TableMapping, row: FieldMapping) -> bool:
    table, name = mapping.bc_table, row.bc_property
    return needs_extension(table, name) or is_needed_to_write(table, name)


def _can_take_part(mapping: TableMapping, row: FieldMapping, columns: Mapping[str, Column]) -> bool:
    """Whether the field is there, and can be written if values flow to it."""
    column = columns.get(row.bc_property)
    direction = flow(mapping, row)
    written = direction is not None and direction.flows_to(Side.BC)
    return column is not None and (column.updatable or not written or needs_extension(mapping.bc_table, column.name))
