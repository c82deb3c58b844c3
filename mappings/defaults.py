"""The default mappings: read from ``defaults.toml``, written into a connection without touching its couplings."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from mappings.field_services import clear_obstacles
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.mapping import DeletionPolicy, Direction

_FILE = Path(__file__).with_name("defaults.toml")
_DIRECTIONS = {"<>": Direction.BIDIRECTIONAL, ">": Direction.TO_DATAVERSE, "<": Direction.TO_BC}


@cache
def default_mappings() -> list[dict[str, Any]]:
    """The file as it stands: one table per mapping."""
    mappings: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["mapping"]
    return mappings


def restore_defaults(connection: Connection) -> list[TableMapping]:
    """Give the connection its default mappings (*Use Default Synchronization Setup*); couplings and marks stay."""
    with transaction.atomic():
        return [_restore(connection, default) for default in default_mappings()]


def _restore(connection: Connection, default: dict[str, Any]) -> TableMapping:
    settings = {name: default[name] for name in ("bc_table", "dataverse_table", "only_coupled", "policy", "filters")}
    settings |= {"templates": default["templates"], "dependencies": default["dependencies"]}
    settings |= {"findings": []}  # they are about the former rows
    settings |= {"by_record": False, "deletion": DeletionPolicy.ASK.value, "archive": {}}
    settings["direction"] = _DIRECTIONS[default["direction"]].value
    mapping, _ = TableMapping.objects.update_or_create(connection=connection, name=default["name"], defaults=settings)
    mapping.fields.all().delete()
    rows = enumerate(default["fields"], start=1)
    FieldMapping.objects.bulk_create(_field(mapping, position, *row) for position, row in rows)
    clear_obstacles(connection, connection.option_mappings.values_list("name", flat=True))
    return mapping


def _field(
    mapping: TableMapping, position: int, caption: str, bc: str, dataverse: str, way: str, more: dict[str, Any]
) -> FieldMapping:
    status = FieldMapping.Status.DISABLED if more.get("disabled") else FieldMapping.Status.ENABLED
    return FieldMapping(
        mapping=mapping,
        position=position,
        caption=caption,
        bc_property=bc,
        dataverse_column=dataverse,
        direction=_DIRECTIONS[way].value,
        status=status,
        obstacle=more.get("obstacle", ""),
        constant=more.get("constant", ""),
        related_mapping=more.get("related", ""),
        validate_field=more.get("validate", False),
        clear_on_failure=more.get("clear_on_failure", False),
        not_null=more.get("not_null", False),
    )
