"""Which row an address of Dataverse names: by id or by alternate key, alone or as a reference in a body."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ..columns import DATAVERSE, Column, Kind, Table
from ..database import WHOLE_NUMBERS
from ..store import Row, Selection
from ..values import GUID
from . import keys
from .errors import PROPERTY, Failure, bad_payload, no_such_key, no_such_row

if TYPE_CHECKING:
    from .service import Dataverse

REFERENCE = re.compile(r"(?:.*/)?(?P<set>\w+)\((?P<key>(?:'(?:[^']|'')*'|[^()'])*)\)", re.DOTALL)
PART = re.compile(r"\s*(\w+)\s*=\s*('(?:[^']|'')*'|[^',()\s]+)\s*(,|$)", re.DOTALL)
UNUSABLE = re.compile(r"[/<>*%&:\\?+]")


def key_of(service: Dataverse, table: Table, text: str) -> tuple[str | None, Row]:
    """The id a key in an address names (None if no row has it), and the alternate key's columns; raises Failure."""
    bare = text.removeprefix(f"{table.key}=").strip("'")
    if GUID.fullmatch(bare):
        return bare.lower(), {}
    parts = _parts(table, text)
    if not any(set(parts) == set(key.columns) for key in keys.active(table, service.options)):
        listed = ", ".join(parts)
        raise Failure(400, PROPERTY, f"The specified key properties [{listed}] are not defined using any key.")
    values = {name: _value(table.by_name[name], literal) for name, literal in parts.items()}
    return _found(service, table, values), values


def existing_key(service: Dataverse, table: Table, text: str) -> str:
    """The id of the row an address names; raises Failure if there is none."""
    identity, alternate = key_of(service, table, text)
    if identity is None or service.store.stored(table.name, identity) is None:
        raise no_such_key(table.entity) if alternate else no_such_row(table.entity, str(identity))
    return identity


def resolve(service: Dataverse, reference: object) -> tuple[Table, str]:
    """Table and id of the row behind an address such as `/systemusers(...)`; raises Failure."""
    match = REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    table = service.table(match["set"]) if match else None
    if match is None or table is None or table.service != DATAVERSE:
        raise bad_payload(f"'{reference}' is not a valid entity reference.")
    return table, existing_key(service, table, match["key"])


def _parts(table: Table, text: str) -> dict[str, str]:
    """The columns and values of an alternate key, as they were written."""
    found, position = {}, 0
    while match := PART.match(text, position):
        found[match[1]] = match[2]
        position = match.end()
        if match[3] != ",":
            break
    if not found or position < len(text) or text.rstrip().endswith(","):
        raise Failure(400, PROPERTY, f"The key '{text}' is not valid for {table.entity}.")
    return found


def _value(column: Column, literal: str) -> object:
    """The value of a part of a key as a body would say it; raises Failure."""
    is_text = literal.startswith("'")
    text = literal[1:-1].replace("''", "'") if is_text else literal
    strange = UNUSABLE.search(text) if column.kind is not Kind.TIME else None
    if strange:
        message = f"A potentially dangerous Request.Path value was detected from the client ({strange.group()})."
        raise Failure(400, PROPERTY, message)
    if is_text != (column.is_text or column.kind is Kind.CHOICES):
        raise Failure(400, PROPERTY, f"The value {literal} does not fit the key property '{column.name}'.")
    return _number(column, text) if column.kind in WHOLE_NUMBERS else text


def _number(column: Column, text: str) -> object:
    if not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,10})?", text):
        raise Failure(400, PROPERTY, f"The value {text} does not fit the key property '{column.name}'.")
    return Decimal(text) if column.is_scaled else int(text.partition(".")[0])


def _found(service: Dataverse, table: Table, values: Row) -> str | None:
    """The id of the row with these values, text without regard to case."""
    tests, parameters = [], []
    for name, value in service.store.schema.intake(table).clean(values).items():
        is_text = table.by_name[name].is_text and isinstance(value, str)
        tests.append(f'fold("{name}") = ?' if is_text else f'"{name}" = ?')
        parameters.append(str(value).casefold() if is_text else value)
    selection = Selection(table, (table.key,), " AND ".join(tests), tuple(parameters), limit=1)
    rows = service.store.select(selection)
    return str(rows[0][0]) if rows else None
