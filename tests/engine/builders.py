"""Fields, mappings, records and pairs for engine tests: property ``bc_x`` of one side corresponds to ``dv_x``."""

from __future__ import annotations

from typing import Any

from syncadmin.engine.mapping import Direction, FieldMapping, TableMapping
from syncadmin.engine.values import Pair, Record, Side, Value, Values


def field_of(id: str = "name", **more: Any) -> FieldMapping:
    return FieldMapping(id, id.capitalize(), f"bc_{id}", f"dv_{id}", **more)


def mapping_of(*fields: FieldMapping, **more: Any) -> TableMapping:
    settings: dict[str, Any] = {"direction": Direction.BIDIRECTIONAL, "fields": fields or (field_of(),), **more}
    return TableMapping("CUSTOMER", "customers", "accounts", **settings)


def bc(version: str = "b1", deleted: bool = False, **values: Value) -> Record:
    named = {f"bc_{name}": value for name, value in values.items()}
    return Record(Side.BC, "customers", "bc-key", version, named, deleted=deleted)


def dataverse(version: str = "d1", deleted: bool = False, **values: Value) -> Record:
    named = {f"dv_{name}": value for name, value in values.items()}
    return Record(Side.DATAVERSE, "accounts", "dv-key", version, named, deleted=deleted)


def pair_of(
    bc: Record | None = None, dataverse: Record | None = None, base: Values | None = None, key: str = "p1"
) -> Pair:
    return Pair(key, base, bc, dataverse, coupled=bool(bc and dataverse))


def alone(record: Record) -> Pair:
    return pair_of(bc=record) if record.side is Side.BC else pair_of(dataverse=record)
