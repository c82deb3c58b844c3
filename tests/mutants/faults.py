"""The faults: each is a module's syntax tree with one place changed, as somebody might get it wrong.

Left out is what cannot change what a module does (annotations, docstrings, names of enumerations, assertions for the
type checker) and what runs when it is imported (imports, decorators).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED: dict[type, type] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
LEFT_OUT = (ast.Import, ast.ImportFrom, ast.Assert, ast.Raise)
CONDITIONAL = (ast.If, ast.IfExp, ast.While)


@dataclass(frozen=True)
class Fault:
    """One fault; ``tree`` is the whole module with it, ``function`` whether it is inside of one."""

    line: int
    what: str
    tree: ast.Module
    function: bool


def faults(source: str) -> Iterator[Fault]:
    """Every fault that can be put into a module."""
    for place, node in enumerate(_nodes(ast.parse(source))):
        for variant in range(len(_changes(node))):
            tree = ast.parse(source)
            found = _nodes(tree)[place]
            what, change = _changes(found)[variant]
            before, function = ast.unparse(found).splitlines()[0][:90], _is_in_a_function(tree, found)
            _put(tree, found, change)
            yield Fault(found.lineno, f"{what}: {before}", ast.fix_missing_locations(tree), function)


def _is_in_a_function(tree: ast.Module, node: ast.AST) -> bool:
    """Whether a node belongs to the body of a function, and not to its defaults."""
    some = [it for it in ast.walk(tree) if isinstance(it, ast.FunctionDef)]
    return any(node is it for one in some for line in one.body for it in ast.walk(line))


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """The places where there may be a fault, in order."""
    found: list[ast.AST] = []
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        body = value if isinstance(value, list) else [value]
        for node in body:
            if not isinstance(node, ast.AST) or isinstance(node, LEFT_OUT) or (field == "body" and _is_told(node)):
                continue
            if hasattr(node, "lineno"):
                found.append(node)
            found += _nodes(node)
    return found


def _is_told(node: ast.AST) -> bool:
    """Whether a statement only says something: a docstring, or the members of an enumeration."""
    if isinstance(node, ast.ClassDef):
        return any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.AST) -> list[tuple[str, ast.AST]]:
    """What a node may be instead."""
    found: list[tuple[str, ast.AST]] = []
    match node:
        case ast.Compare(ops=[one]) if type(one) in SWAPPED:
            found.append(("turned round", _with(node, ops=[SWAPPED[type(one)]()])))
        case ast.BoolOp(op=op, values=values):
            found.append(("and for or", _with(node, op=SWAPPED[type(op)]())))
            found += [("operand left out", _with(node, values=values[:-1]))] if len(values) > 2 else []
        case ast.BinOp(op=op) if type(op) in SWAPPED:
            found.append(("operator", _with(node, op=SWAPPED[type(op)]())))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            found.append(("not left out", operand))
        case ast.Constant(value=bool(value)):
            found.append(("true for false", ast.Constant(not value)))
        case ast.Constant(value=int(value)):
            found.append(("one more", ast.Constant(value + 1)))
        case ast.Constant(value=str(value)) if value:
            found.append(("another text", ast.Constant(f"{value}?")))
        case ast.Return(value=value) if value is not None and not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            found.append(("nothing returned", _with(node, value=ast.Constant(None))))
        case ast.Expr(value=ast.Call()):
            found.append(("call left out", ast.Pass()))
        case ast.Name(id=name, ctx=ast.Load()) if name in NAMES:
            found.append(("another function", ast.Name(NAMES[name], ast.Load())))
        case ast.Continue():
            found.append(("break for continue", ast.Break()))
    if isinstance(node, CONDITIONAL) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        found.append(("condition turned round", _with(node, test=ast.UnaryOp(ast.Not(), node.test))))
    return found


def _with(node: ast.AST, **changed: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in changed.items():
        setattr(other, name, value)
    return other


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Let a node be another one where it stands."""
    ast.copy_location(new, old)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(one is old for one in value):
                setattr(parent, field, [new if one is old else one for one in value])
