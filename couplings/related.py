"""What a value leads to through one related mapping: the record with that key or number, or the option with that value.

How a value is carried over by what that is coupled to is gathered in ``links``; what records wait for, in ``waiting``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from couplings.models import Coupling, RemoteRecord
from mappings.models import TableMapping
from syncadmin.connections.options.keys import is_option_table, key_of, value_of
from syncadmin.engine.values import Side, Value

_KEY_LENGTH = len(str(UUID(int=0)))


def keys_of(related: TableMapping, side: Side, values: Iterable[Value], *, keyed: bool) -> dict[UUID, Value]:
    """The values by the keys of the records they lead to; ``keyed``: they are keys themselves."""
    texts = {str(value): value for value in values}
    if keyed:
        return {key: value for text, value in texts.items() if (key := as_key(text))}
    return {key: texts[text] for key, text in by_number(related, side, texts).items()}


def by_number(related: TableMapping, side: Side, texts: Iterable[str]) -> dict[UUID, str]:
    """The numbers or values of options by the keys of their records."""
    if _are_options(related, side):
        table = related.dataverse_table
        return {UUID(key_of(table, int(text))): text for text in texts if text.lstrip("-").isdecimal()}
    rows = RemoteRecord.objects.filter(mapping=related, side=side.value, number__in=list(texts), deleted=False)
    return dict(rows.values_list("key", "number"))


def shown(related: TableMapping, side: Side, keys: Iterable[UUID], *, keyed: bool) -> Mapping[UUID, Value]:
    """How a property of a side says these records, by key or by number; those that were deleted are left out."""
    keys = list(keys)
    rows = RemoteRecord.objects.filter(mapping=related, side=side.value, key__in=keys)
    options = _are_options(related, side)
    if not keyed and not options:
        return dict(rows.filter(deleted=False).values_list("key", "number"))
    gone = set(rows.filter(deleted=True).values_list("key", flat=True))
    left = [key for key in keys if key not in gone]
    return {key: value_of(related.dataverse_table, str(key)) if options else str(key) for key in left}


def titles(connection: int, names: Iterable[str], side: Side, texts: Iterable[str]) -> dict[str, str]:
    """What the records are called that keys or options lead to through mappings of these names."""
    texts, mappings = list(texts), TableMapping.objects.filter(connection=connection, name__in=names)
    keys = {key: text for text in texts if (key := as_key(text))}
    for one in mappings:
        keys |= by_number(one, side, texts) if _are_options(one, side) else {}
    rows = RemoteRecord.objects.filter(mapping__in=mappings, side=side.value, key__in=list(keys))
    return {keys[key]: title for key, title in rows.values_list("key", "title") if title}


def left_out(connection: int, names: Iterable[str], side: Side, texts: Iterable[str]) -> set[str]:
    """Those of the keys whose records the filters of all mappings of these names leave out, as far as they are read."""
    keys = {key: text for text in texts if (key := as_key(text))}
    named = TableMapping.objects.filter(connection=connection, name__in=list(names))
    mappings = list(named.values_list("pk", flat=True))
    if not keys or not mappings:
        return set()
    rows = RemoteRecord.objects.filter(mapping__in=mappings, side=side.value, key__in=list(keys), deleted=False)
    refused = Counter(rows.filter(admitted=False).values_list("key", flat=True))
    return {keys[key] for key, number in refused.items() if number == len(mappings)}


def partners(related: TableMapping, side: Side, keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """What these records of a side are coupled to."""
    coupled = Coupling.objects.filter(mapping=related, state=Coupling.State.COUPLED)
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    found = coupled.filter(**{f"{ours}__in": list(keys)}).values_list(ours, theirs)
    return {key: other for key, other in found if other}


def as_key(value: str) -> UUID | None:
    """The key that a value is, if it is none of the numbers people give."""
    try:
        return UUID(value) if len(value) == _KEY_LENGTH else None
    except ValueError:
        return None


def _are_options(related: TableMapping, side: Side) -> bool:
    return side is Side.DATAVERSE and is_option_table(related.dataverse_table)
