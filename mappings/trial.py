"""Trying a field row on values: what arrives on the other side, what comes back, and which values do not survive.

The values are typed, or those of records as they were last read. Nothing is asked of either system.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from mappings.compile import Columns, compiled_field, rules
from mappings.models import FieldMapping, TableMapping
from mappings.row_agreement import FORMS, name_on
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.encoding import decode
from syncadmin.engine.mapping import FieldMapping as CompiledField
from syncadmin.engine.transform import CannotTransform, Form, losses, transformed
from syncadmin.engine.values import Side, Value

MOST_SAMPLES = 300
_TEXTS = ("Adatum Ltd.", "adatum", "ÅSE & Søn 12", "00123", "+47 22 33 44 55", "a.b@example.com", "A")
_DAYS = (date(2024, 2, 29), date(1999, 12, 31), date(2026, 1, 5))


@dataclass(frozen=True)
class Trial:
    """What becomes of a value that starts on ``side``: the steps there, what returns, and why it gets no further."""

    side: Side
    value: Value
    arrived: Value = None
    returned: Value = None
    goes_back: bool = False
    why: str = ""


@dataclass(frozen=True)
class Sample:
    """A value of a record, and how the record is called."""

    value: Value
    title: str


def attempt(mapping: TableMapping, row: FieldMapping, columns: Columns, side: Side, value: Value) -> Trial:
    """Send a value of one side to the other and, where the row flows both ways, back."""
    one = compiled_field(mapping, row, columns)
    value = one.canonical(value)
    arrived: Value = None
    try:
        arrived = _sent(one, value, side.other)
        goes_back = one.direction.flows_to(side)
        returned = _sent(one, arrived, side) if goes_back else None
    except CannotTransform as error:
        return Trial(side, value, arrived, why=str(error))
    return Trial(side, value, arrived, returned, goes_back)


def lost(mapping: TableMapping, row: FieldMapping, columns: Columns) -> Trial | None:
    """The first value, made up or of a record, that does not survive the way there and back; none where that is all the
    same, because the row has an owner or is not always written."""
    one = compiled_field(mapping, row, columns)
    both = all(one.direction.flows_to(side) for side in Side)
    if not row.rules or row.owner or row.mode != FieldMapping._meta.get_field("mode").default or not both:
        return None
    for side in Side:
        made_up = _made_up(columns[side].get(name_on(row, side)))
        values = [*(sample.value for sample in samples(mapping, row, side)), *made_up]
        there, back = rules(row, side.other), rules(row, side)
        for value in losses(there, back, map(one.canonical, values), one.canonical):
            return attempt(mapping, row, columns, side, value)
    return None


def samples(mapping: TableMapping, row: FieldMapping, side: Side, most: int = MOST_SAMPLES) -> list[Sample]:
    """Different values of a row's field as records of one side had them when they were last read."""
    name = name_on(row, side)
    records: Any = mapping.records.filter(side=side.value, deleted=False, values__has_key=name)
    found: dict[Value, Sample] = {}
    for title, number, values in records.order_by(F("modified_at").desc(nulls_last=True)).values_list(
        "title", "number", "values"
    )[: most * 2]:
        value = decode(values.get(name))
        if value is not None and value != "":
            found.setdefault(value, Sample(value, title or number))
    return list(found.values())[:most]


def _sent(one: CompiledField, value: Value, to: Side) -> Value:
    return one.canonical(transformed(one.rules.get(to, ()), value))


def _made_up(column: Column | None) -> list[Value]:
    """A few values a column may hold."""
    form = FORMS.get(column.kind, Form.OTHER) if column else Form.TEXT
    if form is Form.TEXT:
        return [text for text in _TEXTS if column is None or not 0 < column.length < len(text)]
    if form is Form.NUMBER:
        whole = column is not None and column.kind is ColumnKind.INTEGER
        return [0, 7, 1234] if whole else [Decimal("0.00"), Decimal("1234.56"), Decimal("-0.50")]
    if form is Form.DATE:
        moment = column is not None and column.kind is ColumnKind.MOMENT
        return [datetime(day.year, day.month, day.day, 13, 5, tzinfo=UTC) if moment else day for day in _DAYS]
    return []


def known_columns(answers: Mapping[Side, Any]) -> Columns:
    """The columns of the sides that told theirs; nothing is known of the others."""
    return {side: answers[side] if isinstance(answers.get(side), Mapping) else {} for side in Side}
