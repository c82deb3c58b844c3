"""Places in a sorted list: the values that its rows are sorted by, so that an index finds the rows behind a place
however far down it is.

``Order`` knows how a queryset is sorted, with the primary key at the end, so that no two rows are equal. What lies
behind a place comes as one or two conditions, to be asked for one after the other: where blanks are sorted together,
one condition for both parts could not use an index.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connections
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

_LONGEST = 2_000
Values = Sequence[Any]


class Behind(Func):
    """Whether the values of a row lie behind others, all of them compared in one go."""

    conditional = True

    def __init__(self, columns: Sequence[str], values: Sequence[Value], sign: str) -> None:
        self.sign = sign
        super().__init__(*(F(one) for one in columns), *values, output_field=BooleanField())

    def as_sql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """``(a, b) > (1, 2)``."""
        parts = [compiler.compile(one) for one in self.get_source_expressions()]
        half = len(parts) // 2
        rows = [", ".join(sql for sql, _values in some) for some in (parts[:half], parts[half:])]
        return f"({rows[0]}) {self.sign} ({rows[1]})", [value for _sql, values in parts for value in values]


@dataclass(frozen=True)
class Column:
    """A column that rows are sorted by."""

    path: str
    field: Any
    descending: bool
    nullable: bool

    def behind(self, value: Any, *, descending: bool, nulls_last: bool) -> Q:
        """The rows with a value behind this one; what is blank comes first or last."""
        if value is None:
            return Q(pk__in=[]) if nulls_last else Q(**{f"{self.path}__isnull": False})
        rest = Q(**{f"{self.path}__{'lt' if descending else 'gt'}": value})
        return rest | Q(**{f"{self.path}__isnull": True}) if self.nullable and nulls_last else rest

    def equal(self, value: Any) -> Q:
        """The rows with this value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


@dataclass(frozen=True)
class Order:
    """How a queryset is sorted."""

    columns: tuple[Column, ...]
    nulls_are_large: bool

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Order | None:
        """The order of a queryset; None where its rows are no rows of a table, or are sorted by something else."""
        names = rows.query.order_by or rows.model._meta.ordering
        plain = rows.query.values_select or rows.query.group_by or rows.query.combinator or rows.query.distinct
        if plain or not all(isinstance(one, str) for one in names):
            return None
        try:
            columns = tuple(_columns(rows, [str(one) for one in names]))
        except FieldDoesNotExist:
            return None
        return cls(columns, connections[rows.db].features.nulls_order_largest)

    @property
    def paths(self) -> list[str]:
        """What a place consists of."""
        return [one.path for one in self.columns]

    def sort(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """The rows in this order, or the other way round."""
        return rows.order_by(*(f"{'-' if one.descending is not backwards else ''}{one.path}" for one in self.columns))

    def behind(self, place: Values, *, backwards: bool = False) -> list[Q]:
        """The conditions for the rows behind a place (or before it), one after the other."""
        ways = {one.descending is not backwards for one in self.columns}
        if len(ways) > 1 or any(one.nullable for one in self.columns[1:]):
            return [self._step_by_step(place, backwards)]
        [descending] = ways
        first, rest = self.columns[0], self.columns[1:]
        nulls_last = self.nulls_are_large is not descending
        if place[0] is None:
            found = [first.equal(None) & _behind(rest, place[1:], descending)]
            return found if nulls_last else [*found, Q(**{f"{first.path}__isnull": False})]
        found = [_behind(self.columns, place, descending)]
        return [*found, first.equal(None)] if first.nullable and nulls_last else found

    def _step_by_step(self, place: Values, backwards: bool) -> Q:
        """The same for columns that are sorted in different ways, or of which several may be blank."""
        found, equal = [], Q()
        for column, value in zip(self.columns, place, strict=True):
            descending = column.descending is not backwards
            nulls_last = self.nulls_are_large is not descending
            found.append(equal & column.behind(value, descending=descending, nulls_last=nulls_last))
            equal &= column.equal(value)
        return reduce(or_, found)

    def write(self, number: int | None, place: Values) -> str:
        """A place for an address, with the number of its row if that is known."""
        values = [None if value is None else _text(value) for value in place]
        packed = json.dumps([number, *values], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    def read(self, text: str) -> tuple[int | None, Values] | None:
        """The same out of an address; None for what is no place of this order."""
        try:
            number, *values = json.loads(base64.urlsafe_b64decode(text[:_LONGEST] + "=="))
            place = [_clean(one, value) for one, value in zip(self.columns, values, strict=True)]
        except (ValueError, TypeError, ValidationError, RecursionError):
            return None
        return (number if type(number) is int and 0 < number < 10**9 else None), place


def _behind(columns: Sequence[Column], place: Values, descending: bool) -> Q:
    values = [Value(value, output_field=one.field) for one, value in zip(columns, place, strict=True)]
    return Q(Behind([one.path for one in columns], values, "<" if descending else ">"))


def _columns(rows: QuerySet[Any], names: Sequence[str]) -> Iterator[Column]:
    """Up to the primary key, which tells all rows apart; the last one goes the way of the one before it."""
    descending = False
    for name in names:
        descending = name.startswith("-")
        for column in _resolved(rows, name.removeprefix("-"), descending):
            yield column
            if column.path == "pk":
                return
    yield Column("pk", rows.model._meta.pk, descending, nullable=False)


def _resolved(rows: QuerySet[Any], path: str, descending: bool) -> Iterator[Column]:
    if path in rows.query.annotations:
        yield Column(path, rows.query.annotations[path].output_field, descending, nullable=True)
        return
    field, nullable = _field(rows.model, path)
    if field.primary_key and "__" not in path:
        yield Column("pk", field, descending, nullable=False)
    elif field.is_relation:
        for one in field.related_model._meta.ordering or ("pk",):
            yield from _resolved(rows, f"{path}__{one.removeprefix('-')}", descending is not one.startswith("-"))
    else:
        yield Column(path, field, descending, nullable)


def _field(model: type[Model], path: str) -> tuple[Any, bool]:
    """The field at the end of a path, and whether it may be blank because something on the way may be."""
    nullable, field = False, None
    for part in path.split("__"):
        meta = model._meta
        field = meta.pk if part == "pk" else meta.get_field(part)
        nullable = nullable or bool(getattr(field, "null", True))
        model = getattr(field, "related_model", None) or model
    return field, nullable


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _clean(column: Column, text: object) -> Any:
    """A value out of an address as its column holds it."""
    if text is None and column.nullable:
        return None
    if not isinstance(text, str) or "\0" in text:
        raise ValueError(text)
    field: Field[Any, Any] = column.field
    value = field.to_python(text)
    for one in field.validators:
        one(value)
    return value
