"""What makes a definition fit for another connection: the key of the own company is a placeholder in files.

The key differs from environment to environment; a file that named it would leave all records of another one out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from mappings.definition import Definition, define
from mappings.definition_check import as_file, read_file
from mappings.models import TableMapping
from syncadmin.connections.models import Connection

OWN_COMPANY = "$own_company"


def file_of(connection: Connection, mappings: Iterable[TableMapping]) -> str:
    """Mappings of a connection as a file."""
    text = as_file(define(one) for one in mappings)
    company = _company(connection)
    return text.replace(f'"{company}"', f'"{OWN_COMPANY}"') if company else text


def definitions_for(connection: Connection, raw: bytes) -> list[Definition]:
    """The definitions in a file, as they are for a connection; raises BadFile."""
    definitions, company = read_file(raw), _company(connection)
    if not company:
        return [_without_company(one) for one in definitions]
    text = json.dumps(definitions).replace(f'"{OWN_COMPANY}"', f'"{company}"')
    found: list[Definition] = json.loads(text)
    return found


def _company(connection: Connection) -> str:
    return str(connection.facts.get("company_row") or "")


def _without_company(definition: Definition) -> Definition:
    """Where companies are not kept apart there is nothing to filter on and nothing to write."""
    kept: dict[str, Sequence[Definition]] = {
        "filters": [one for one in definition.get("filters", ()) if OWN_COMPANY not in one["values"]],
        "fields": [one for one in definition.get("fields", ()) if one.get("constant") != OWN_COMPANY],
    }
    return {**definition, **{name: list(several) for name, several in kept.items() if name in definition}}
