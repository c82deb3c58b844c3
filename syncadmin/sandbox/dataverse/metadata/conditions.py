"""The `$filter` of metadata: comparisons of members with literals, joined by and, or and not, and three functions."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from odata_query import ast

from ...literals import BadFilter, parse
from ...syntax import full_name
from .items import Item

ENUM = re.compile(r"('(?:[^']|'')*')|Microsoft\.Dynamics\.CRM\.\w+(?='[^']*')")
GREATER: Mapping[type[ast._Node], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


def matching(items: list[Item], text: str) -> list[Item]:
    """The items a filter lets through; raises BadFilter."""
    if not text:
        return items
    tree = parse(ENUM.sub(lambda match: match[1] or "", text))
    try:
        return [item for item in items if _holds(tree, item)]
    except RecursionError as error:
        raise BadFilter("The filter is nested too deeply.") from error


def _holds(node: ast._Node, item: Item) -> bool:
    if isinstance(node, ast.BoolOp):
        left = _holds(node.left, item)
        return (left or _holds(node.right, item)) if isinstance(node.op, ast.Or) else left and _holds(node.right, item)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _holds(node.operand, item)
    if isinstance(node, ast.Compare):
        return _compared(node, item)
    if isinstance(node, ast.Call):
        return _called(node, item)
    return _value(node, item) is True


def _compared(node: ast.Compare, item: Item) -> bool:
    left, right = _value(node.left, item), _value(node.right, item)
    if isinstance(node.comparator, (ast.Eq, ast.NotEq)):
        return (left == right) is isinstance(node.comparator, ast.Eq)
    if isinstance(node.comparator, ast.In) and isinstance(right, list):
        return left in right
    compare = GREATER.get(type(node.comparator))
    if compare is None:
        raise BadFilter("The operator is not supported for metadata.")
    if left is None or right is None:
        return False
    if isinstance(left, str) is not isinstance(right, str):
        raise BadFilter("A binary operator with incompatible types was detected.")
    return bool(compare(left, right))


def _called(node: ast.Call, item: Item) -> bool:
    test = TEXTS.get(full_name(node.func))
    values = [_value(argument, item) for argument in node.args]
    if test is None or len(values) != 2:
        raise BadFilter(f"The function '{full_name(node.func)}' is not supported for metadata.")
    return all(isinstance(value, str) for value in values) and test(str(values[0]), str(values[1]))


def _value(node: ast._Node, item: Item) -> object:
    if isinstance(node, ast.Identifier):
        return _member(item.values, full_name(node))
    if isinstance(node, ast.Attribute):
        owner = _value(node.owner, item)
        return _member(owner, node.attr) if isinstance(owner, Mapping) else None
    if isinstance(node, ast.List):
        return [_value(one, item) for one in node.val]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        found = _value(node.operand, item)
        return -found if isinstance(found, (int, float)) else found
    return _literal(node)


def _literal(node: ast._Node) -> object:
    if isinstance(node, ast.Null):
        return None
    if isinstance(node, ast.Boolean):
        return node.val.lower() == "true"
    if isinstance(node, (ast.Integer, ast.Float)):
        return int(node.val) if isinstance(node, ast.Integer) else float(node.val)
    if isinstance(node, ast.GUID):
        return node.val.lower()
    if isinstance(node, ast.String):
        return node.val
    raise BadFilter("The expression is not supported for metadata.")


def _member(values: Mapping[str, object], name: str) -> object:
    if name not in values:
        raise BadFilter(f"Could not find a property named '{name}' on the metadata type.")
    return values[name]
