"""Dataverse's query functions, as far as the sandbox knows them: In, NotIn, Between, OnOrAfter, OnOrBefore and kin."""

from __future__ import annotations

from collections.abc import Mapping

from odata_query import ast

from ..columns import Kind
from ..filters import Condition, Function, Operand, Translation
from ..literals import BadFilter, literal_value
from ..values import GUID

SPACE = "Microsoft.Dynamics.CRM."


def one_of(translation: Translation, call: ast.Call) -> Condition:
    """In: the property has one of the values."""
    operand, values = _arguments(translation, call, "PropertyValues")
    pairs = [translation.texts(operand, _value(operand, value)) for value in values]
    marks = ", ".join("?" * len(pairs))
    return Condition(f"{pairs[0][0]} IN ({marks})", tuple(value for _, value in pairs))


def none_of(translation: Translation, call: ast.Call) -> Condition:
    """NotIn: the property has another value."""
    inner = one_of(translation, call)
    return Condition(f"NOT ({inner.sql})", inner.parameters)


def between(translation: Translation, call: ast.Call) -> Condition:
    """Between: the property lies in a closed range."""
    operand, values = _arguments(translation, call, "PropertyValues")
    if len(values) != 2:
        raise BadFilter("Between takes two values.")
    low, high = (_value(operand, value) for value in values)
    return Condition(f"{operand.sql} BETWEEN ? AND ?", (low, high))


def on_or_after(translation: Translation, call: ast.Call) -> Condition:
    """OnOrAfter: the day or moment, or later."""
    operand, values = _arguments(translation, call, "PropertyValue")
    return Condition(f"{operand.sql} >= ?", (_value(operand, values[0]),))


def on_or_before(translation: Translation, call: ast.Call) -> Condition:
    """OnOrBefore: the moment, or earlier."""
    operand, values = _arguments(translation, call, "PropertyValue")
    return Condition(f"{operand.sql} <= ?", (_value(operand, values[0]),))


FUNCTIONS: Mapping[str, Function] = {
    f"{SPACE}In": one_of,
    f"{SPACE}NotIn": none_of,
    f"{SPACE}Between": between,
    f"{SPACE}OnOrAfter": on_or_after,
    f"{SPACE}OnOrBefore": on_or_before,
}


def _arguments(translation: Translation, call: ast.Call, values_name: str) -> tuple[Operand, list[ast._Node]]:
    named = {node.name.name: node.param for node in call.args if isinstance(node, ast.NamedParam)}
    name, values = named.get("PropertyName"), named.get(values_name)
    if not isinstance(name, ast.String) or values is None:
        raise BadFilter(f"The function '{call.func.name}' lacks a parameter.")
    column = translation.column(name.val)
    listed: list[ast._Node] = [*values.val] if isinstance(values, ast.List) else [values]
    return Operand(column, f'"{column.name}"'), listed


def _value(operand: Operand, literal: ast._Node) -> object:
    """Values come as text whatever the column is."""
    column = operand.column
    if not isinstance(literal, ast.String) or column.is_text:
        return literal_value(column, literal)
    text = literal.val.strip("{}")
    if column.kind in (Kind.GUID, Kind.LOOKUP) and GUID.fullmatch(text):
        return text.lower()
    if column.kind is Kind.TIME:
        return literal_value(column, ast.DateTime(text))
    if column.kind in (Kind.GUID, Kind.LOOKUP) or not text.lstrip("-").isdecimal():
        raise BadFilter(f"The value '{text}' does not fit '{column.name}'.")
    return literal_value(column, ast.Integer(text))
