"""*Use Default Synchronization Setup*: what it would change in a connection, and doing it.

Mappings that no longer belong to the settings of the connection go, unless something holds them, such as couplings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from mappings.changing import Consequence
from mappings.default_data import default_mappings, defaults_of, settings_of
from mappings.defaults import default_of, differences_from, put_in_place
from mappings.definition_words import Difference
from mappings.making import StillNeeded, delete_mapping, is_custom, what_it_is, what_needs
from mappings.models import TableMapping
from syncadmin.connections.models import Connection


@dataclass(frozen=True)
class Outlook:
    """What the default setup would do: mappings that come, that change (with what changes), that go, and that stay
    although they do not belong (with what holds them)."""

    new: Sequence[str] = ()
    changed: Sequence[tuple[TableMapping, Sequence[Difference]]] = ()
    gone: Sequence[TableMapping] = ()
    held: Sequence[tuple[TableMapping, StillNeeded]] = ()

    @property
    def anything(self) -> bool:
        """Whether it would do anything at all."""
        return bool(self.new or self.changed or self.gone)


@dataclass(frozen=True)
class Done:
    """What it did: names of mappings that are there, that went and that stayed, and what it means for the next run."""

    there: Sequence[str] = ()
    gone: Sequence[str] = ()
    held: Sequence[str] = ()
    consequence: Consequence = field(default_factory=Consequence)


def outlook(connection: Connection) -> Outlook:
    """What the default setup would change in a connection now."""
    surplus = [(one, what_needs(one)) for one in _surplus(connection)]
    gone = [one for one, needed in surplus if needed is None]
    held = [(one, needed) for one, needed in surplus if needed]
    held += [(one, StillNeeded("tables")) for one in _of_other_tables(connection) if one not in dict(surplus)]
    known = {one.name: one for one in connection.mappings.all() if one not in gone}
    others = {one.name for one, _needed in held}
    found = {
        one.name: differences_from(connection, one) if one.name in known else []
        for one in defaults_of(settings_of(connection))
        if one.name not in others
    }
    new = [name for name in found if name not in known]
    return Outlook(new, [(known[name], changes) for name, changes in found.items() if changes], gone, held)


@transaction.atomic
def use_default_setup(connection: Connection) -> Done:
    """For all mappings of a connection; couplings stay."""
    taken = {one.name for one in _of_other_tables(connection)}
    deleted = {one.name: _deleted(one) for one in _surplus(connection) if one.name in taken}
    held = [one.name for one in _of_other_tables(connection)]
    defaults = [one for one in defaults_of(settings_of(connection)) if one.name not in held]
    found = put_in_place(connection, defaults)
    deleted |= {one.name: _deleted(one) for one in _surplus(connection) if one.name not in held}
    gone = [name for name, is_gone in deleted.items() if is_gone]
    held += [name for name in deleted if name not in (*gone, *held)]
    return Done([one.name for one in defaults], gone, held, found)


def use_default(mapping: TableMapping) -> Consequence:
    """For one mapping that is a default of its connection; raises OtherTables."""
    default = default_of(mapping)
    return put_in_place(mapping.connection, [default]) if default else Consequence()


def set_up(connection: Connection) -> None:
    """Give a connection that has no mappings yet its default ones."""
    if not connection.mappings.exists():
        use_default_setup(connection)


def _of_other_tables(connection: Connection) -> list[TableMapping]:
    """Mappings that have the name of a default, and other tables."""
    names = {one.name for one in defaults_of(settings_of(connection))}
    return [one for one in connection.mappings.filter(name__in=names) if is_custom(one)]


def _surplus(connection: Connection) -> list[TableMapping]:
    """Mappings that are defaults with other settings; those that lead to others come first."""
    places = {(one["name"], one["bc_table"], one["dataverse_table"]): place for place, one in _defaults()}
    found = [one for one in connection.mappings.all() if what_it_is(one) in places and is_custom(one)]
    return sorted(found, key=lambda one: -places[what_it_is(one)])


def _defaults() -> Iterable[tuple[int, dict[str, Any]]]:
    return enumerate(default_mappings())


def _deleted(mapping: TableMapping) -> bool:
    try:
        delete_mapping(mapping)
    except StillNeeded:
        return False
    return True
