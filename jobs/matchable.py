"""The records that can be matched: not coupled, let in by the filters, and in a form in which both sides compare.

What flows to the other side is compared as it would be there, carried over by couplings and transformation rules. Who
matches whom is decided in ``engine.match``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef

from couplings.links import gather_links
from couplings.models import Coupling, RemoteRecord
from jobs.context import Run
from jobs.models import JobOperation
from mappings.criteria import FieldCriterion
from syncadmin.engine.carry import carried
from syncadmin.engine.encoding import decode
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import FieldMapping
from syncadmin.engine.match import Criterion, Matching, match
from syncadmin.engine.values import Pair, Record, Side, Unlinked, Untransformed, Value

_AT_ONCE = 500


def criteria_in(run: Run, chosen: Iterable[FieldCriterion]) -> list[Criterion]:
    """The criteria whose fields take part in this run."""
    fields = {one.id: one for one in run.compiled.fields}
    known = [one for one in chosen if one.field in fields]
    return [Criterion(fields[one.field], one.priority, one.case_sensitive) for one in known]


def matching(run: Run, criteria: Sequence[Criterion], free: Mapping[Side, Iterable[Record]] | None = None) -> Matching:
    """What matches what, of all records that are not coupled; ``free`` are these, where they are known."""
    free = free or {side: uncoupled(run, side, criteria) for side in Side}
    named = [replace(one, field=_named(one.field)) for one in criteria]
    mapping = replace(run.compiled, fields=tuple(one.field for one in named))
    return match(mapping, named, free[Side.BC], free[Side.DATAVERSE])


def uncoupled(
    run: Run, side: Side, criteria: Sequence[Criterion], keys: Collection[UUID] | None = None
) -> Iterator[Record]:
    """The records of a side that are not coupled and pass the filters, with what each is compared by under the ids of
    the criteria's fields; of these ``keys`` only. Those that this job has coupled count as well."""
    fields = tuple(one.field for one in criteria)
    rows = _rows(run, side, fields, keys)
    while page := list(islice(rows, _AT_ONCE)):
        links = _links(run, fields, page)
        for one in page:
            yield replace(one, values={field.id: _compared(field, one, links) for field in fields})


def _rows(
    run: Run, side: Side, fields: Iterable[FieldMapping], keys: Collection[UUID] | None = None
) -> Iterator[Record]:
    ours = JobOperation.objects.filter(job=run.job, coupling=OuterRef("pk"))
    taken = Coupling.objects.filter(~Exists(ours), mapping=run.mapping, **{f"{side.value}_key": OuterRef("key")})
    rows = RemoteRecord.objects.filter(~Exists(taken), mapping=run.mapping, side=side.value, deleted=False)
    rows = rows if keys is None else rows.filter(key__in=keys)
    names = {one.on(side) for one in fields}
    names |= {one.property for one in run.compiled.filters if one.side is side}
    for key, values in rows.order_by("key").values_list("key", "values").iterator(chunk_size=2000):
        light = {name: decode(values.get(name)) for name in names}
        record = Record(side, run.table(side), str(key), values=light)
        if run.compiled.refusal(record) is None:
            yield record


def _links(run: Run, fields: tuple[FieldMapping, ...], page: Sequence[Record]) -> Links:
    pairs = [Pair(one.key, **{one.side.value: one}) for one in page]  # type: ignore[arg-type]
    return gather_links(run.mapping, replace(run.compiled, fields=fields), run.described, pairs)


def _compared(field: FieldMapping, record: Record, links: Links) -> Value:
    """What a record is compared by: as its counterpart would have it. What is not carried over agrees with nothing."""
    value, to = field.of(record), Side.DATAVERSE if field.direction.flows_to(Side.DATAVERSE) else Side.BC
    found = value if record.side is to else carried(field, value, to, links)
    return None if isinstance(found, Unlinked | Untransformed) else found


def _named(field: FieldMapping) -> FieldMapping:
    """The field as ``uncoupled`` names it, of either side."""
    return FieldMapping(field.id, field.caption, field.id, field.id, code=field.code, scale=field.scale)
