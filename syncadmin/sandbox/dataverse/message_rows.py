"""The rows in which Dataverse says which messages there are for which tables."""

from __future__ import annotations

from collections.abc import Iterator

from ..columns import Table
from ..demo_data.businesses import fixed_guid
from .tables import TABLES

Row = dict[str, object]
SINGLE = ("Create", "Update", "Delete")
BULK = ("CreateMultiple", "UpdateMultiple", "UpsertMultiple")
READING = ("Retrieve", "RetrieveMultiple")
STAMP = "2025-01-02T08:00:00Z"


def message_rows() -> Iterator[tuple[str, Row]]:
    """The messages, then for each table those that it takes."""
    for name in (*READING, *SINGLE, *BULK):
        yield "sdkmessage", {"sdkmessageid": _message(name), "name": name, "createdon": STAMP, "modifiedon": STAMP}
    for table in TABLES:
        for name in _messages(table):
            yield (
                "sdkmessagefilter",
                {
                    "sdkmessagefilterid": fixed_guid(f"sdk message filter {name} {table.entity}"),
                    "name": f"{name} of {table.entity}",
                    "primaryobjecttypecode": table.entity,
                    "_sdkmessageid_value": _message(name),
                    "createdon": STAMP,
                    "modifiedon": STAMP,
                },
            )


def _messages(table: Table) -> tuple[str, ...]:
    if table.read_only:
        return READING
    return (*READING, *SINGLE, *(BULK if table.bulk else ()))


def _message(name: str) -> str:
    return fixed_guid(f"sdk message {name}")
