"""The couplings of lines that were created with their document.

What a document is sent with stands in the journal of its coupling; once the document is there its lines are, too, and
are coupled in the transaction that takes the journal away. A line in Business Central has no key yet: its coupling says
what to look for, and the document it is below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from couplings.models import Coupling, RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.values import Side

LINES = "lines"
DOCUMENT = "document"


def mapping_of_lines(mapping: TableMapping) -> TableMapping | None:
    """The mapping of the lines of a document, if its records are documents."""
    if not mapping.lines:
        return None
    return TableMapping.objects.filter(connection=mapping.connection_id, name=mapping.lines).first()


def couple_lines(documents: Iterable[tuple[Coupling, Mapping[str, Any] | None]]) -> None:
    """Couple the lines of documents of one mapping that turned out to be created, given with what their journals said
    of it. Doing it twice changes nothing."""
    found = [(document, journal[LINES]) for document, journal in documents if journal and journal.get(LINES)]
    lines = mapping_of_lines(found[0][0].mapping) if found else None
    if lines is None:
        return
    made = [one for document, noted in found for one in _couplings(lines, document, noted)]
    _replace(lines, made)
    Coupling.objects.bulk_create(made, ignore_conflicts=True)


def uncouple_lines(mapping: TableMapping, side: Side, sources: Iterable[str]) -> None:
    """Delete the couplings of lines that were made from these on the other side, and are gone with their document."""
    lines, keys = mapping_of_lines(mapping), list(sources)
    if lines and keys:
        Coupling.objects.filter(mapping=lines, **{f"{side.other.value}_key__in": keys}).delete()


def uncouple_below(mapping: TableMapping, documents: Iterable[UUID]) -> None:
    """Delete the couplings of the lines of documents that are not coupled any more, as far as they are kept."""
    lines, keys = mapping_of_lines(mapping), [str(key) for key in documents]
    if lines and keys:
        below = RemoteRecord.objects.filter(mapping=lines, side=Side.BC.value, values__documentId__in=keys)
        Coupling.objects.filter(mapping=lines, bc_key__in=below.values("key")).delete()


def _replace(lines: TableMapping, made: Iterable[Coupling]) -> None:
    """Delete former couplings of these lines: their documents were uncoupled, or deleted, and are created anew."""
    news = {(one.bc_key, one.dataverse_key) for one in made}
    of_bc = Q(bc_key__in=[bc for bc, _ in news if bc])
    former = Coupling.objects.filter(of_bc | Q(dataverse_key__in=[other for _, other in news]), mapping=lines)
    gone = [pk for pk, *keys in former.values_list("pk", "bc_key", "dataverse_key") if tuple(keys) not in news]
    Coupling.objects.filter(pk__in=gone).delete()


def _couplings(lines: TableMapping, document: Coupling, noted: Mapping[str, Any]) -> Iterator[Coupling]:
    for one in noted["rows"]:
        coupling = Coupling(mapping=lines, base=one["base"], synchronized_at=timezone.now())
        if noted["side"] == Side.DATAVERSE:
            coupling.bc_key, coupling.dataverse_key = UUID(one["source"]), UUID(one["key"])
        else:
            coupling.dataverse_key, coupling.state = UUID(one["source"]), Coupling.State.CREATING
            coupling.journal = {"key": one["key"], DOCUMENT: str(document.bc_key), "values": one["values"]}
        yield coupling
