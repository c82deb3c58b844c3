"""The default mappings as definitions for one connection, and putting them in place; couplings and marks stay.

What they are is in ``default_data``; which come and go with the settings of a connection, in ``default_setup``. What a
default does not say, such as the brakes, stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from mappings.availability import needs_extension
from mappings.changing import Consequence
from mappings.default_data import Default, DefaultField, default_mappings, defaults_of, settings_of
from mappings.definition import Definition, define
from mappings.definition_words import Difference, differences
from mappings.models import FieldMapping, TableMapping
from mappings.transfer import seen_of, take_over
from syncadmin.connections.models import Connection
from syncadmin.engine.mapping import Direction

__all__ = ["default_mappings", "restore_defaults"]

DIRECTIONS = {"<>": Direction.BIDIRECTIONAL, ">": Direction.TO_DATAVERSE, "<": Direction.TO_BC}
_PLAIN = (
    "name",
    "bc_table",
    "dataverse_table",
    "only_coupled",
    "policy",
    "deletion",
    "archive",
    "lines",
    "match_first",
    "waits_quietly",
    "create_unmatched",
    "synchronize_matched",
)
# Settings of a row, as the row calls them and as the data do.
_OF_A_ROW = {
    **{name: name for name in ("clear_on_failure", "not_null", "constant", "default", "mode", "owner", "rules")},
    "related_mapping": "related",
    "validate_field": "validate",
    "match_on": "match",
}
_COMPANY = "_bcbi_companyid_value"


def restore_defaults(connection: Connection, names: Collection[str] | None = None) -> list[TableMapping]:
    """Give the connection its default mappings, or those of these names, and nothing else; raises OtherTables."""
    defaults = [one for one in defaults_of(settings_of(connection)) if names is None or one.name in names]
    put_in_place(connection, defaults)
    mappings = {one.name: one for one in connection.mappings.all()}
    return [mappings[one.name] for one in defaults]


@transaction.atomic
def put_in_place(connection: Connection, defaults: Sequence[Default]) -> Consequence:
    """Create or change mappings so that they are as these defaults say; raises OtherTables."""
    definitions = [definition_of(connection, one) for one in defaults]
    found = take_over(connection, definitions, seen_of(connection, definitions))
    for one in defaults:
        _schedule(connection.mappings.get(name=one.name), one)
    return found


def default_of(mapping: TableMapping) -> Default | None:
    """What the default setup of its connection says of a mapping, if anything."""
    defaults = defaults_of(settings_of(mapping.connection))
    return next((one for one in defaults if one.name == mapping.name), None)


def differences_from(connection: Connection, default: Default) -> list[Difference]:
    """What putting a default in place would change, in words."""
    mapping = connection.mappings.filter(name=default.name).first()
    return differences(define(mapping) if mapping else None, definition_of(connection, default))


def definition_of(connection: Connection, default: Default) -> Definition:
    """A default as the definition of a mapping of the connection."""
    mapping = connection.mappings.filter(name=default.name).first()
    company = str(connection.facts.get("company_row") or "") if default.own_company else ""
    filters = [*default.filters, *([_company_filter(company)] if company else [])]
    rows = [*default.fields, *([_company_row(company)] if company else [])]
    return {
        **(define(mapping) if mapping else {}),
        **{name: getattr(default, name) for name in _PLAIN},
        "direction": DIRECTIONS[default.direction].value,
        "by_record": False,
        "filters": filters,
        "templates": list(default.templates),
        "dependencies": list(default.dependencies),
        "fields": [_row(one, _obstacle(connection, mapping, default, one)) for one in rows],
    }


def _company_filter(company: str) -> dict[str, Any]:
    """New rows of the own company, or of none; one that is coupled gets the own company back."""
    return {"side": "dataverse", "property": _COMPANY, "caption": "Company", "values": [company, ""], "new": True}


def _company_row(company: str) -> DefaultField:
    """The own company is written to every row, whatever stands there."""
    return DefaultField("Company", "", _COMPANY, ">", {"constant": company, "owner": "bc", "mode": "mark"})


def _row(default: DefaultField, obstacle: str) -> Definition:
    """A row; what is as with any new row is left out, as definitions do."""
    row = {"caption": default.caption, "bc_property": default.bc, "dataverse_column": default.dataverse}
    row["direction"] = DIRECTIONS[default.way].value
    settings = {name: default.more[known] for name, known in _OF_A_ROW.items() if default.more.get(known)}
    status = {"status": FieldMapping.Status.DISABLED.value} if default.more.get("disabled") else {}
    return {**row, **status, "obstacle": obstacle, **settings}


def _obstacle(
    connection: Connection, mapping: TableMapping | None, default: Default, field: DefaultField
) -> FieldMapping.Obstacle | str:
    """Fields of our extension are held up until it was seen, by a test or by the mapping; see ``availability``."""
    if connection.facts.get("extension") or not needs_extension(default.bc_table, field.bc):
        return ""
    held_up = FieldMapping.Obstacle.NO_PROPERTY.value
    if mapping and mapping.fields.filter(bc_property=field.bc).exclude(obstacle=held_up).exists():
        return ""
    return held_up


def _schedule(mapping: TableMapping, default: Default) -> None:
    """A job queue entry on hold, unless there is one. It lives in an app above, so it is reached by its relation."""
    if default.scheduled:
        schedule: Any = TableMapping._meta.get_field("schedule").related_model
        schedule._default_manager.get_or_create(mapping=mapping, defaults={"idle_after": default.idle_after})
