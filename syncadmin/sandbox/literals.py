"""Reads the text of an OData $filter: its syntax tree, and the values of the literals in it.

What the tree means for a table is decided in `filters`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from .columns import Column, Kind
from .values import clean

OUTSIDE_TEXT = re.compile(
    r"(?P<list>\bin\s+\(|\[)\s*(?P<only>'(?:[^']|'')*'|[^,()'\[\]\s]+)\s*[)\]]"
    r"|'(?:[^']|'')*'|\[|\]|\b0\d{3}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?"
)
TEXT = re.compile(r"'(?:[^']|'')*'")
OLD_DATE = "\x00"
LITERALS: dict[Kind, tuple[type[ast._Node], ...]] = {
    Kind.TEXT: (ast.String,),
    Kind.MEMO: (ast.String,),
    Kind.CHOICES: (ast.String,),
    Kind.CODE: (ast.String,),
    Kind.ENUM: (ast.String,),
    Kind.GUID: (ast.GUID,),
    Kind.LOOKUP: (ast.GUID,),
    Kind.INTEGER: (ast.Integer, ast.Float),
    Kind.BIG: (ast.Integer, ast.Float),
    Kind.DECIMAL: (ast.Integer, ast.Float),
    Kind.DOUBLE: (ast.Integer, ast.Float),
    Kind.MONEY: (ast.Integer, ast.Float),
    Kind.CHOICE: (ast.Integer,),
    Kind.BOOLEAN: (ast.Boolean,),
    Kind.DATE: (ast.Date,),
    Kind.TIME: (ast.DateTime, ast.Date),
}
LARGEST = 2**63 - 1


class BadFilter(ValueError):
    """A filter the service refuses; the text says why."""


class UnknownProperty(BadFilter):
    """A filter, selection or order names a property the type does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotImplementedHere(BadFilter):
    """A filter the service understands but does not implement (501 at BC)."""


@lru_cache(maxsize=256)
def parse(text: str) -> ast._Node:
    """The syntax tree of a filter; raises BadFilter."""
    prepared = OUTSIDE_TEXT.sub(_prepare, text.strip())
    try:
        tree = ODataParser().parse(ODataLexer().tokenize(prepared))
    except (ODataException, ValueError, AttributeError, KeyError, TypeError) as error:
        raise BadFilter(f"Syntax error in '{text}'.") from error
    if tree is None:
        raise BadFilter("The filter is empty.")
    return tree  # type: ignore[no-any-return]


def literal_value(column: Column, literal: ast._Node) -> object:
    """The stored form of a literal compared with a column; raises BadFilter."""
    if isinstance(literal, ast.UnaryOp) and isinstance(literal.op, ast.USub):
        value = literal_value(column, literal.operand)
        if isinstance(value, (int, float)):
            return -value
    if isinstance(literal, ast.String) and literal.val.startswith(OLD_DATE):
        literal = ast.DateTime(literal.val[1:])
    if not isinstance(literal, LITERALS[column.kind]):
        raise BadFilter(f"A binary operator with incompatible types was detected for '{column.name}'.")
    text = str(getattr(literal, "val", ""))
    if column.is_scaled or column.kind in (Kind.INTEGER, Kind.BIG, Kind.CHOICE):
        return _number(column, text)
    if column.kind is Kind.BOOLEAN:
        return int(text.lower() == "true")
    if column.kind in (Kind.TEXT, Kind.MEMO, Kind.CODE):
        return text
    return moment(column, text) if column.kind is Kind.TIME else clean(column, text)


def moment(column: Column, text: str) -> object:
    """A time with at least the column's digits and no zeros behind them, so that text order is time order."""
    exact = str(clean(replace(column, digits=6), text))
    whole, _, fraction = exact.partition(".")
    digits = fraction.rstrip("0").ljust(column.digits, "0")
    return f"{whole}.{digits}" if digits else whole


def _number(column: Column, text: str) -> int | float:
    scaled = Decimal(text).scaleb(column.scale if column.is_scaled else 0)
    if scaled == scaled.to_integral_value() and abs(scaled) <= LARGEST:
        return int(scaled)
    return float(scaled)


def _prepare(match: re.Match[str]) -> str:
    text = match.group()
    if match["list"]:
        return f"{match['list'].replace('[', '(')}{match['only']},)"
    if text.startswith("'"):
        return text
    return {"[": "(", "]": ")"}.get(text, f"'{OLD_DATE}{text}'")
