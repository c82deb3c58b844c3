"""A mapping as a value: everything that says what it does, and nothing of what it has done.

Definitions are what files hold and what versions keep. Couplings, marks and keys of records are no part of them; lines
of option mappings are, but for those that name a record of Business Central by its key. Reading a definition that
somebody else wrote is in ``definition_check``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Field

from mappings.models import FieldMapping, OptionMapping, TableMapping
from syncadmin.connections.models import Connection

Definition = dict[str, Any]
_WHAT_HAPPENED = {"id", "connection", "loss", "accepted_loss", "bc_mark", "dataverse_mark"}
_WHAT_HAPPENED |= {"bc_read_at", "dataverse_read_at", "findings", "checked_at", "labels"}
_OF_THE_ROW = {"id", "mapping", "position", "obstacle"}
ALWAYS = ("caption", "bc_property", "dataverse_column", "direction")
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
OPTION_FIELDS = ("bc_value", "bc_caption", "option", "option_caption")


def setting_fields() -> list[Field[Any, Any]]:
    """What a mapping is set to, its name and tables included."""
    return [one for one in TableMapping._meta.concrete_fields if one.name not in _WHAT_HAPPENED]


def row_fields() -> list[Field[Any, Any]]:
    """What a field row is set to; its number is its place in the list, and an obstacle is nobody's setting."""
    return [one for one in FieldMapping._meta.concrete_fields if one.name not in _OF_THE_ROW]


def define(mapping: TableMapping) -> Definition:
    """The mapping as it is."""
    rows = list(mapping.fields.order_by("position"))
    found = {one.name: getattr(mapping, one.name) for one in setting_fields()}
    found["fields"] = [_row(one) for one in rows]
    found["options"] = _options(mapping.connection, [name for row in rows for name in row.relations])
    settled: Definition = json.loads(json.dumps(found))
    return settled


def names_record(value: str) -> bool:
    """Whether a value of Business Central is the key of a record there, which means nothing elsewhere."""
    return bool(_KEY.fullmatch(value))


def unsaved(definition: Definition) -> TableMapping:
    """The mapping a definition describes, without its rows and without a place in the database."""
    return TableMapping(**{one.name: definition[one.name] for one in setting_fields() if one.name in definition})


def _row(row: FieldMapping) -> Definition:
    """A row; what is as with any new row is left out."""
    values = {one.name: (getattr(row, one.name), one.get_default()) for one in row_fields()}
    return {name: value for name, (value, usual) in values.items() if name in ALWAYS or value != usual}


def _options(connection: Connection, names: Iterable[str]) -> Definition:
    rows = OptionMapping.objects.filter(connection=connection, name__in=set(names)).order_by("name", "bc_value")
    found: Definition = {}
    for row in rows:
        if not names_record(row.bc_value):
            found.setdefault(row.name, []).append({one: getattr(row, one) for one in OPTION_FIELDS})
    return found
