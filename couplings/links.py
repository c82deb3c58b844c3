"""What the values of lookups correspond to on the other side, gathered from the couplings of the related mappings for a
page of pairs at once.

A property may hold the key of the related record or, as codes in Business Central do, its number (see ``related``). How
a value is carried over with what is gathered here, the engine says (see ``engine.links``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from couplings import related
from couplings.local_currency import local_currency
from mappings.compile import Columns
from mappings.models import OptionMapping, TableMapping
from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.engine.links import NO_LINKS, Links, named
from syncadmin.engine.mapping import FieldMapping
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.values import Pair, Side, Value

_KEYS = {ColumnKind.GUID, ColumnKind.LOOKUP}
Found = dict[Value, Value]


def gather_links(mapping: TableMapping, compiled: CompiledMapping, columns: Columns, pairs: Iterable[Pair]) -> Links:
    """Everything that lookups of these pairs lead to: a query or two for each related mapping and side."""
    fields = [one for one in compiled.fields if one.relation]
    if not fields:
        return NO_LINKS
    pairs = list(pairs)
    found: dict[Side, dict[str, Found]] = {side: defaultdict(dict) for side in Side}
    for side in Side:
        for one in fields:
            values = {one.of(pair.record(side)) for pair in pairs}
            values |= {one.default} if side is Side.BC else set()
            found[side.other][one.relation] |= counterparts(mapping, one, columns, side, values)
    missing = _missing(mapping, {one.relation for one in fields})
    lost = _lost(fields, found, pairs)
    return Links(
        to_dataverse=found[Side.DATAVERSE],
        to_bc=found[Side.BC],
        missing=missing,
        names=_names(mapping, lost),
        left_out=_left_out(mapping, [one for one in fields if one.not_null], lost),
    )


def _lost(
    fields: Iterable[FieldMapping], found: Mapping[Side, Mapping[str, Found]], pairs: list[Pair]
) -> dict[tuple[str, Side], set[str]]:
    """The keys and numbers by which these pairs lead to what is not coupled, by relation and side."""
    lost: dict[tuple[str, Side], set[str]] = defaultdict(set)
    for one in fields:
        for side in Side:
            values = {one.of(pair.record(side)) for pair in pairs}.difference(found[side.other][one.relation], (None,))
            lost[one.relation, side] |= {str(value) for value in values}
    return lost


def _names(mapping: TableMapping, lost: Mapping[tuple[str, Side], set[str]]) -> dict[tuple[str, str], str]:
    """What the records are called to which values lead by key or option, and which are not coupled."""
    titles = {(*of, text): title for of, texts in lost.items() for text, title in _titles(mapping, *of, texts).items()}
    return {(relation, text): title for (relation, _side, text), title in titles.items()}


def _left_out(
    mapping: TableMapping, fields: Iterable[FieldMapping], lost: Mapping[tuple[str, Side], set[str]]
) -> dict[tuple[str, Side], frozenset[str]]:
    """What of it no related mapping takes; asked only for fields that do without."""
    wanted = {one.relation for one in fields}
    return {
        (relation, side): frozenset(related.left_out(mapping.connection_id, named(relation), side, texts))
        for (relation, side), texts in lost.items()
        if relation in wanted and texts
    }


def _titles(mapping: TableMapping, relation: str, side: Side, texts: set[str]) -> dict[str, str]:
    return related.titles(mapping.connection_id, named(relation), side, texts) if texts else {}


def counterparts(
    mapping: TableMapping, one: FieldMapping, columns: Columns, side: Side, values: Iterable[Value]
) -> Mapping[Value, Value]:
    """What these values of a field's side are on the other; those that lead to nothing coupled are left out. Of several
    related mappings the first counts through which a value leads to something."""
    asked: set[Value] = {value for value in values if value is not None}
    names = named(one.relation)
    mappings = TableMapping.objects.filter(connection=mapping.connection_id, name__in=names)
    tables = {row.name: row for row in mappings.select_related("connection")}
    found: Found = {}
    for name in reversed(names):
        if name in tables:
            found |= _through(tables[name], one, columns, side, asked)
        else:
            found |= _options(mapping, name, side, asked)
    return found


def _through(related_to: TableMapping, one: FieldMapping, columns: Columns, side: Side, asked: set[Value]) -> Found:
    """What these values are by the couplings of one related mapping."""
    local = local_currency(related_to, side)
    if not asked:
        return local
    keys = related.keys_of(related_to, side, asked, keyed=_is_key(one, columns, side))
    partners = related.partners(related_to, side, keys)
    shown = related.shown(related_to, side.other, partners.values(), keyed=_is_key(one, columns, side.other))
    return local | {keys[key]: shown[other] for key, other in partners.items() if other in shown}


def _options(mapping: TableMapping, name: str, side: Side, asked: set[Value]) -> Found:
    """What these values are by an option mapping; options are numbers in Dataverse."""
    rows = OptionMapping.objects.filter(connection=mapping.connection_id, name=name)
    columns = ("bc_value", "option") if side is Side.BC else ("option", "bc_value")
    known = [value for value in asked if isinstance(value, str if side is Side.BC else int)]
    return dict(rows.filter(**{f"{columns[0]}__in": known}).values_list(*columns)) if known else {}


def _missing(mapping: TableMapping, relations: set[str]) -> frozenset[str]:
    """The relations none of whose mappings the connection has, neither of tables nor of options."""
    names = {name for relation in relations for name in named(relation)}
    there = TableMapping.objects.filter(connection=mapping.connection_id, name__in=names)
    options = OptionMapping.objects.filter(connection=mapping.connection_id, name__in=names)
    known = {name for rows in (there, options) for name in rows.order_by().values_list("name", flat=True).distinct()}
    return frozenset(relation for relation in relations if known.isdisjoint(named(relation)))


def _is_key(one: FieldMapping, columns: Columns, side: Side) -> bool:
    """Whether a property holds keys rather than numbers."""
    column = columns[side].get(one.on(side))
    return column is not None and column.kind in _KEYS
