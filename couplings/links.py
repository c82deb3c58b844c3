"""What the values of lookups correspond to on the other side, gathered from the couplings of the related mapping for a
page of pairs at once.

A property may hold the key of the related record or, as codes in Business Central do, its number. How a value is
carried over with what is gathered here, the engine says (see ``engine.links``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from couplings.models import Coupling, RemoteRecord
from mappings.compile import Columns
from mappings.models import OptionMapping, TableMapping
from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import FieldMapping
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.values import Pair, Side, Value

_KEYS = {ColumnKind.GUID, ColumnKind.LOOKUP}
Found = dict[Value, Value]


def gather_links(mapping: TableMapping, compiled: CompiledMapping, columns: Columns, pairs: Iterable[Pair]) -> Links:
    """Everything that lookups of these pairs lead to: a query or two for each related mapping and side."""
    related = [one for one in compiled.fields if one.relation]
    if not related:
        return NO_LINKS
    pairs = list(pairs)
    found: dict[Side, dict[str, Found]] = {side: defaultdict(dict) for side in Side}
    for side in Side:
        for one in related:
            values = {value for pair in pairs if (value := one.of(pair.record(side))) is not None}
            values |= {one.default} if side is Side.BC and one.default is not None else set()
            if values:
                found[side.other][one.relation] |= counterparts(mapping, one, columns, side, values)
    missing = _missing(mapping, {one.relation for one in related})
    return Links(to_dataverse=found[Side.DATAVERSE], to_bc=found[Side.BC], missing=missing)


def counterparts(
    mapping: TableMapping, one: FieldMapping, columns: Columns, side: Side, values: Iterable[Value]
) -> Mapping[Value, Value]:
    """What these values of a field's side are on the other; those that lead to nothing coupled are left out."""
    related = TableMapping.objects.filter(connection=mapping.connection_id, name=one.relation).first()
    if related is None:
        return _options(mapping, one, side, values)
    keys = _keys_of(related, side, values, keyed=_is_key(one, columns, side))
    coupled = Coupling.objects.filter(mapping=related, state=Coupling.State.COUPLED)
    found = coupled.filter(**{f"{side.value}_key__in": list(keys)}).values_list(
        f"{side.value}_key", f"{side.other.value}_key"
    )
    partners = {key: other for key, other in found if other}
    shown = _shown(related, side.other, partners.values(), keyed=_is_key(one, columns, side.other))
    return {keys[key]: shown[other] for key, other in partners.items() if other in shown}


def _options(mapping: TableMapping, one: FieldMapping, side: Side, values: Iterable[Value]) -> Mapping[Value, Value]:
    """What these values are by the option mapping the field names; options are numbers in Dataverse."""
    rows = OptionMapping.objects.filter(connection=mapping.connection_id, name=one.relation)
    columns = ("bc_value", "option") if side is Side.BC else ("option", "bc_value")
    asked = [value for value in values if isinstance(value, str if side is Side.BC else int)]
    known: dict[Value, Value] = dict(rows.filter(**{f"{columns[0]}__in": asked}).values_list(*columns))
    return known


def _missing(mapping: TableMapping, names: set[str]) -> frozenset[str]:
    """The related mappings that the connection does not have, neither of tables nor of options."""
    there = TableMapping.objects.filter(connection=mapping.connection_id, name__in=names)
    options = OptionMapping.objects.filter(connection=mapping.connection_id, name__in=names)
    known = (rows.order_by().values_list("name", flat=True).distinct() for rows in (there, options))
    return frozenset(names.difference(*known))


def _is_key(one: FieldMapping, columns: Columns, side: Side) -> bool:
    """Whether a property holds keys rather than numbers."""
    column = columns[side].get(one.on(side))
    return column is not None and column.kind in _KEYS


def _keys_of(related: TableMapping, side: Side, values: Iterable[Value], *, keyed: bool) -> dict[UUID, Value]:
    """The values by the keys of the records they lead to."""
    texts = {str(value): value for value in values}
    if keyed:
        return {UUID(text): value for text, value in texts.items()}
    rows = RemoteRecord.objects.filter(mapping=related, side=side.value, number__in=list(texts), deleted=False)
    return {key: texts[number] for key, number in rows.values_list("key", "number")}


def _shown(related: TableMapping, side: Side, keys: Iterable[UUID], *, keyed: bool) -> Mapping[UUID, Value]:
    """How a property of a side says these records, by key or by number; those that were deleted are left out."""
    keys = list(keys)
    rows = RemoteRecord.objects.filter(mapping=related, side=side.value, key__in=keys)
    if keyed:
        gone = set(rows.filter(deleted=True).values_list("key", flat=True))
        return {key: str(key) for key in keys if key not in gone}
    return dict(rows.filter(deleted=False).values_list("key", "number"))
