"""What records wait for: kept with their problem, and found out to be known by now.

A record waits for a value of one side to become known to a related mapping, or to one of several: by a coupling of the
record that has it as key or number, or by a line of an option mapping. That is asked once for each distinct value,
however many records wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from couplings.local_currency import local_currency
from couplings.models import Coupling, RecordProblem, RemoteRecord, Wait
from couplings.related import as_key, by_number, left_out
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.links import named
from syncadmin.engine.values import Side, Unlinked

_LONGEST = 250
_CHUNK = 500
Told = tuple[str, str, str]


def remember_waits(waiting: Sequence[tuple[RecordProblem, Sequence[Unlinked]]]) -> None:
    """Keep what these problems wait for and nothing else. What a record went on waiting for, although it was known, it
    is not tried again for until that changes."""
    former = Wait.objects.filter(problem__in=[row.pk for row, _ in waiting])
    known: dict[tuple[int, Told], Wait] = {(one.problem_id, _told(one)): one for one in former}
    wanted = {(row.pk, _of(one)): row for row, waits in waiting for one in waits}
    former.exclude(pk__in=[one.pk for key, one in known.items() if key in wanted]).delete()
    Wait.objects.bulk_create(
        [
            Wait(problem=row, relation=told[0], side=told[1], value=told[2])
            for (pk, told), row in wanted.items()
            if (pk, told) not in known
        ],
        batch_size=_CHUNK,
    )


def note_known(connection: Connection) -> int:
    """Have the records of a connection tried again whose waits are over; how many waits are."""
    waits = Wait.objects.filter(problem__mapping__connection=connection)
    relations = list(waits.order_by().values_list("relation", flat=True).distinct())
    if not relations:
        return 0
    mappings = {one.name: one for one in connection.mappings.select_related("connection")}
    number = 0
    for relation in relations:
        known = partial(_known, connection, [(name, mappings.get(name)) for name in named(relation)])
        number += _note_known(waits.filter(relation=relation), known)
    return number


def related_to(connection: Connection, relation: str, side: Side, value: str) -> TableMapping | None:
    """The mapping of those a relation names that has read the record a value leads to, else the first there is."""
    there = {one.name: one for one in connection.mappings.filter(name__in=named(relation))}
    mappings = [there[name] for name in named(relation) if name in there]
    met = (one for one in mappings if (found := record_awaited(one, side, value)) and found[1])
    return next(met, None) or next(iter(mappings), None)


def record_awaited(related: TableMapping, side: Side, value: str) -> tuple[UUID, RemoteRecord | None] | None:
    """The record of the related mapping that is waited for, by key or by number, with what is kept of it."""
    rows = RemoteRecord.objects.filter(mapping=related, side=side.value)
    if key := as_key(value):
        return key, rows.filter(key=key).first()
    found = sorted(by_number(related, side, [value]))
    return (found[0], rows.filter(key=found[0]).first()) if found else None


def _note_known(waits: QuerySet[Wait], known_of: Callable[[Side, Sequence[str]], set[str]]) -> int:
    """The same for what waits for one mapping: a handful of queries for each 500 values."""
    number = 0
    for side in Side:
        of_side = waits.filter(side=side.value)
        values = list(of_side.order_by().values_list("value", flat=True).distinct())
        for start in range(0, len(values), _CHUNK):
            some = values[start : start + _CHUNK]
            known = known_of(side, some)
            number += _end(of_side.filter(value__in=known, known_at=None))
            unknown = of_side.filter(value__in=set(some) - known)
            unknown.filter(known_at__isnull=False).update(known_at=None)
    return number


def _end(waits: QuerySet[Wait]) -> int:
    """Have the records of waits that are over tried again, those that were snoozed as well."""
    now = timezone.now()
    with transaction.atomic():
        problems = RecordProblem.objects.filter(pk__in=waits.values("problem"))
        problems.update(retry_at=now, snoozed=False)
        return waits.update(known_at=now)


def _known(
    connection: Connection, related: Sequence[tuple[str, TableMapping | None]], side: Side, values: Sequence[str]
) -> set[str]:
    """Those of the values that one of these mappings knows, of tables or of options; and those that none of them will
    know, as their filters leave them out."""
    found: set[str] = set()
    for name, mapping in related:
        found |= _coupled(mapping, side, values) if mapping else _mapped(connection, name, side, values)
    return found | left_out(connection.pk, [name for name, _ in related], side, values)


def _mapped(connection: Connection, name: str, side: Side, values: Sequence[str]) -> set[str]:
    """Those of the values that an option mapping has a line for."""
    lines = connection.option_mappings.filter(name=name)
    if side is Side.BC:
        return set(lines.filter(bc_value__in=values).values_list("bc_value", flat=True))
    return {str(option) for option in lines.values_list("option", flat=True)}.intersection(values)


def _coupled(related: TableMapping, side: Side, values: Sequence[str]) -> set[str]:
    """Those of the values that lead to a record that is coupled and whose partner was read."""
    keys = {key: value for value in values if (key := as_key(value))}
    numbers = [value for value in values if not as_key(value)]
    keys |= by_number(related, side, numbers)
    rows = RemoteRecord.objects.filter(mapping=related, deleted=False)
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    partner = rows.filter(side=side.other.value, key=OuterRef(theirs))
    coupled = Coupling.objects.filter(Exists(partner), mapping=related, state=Coupling.State.COUPLED)
    found = {keys[key] for key in coupled.filter(**{f"{ours}__in": list(keys)}).values_list(ours, flat=True)}
    return found | {str(one) for one in local_currency(related, side)}.intersection(values)


def _told(one: Wait) -> Told:
    return one.relation, one.side, one.value


def _of(one: Unlinked) -> Told:
    return one.relation, one.side.value, one.value[:_LONGEST]
