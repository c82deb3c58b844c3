"""Plain functions with which tests read the mapping pages and fill in their forms."""

from datetime import UTC, datetime
from uuid import UUID

from couplings.models import RecordProblem, RemoteRecord
from tests.connections.pages import HTMX, words

MOMENT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

__all__ = ["HTMX", "MOMENT", "conflict", "field", "record", "save", "switch", "words"]


def key(number):
    """A key that is no record's."""
    return UUID(int=number)


def field(mapping, caption):
    """The field row with this caption."""
    return mapping.fields.get(caption=caption)


def switch(client, mapping, caption, status, **options):
    """Press Enable or Disable of a row."""
    row = field(mapping, caption)
    return client.post(f"/mappings/{mapping.pk}/fields/{row.pk}/switch/", {"status": status}, **options)


def save(client, mapping, **changes):
    """Save the settings of a mapping with some changed, as a browser would."""
    mapping.refresh_from_db()
    names = ("direction", "policy", "only_coupled", "by_record", "deletion")
    values = {name: getattr(mapping, name) for name in names} | changes
    posted = {name: value for name, value in values.items() if value is not False}
    return client.post(f"/mappings/{mapping.pk}/", posted, follow=True)


def record(mapping, number, side="bc", **values):
    """A kept record that no run has to look at any more."""
    values = {"version": "1", "seen_at": MOMENT, "pending": False} | values
    return RemoteRecord.objects.create(mapping=mapping, side=side, key=key(number), **values)


def conflict(mapping, bc, dataverse, code="conflict"):
    """A problem of two records."""
    moments = {"first_seen_at": MOMENT, "last_seen_at": MOMENT}
    return RecordProblem.objects.create(
        mapping=mapping, bc_key=key(bc), dataverse_key=key(dataverse), code=code, **moments
    )
