"""Questions about the syntax tree of a filter that need no table: members of a chain, names in it, kinds of nodes."""

from __future__ import annotations

from collections.abc import Iterator

from odata_query import ast


def full_name(identifier: ast.Identifier) -> str:
    """An identifier with its namespace."""
    return ".".join((*identifier.namespace, identifier.name))


def links_of(node: ast._Node, kind: type[ast._Node]) -> Iterator[ast._Node]:
    """The members of `a or b or c`, without recursion, in order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.BoolOp) and isinstance(current.op, kind):
            waiting += [current.right, current.left]
        else:
            yield current


def names_in(nodes: list[ast._Node]) -> Iterator[str]:
    """Every property named anywhere below some nodes."""
    waiting: list[object] = list(nodes)
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.Identifier):
            yield full_name(current)
        elif isinstance(current, ast.Call):
            waiting += current.args
        elif isinstance(current, list):
            waiting += current
        elif isinstance(current, ast._Node):
            waiting += vars(current).values()


def is_literal(node: ast._Node) -> bool:
    """Whether a node is a value, perhaps with a minus."""
    return isinstance(node, ast._Literal) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))


def is_equality(node: ast.Compare) -> bool:
    """Whether a comparison is of the form `x eq value`."""
    return (
        isinstance(node.comparator, ast.Eq)
        and isinstance(node.left, ast.Identifier)
        and isinstance(node.right, (ast.String, ast.GUID, ast.Integer))
    )
