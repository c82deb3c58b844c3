"""Turns an OData $filter into an SQL condition, by the dialect of the service that got it.

The text is parsed by the odata-query library; what a service allows, how it compares text and what it does with
unknown names is decided here. Query functions of Dataverse are in `dataverse.functions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from odata_query import ast

from .columns import Column, Kind, Table
from .literals import BadFilter, NotImplementedHere, UnknownProperty, literal_value, parse
from .values import Refused

OPERATORS: dict[type[ast._Node], str] = {
    ast.Eq: "=",
    ast.NotEq: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
WILDCARDS = {"%": "*", "_": "?", "*": "[*]", "?": "[?]"}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Condition:
    """SQL with its bound values."""

    sql: str
    parameters: tuple[object, ...] = ()


@dataclass(frozen=True)
class Operand:
    """A column, perhaps inside tolower or the like, as SQL."""

    column: Column
    sql: str
    folded: bool = False
    parameters: tuple[object, ...] = ()


Function = Callable[["Translation", ast.Call], Condition]


@dataclass(frozen=True)
class Dialect:
    """What a service makes of a filter."""

    case_sensitive: bool
    cross_field_or: bool
    nested: bool
    knows_in: bool
    ignores_lambdas: bool
    has_null: bool
    wildcards: bool
    functions: Mapping[str, Function] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)


def condition(text: str, table: Table, dialect: Dialect) -> Condition:
    """The SQL condition a filter stands for; raises BadFilter."""
    try:
        return Translation(table, dialect).boolean(parse(text))
    except RecursionError as error:
        raise BadFilter("The filter is nested too deeply.") from error
    except Refused as error:
        raise BadFilter(
            f"The value {error.value!r} does not fit {error.column.name if error.column else ''}"
        ) from error


class Translation:
    """Walks one filter's syntax tree for one table."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.table = table
        self.dialect = dialect

    def boolean(self, node: ast._Node) -> Condition:
        """A node that is true or false."""
        if isinstance(node, ast.BoolOp):
            return self._chain(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.boolean(node.operand)
            return Condition(f"NOT ({inner.sql})", inner.parameters)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.CollectionLambda) and self.dialect.ignores_lambdas:
            return Condition("1")
        if isinstance(node, (ast.Identifier, ast.Attribute)):
            return self._flag(node)
        raise BadFilter("The expression is not a condition.")

    def operand(self, node: ast._Node) -> Operand:
        """A node that stands for a column."""
        if isinstance(node, ast.Identifier):
            column = self.column(full_name(node))
            return Operand(column, f'"{column.name}"')
        if isinstance(node, ast.Attribute) and isinstance(node.owner, ast.Identifier):
            return self._related(full_name(node.owner), node.attr)
        if isinstance(node, ast.Call):
            return self._text_function(node)
        raise BadFilter("A property was expected.")

    def column(self, name: str) -> Column:
        """The column a filter names; raises UnknownProperty."""
        found = self.table.by_name.get(name)
        if found is None:
            raise UnknownProperty(name)
        return found

    def compare(self, operand: Operand, operator: str, literal: ast._Node) -> Condition:
        """A column compared with a literal."""
        if isinstance(literal, ast.Null):
            return self._compare_null(operand, operator)
        value = literal_value(operand.column, literal)
        left, right = self.texts(operand, value)
        return Condition(f"{left} {operator} ?", (*operand.parameters, right))

    def texts(self, operand: Operand, value: object) -> tuple[str, object]:
        """Both sides of a comparison, folded where case does not count."""
        if not operand.column.is_text or not isinstance(value, str):
            return operand.sql, value
        if operand.folded or not self.dialect.case_sensitive:
            sql = operand.sql if operand.folded else f"fold({operand.sql})"
            return sql, value.casefold()
        return operand.sql, value

    def pattern(self, operand: Operand, text: str, before: str, after: str) -> Condition:
        """contains, startswith and endswith."""
        left, value = self.texts(operand, text)
        quoted = _glob(str(value), self.dialect.wildcards)
        return Condition(f"{left} GLOB ?", (*operand.parameters, f"{before}{quoted}{after}"))

    def _chain(self, node: ast.BoolOp) -> Condition:
        joined = "OR" if isinstance(node.op, ast.Or) else "AND"
        links = list(_links(node, type(node.op)))
        if joined == "OR" and not self.dialect.cross_field_or and len({*_names(links)}) > 1:
            raise NotImplementedHere("An OR condition is not supported on two different fields.")
        quick = self._one_of(links) if joined == "OR" and len(links) > 2 else None
        if quick is not None:
            return quick
        parts = [self.boolean(link) for link in links]
        sql = f" {joined} ".join(f"({part.sql})" for part in parts)
        return Condition(sql, tuple(value for part in parts for value in part.parameters))

    def _one_of(self, links: list[ast._Node]) -> Condition | None:
        """Many `x eq a or x eq b ...` as one IN, which SQLite can look up by index."""
        pairs = [(link.left, link.right) for link in links if isinstance(link, ast.Compare) and _is_equality(link)]
        if len(pairs) < len(links) or len({left for left, _ in pairs}) != 1:
            return None
        operand = self.operand(pairs[0][0])
        values = [self.texts(operand, literal_value(operand.column, right)) for _, right in pairs]
        marks = ", ".join("?" * len(values))
        return Condition(f"{values[0][0]} IN ({marks})", tuple(value for _, value in values))

    def _compare(self, node: ast.Compare) -> Condition:
        if isinstance(node.comparator, ast.In):
            return self._compare_list(node)
        operator = OPERATORS[type(node.comparator)]
        left, right = node.left, node.right
        if _is_literal(left) and not _is_literal(right):
            left, right, operator = right, left, MIRRORED.get(operator, operator)
        if isinstance(left, (ast.Compare, ast.Call)) and isinstance(right, ast.Boolean):
            return self._compare_condition(left, operator, right)
        operand = self.operand(left)
        if _is_literal(right):
            return self.compare(operand, operator, right)
        other = self.operand(right)
        if not self.dialect.has_null:
            raise BadFilter("Two properties cannot be compared with each other.")
        return Condition(f"{operand.sql} {operator} {other.sql}", (*operand.parameters, *other.parameters))

    def _compare_condition(self, node: ast._Node, operator: str, literal: ast.Boolean) -> Condition:
        inner = self.boolean(node)
        return Condition(f"({inner.sql}) {operator} {int(literal.py_val)}", inner.parameters)

    def _compare_list(self, node: ast.Compare) -> Condition:
        if not self.dialect.knows_in or not isinstance(node.right, ast.List):
            raise BadFilter("The operator 'in' is not supported in this version of the schema.")
        operand = self.operand(node.left)
        parts = [self.compare(operand, "=", item) for item in node.right.val]
        sql = " OR ".join(part.sql for part in parts)
        return Condition(sql, tuple(value for part in parts for value in part.parameters))

    def _compare_null(self, operand: Operand, operator: str) -> Condition:
        if operator not in ("=", "<>") or not self.dialect.has_null:
            raise BadFilter("null cannot be compared here.")
        test = "IS NULL" if operator == "=" else "IS NOT NULL"
        return Condition(f"{operand.sql} {test}", operand.parameters)

    def _call(self, node: ast.Call) -> Condition:
        name = full_name(node.func)
        if name in self.dialect.functions:
            return self.dialect.functions[name](self, node)
        around = {"contains": ("*", "*"), "startswith": ("", "*"), "endswith": ("*", "")}.get(name)
        if around is None:
            raise BadFilter(f"The function '{name}' is not supported.")
        operand, literal = self.operand(node.args[0]), node.args[1]
        if isinstance(node.args[0], ast.Call) and not self.dialect.nested:
            raise BadFilter("Nested function calls are not supported in this version of the schema.")
        if not isinstance(literal, ast.String) or not operand.column.is_text:
            raise BadFilter(f"No function '{name}' takes these types.")
        return self.pattern(operand, literal.val, *around)

    def _text_function(self, node: ast.Call) -> Operand:
        name = full_name(node.func)
        inner = self.operand(node.args[0]) if node.args else None
        if inner is None or name not in ("tolower", "toupper", "trim", "substring") or not inner.column.is_text:
            raise BadFilter(f"The function '{name}' is not supported.")
        if name == "substring":
            return _substring(inner, node.args[1:])
        if name == "trim":
            return replace(inner, sql=f"trim({inner.sql})")
        return replace(inner, sql=f"fold({inner.sql})", folded=True)

    def _related(self, navigation: str, attribute: str) -> Operand:
        lookup = self.table.by_navigation.get(navigation)
        target = self.dialect.tables.get(lookup.targets[0]) if lookup and len(lookup.targets) == 1 else None
        if lookup is None or target is None:
            raise UnknownProperty(f"{navigation}/{attribute}")
        column = Translation(target, self.dialect).column(attribute)
        sql = (
            f'(SELECT related."{column.name}" FROM "{target.name}" AS related '  # noqa: S608 - own names
            f'WHERE related."{target.key}" = "{self.table.name}"."{lookup.name}")'
        )
        return Operand(column, sql)

    def _flag(self, node: ast._Node) -> Condition:
        operand = self.operand(node)
        if operand.column.kind is not Kind.BOOLEAN:
            raise BadFilter("The filter expression must be a condition.")
        return Condition(f"{operand.sql} = 1", operand.parameters)


def full_name(identifier: ast.Identifier) -> str:
    """An identifier with its namespace."""
    return ".".join((*identifier.namespace, identifier.name))


def _substring(inner: Operand, arguments: list[ast._Node]) -> Operand:
    if not all(isinstance(argument, ast.Integer) for argument in arguments):
        raise BadFilter("substring takes whole numbers.")
    start, *length = (int(str(getattr(argument, "val", "0"))) for argument in arguments)
    cut = f", {length[0]}" if length else ""
    return replace(inner, sql=f"substr({inner.sql}, {start + 1}{cut})")


def _links(node: ast._Node, kind: type[ast._Node]) -> Iterator[ast._Node]:
    """The members of `a or b or c`, without recursion, in order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.BoolOp) and isinstance(current.op, kind):
            waiting += [current.right, current.left]
        else:
            yield current


def _names(nodes: list[ast._Node]) -> Iterator[str]:
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


def _is_literal(node: ast._Node) -> bool:
    return isinstance(node, ast._Literal) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))


def _is_equality(node: ast.Compare) -> bool:
    return (
        isinstance(node.comparator, ast.Eq)
        and isinstance(node.left, ast.Identifier)
        and isinstance(node.right, (ast.String, ast.GUID, ast.Integer))
    )


def _glob(text: str, wildcards: bool) -> str:
    if wildcards:
        return re.sub(r"\[[^\]]*\]|[%_*?]", lambda match: WILDCARDS.get(match.group(), match.group()), text)
    return re.sub(r"[*?\[]", lambda match: f"[{match.group()}]", text)
