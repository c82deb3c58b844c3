"""Turns an OData $filter into an SQL condition, by the dialect of the service that got it.

The text is parsed by the odata-query library; what a service allows, how it compares text and what a comparison with
nothing gives is decided here. Names become SQL in `places`; query functions of Dataverse are in `dataverse.functions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from odata_query import ast

from .columns import Column, Kind, Table
from .literals import BadFilter, NotImplementedHere, literal_value, parse
from .places import Leads, Operand, Paths, Place
from .syntax import full_name, is_equality, is_literal, links_of, names_in
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
NUMBERS = {Kind.INTEGER, Kind.BIG, Kind.DECIMAL, Kind.DOUBLE, Kind.MONEY}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Condition:
    """SQL with its bound values."""

    sql: str
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
    text_functions: frozenset[str] = frozenset({"tolower", "toupper", "trim", "substring"})
    functions: Mapping[str, Function] = field(default_factory=dict)
    leads: Leads = field(default_factory=Leads)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    user: Callable[[], str] = str


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
        self._paths = Paths(dialect.leads)
        self._root = Place(table, table.name)
        self._variables: dict[str, Place] = {}

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
        if isinstance(node, ast.CollectionLambda):
            return Condition("1") if self.dialect.ignores_lambdas else self._lambda(node)
        if isinstance(node, (ast.Identifier, ast.Attribute)):
            return self._flag(node)
        raise BadFilter("The expression is not a condition.")

    def operand(self, node: ast._Node) -> Operand:
        """A node that stands for a column."""
        if isinstance(node, (ast.Identifier, ast.Attribute)):
            place, names = self._place(node)
            if not names:
                raise BadFilter("A property was expected.")
            return self._paths.operand(place, names)
        if isinstance(node, ast.Call):
            return self._text_function(node)
        raise BadFilter("A property was expected.")

    def named(self, path: str) -> Operand:
        """The column at the end of a path such as `name` or `primarycontactid/fullname`; raises UnknownProperty."""
        return self._paths.operand(self._root, path.split("/"))

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
        links = list(links_of(node, type(node.op)))
        if joined == "OR" and not self.dialect.cross_field_or and len({*names_in(links)}) > 1:
            raise NotImplementedHere("An OR condition is not supported on two different fields.")
        quick = self._one_of(links) if joined == "OR" and len(links) > 2 else None
        if quick is not None:
            return quick
        return _balanced([self.boolean(link) for link in links], joined)

    def _one_of(self, links: list[ast._Node]) -> Condition | None:
        """Many `x eq a or x eq b ...` as one IN, which SQLite can look up by index."""
        pairs = [(link.left, link.right) for link in links if isinstance(link, ast.Compare) and is_equality(link)]
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
        if is_literal(left) and not is_literal(right):
            left, right, operator = right, left, MIRRORED.get(operator, operator)
        if isinstance(left, (ast.Compare, ast.Call)) and isinstance(right, ast.Boolean):
            return self._compare_condition(left, operator, right)
        operand = self.operand(left)
        if is_literal(right):
            return self.compare(operand, operator, right)
        if not self.dialect.has_null:
            raise BadFilter("Two properties cannot be compared with each other.")
        return self._compare_columns(operand, operator, self.operand(right))

    def _compare_columns(self, left: Operand, operator: str, right: Operand) -> Condition:
        """Two columns of one row with each other; their types must be alike."""
        if _family(left.column) != _family(right.column):
            raise BadFilter(f"'{left.column.name}' and '{right.column.name}' have incompatible types.")
        pair = [self.texts(operand, "")[0] for operand in (left, right)]
        if left.column.kind in NUMBERS:
            scales = [operand.column.scale if operand.column.is_scaled else 0 for operand in (left, right)]
            pair = [f"{sql} * {10 ** (max(scales) - scale)}" for sql, scale in zip(pair, scales, strict=True)]
        return Condition(f"{pair[0]} {operator} {pair[1]}", (*left.parameters, *right.parameters))

    def _compare_condition(self, node: ast._Node, operator: str, literal: ast.Boolean) -> Condition:
        inner = self.boolean(node)
        return Condition(f"({inner.sql}) {operator} {int(literal.py_val)}", inner.parameters)

    def _compare_list(self, node: ast.Compare) -> Condition:
        if not self.dialect.knows_in or not isinstance(node.right, ast.List):
            raise BadFilter("The operator 'in' is not supported in this version of the schema.")
        operand = self.operand(node.left)
        return _balanced([self.compare(operand, "=", item) for item in node.right.val], "OR")

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
        if inner is None or name not in self.dialect.text_functions or not inner.column.is_text:
            raise BadFilter(f"The function '{name}' is not supported.")
        if name == "substring":
            return _substring(inner, node.args[1:])
        if name == "trim":
            return replace(inner, sql=f"trim({inner.sql})")
        return replace(inner, sql=f"fold({inner.sql})", folded=True)

    def _lambda(self, node: ast.CollectionLambda) -> Condition:
        """`any`: a row of the collection fits; `all`: none of them does not, be it false or unknown."""
        start, names = self._place(node.owner)
        if not names:
            raise BadFilter("A collection was expected.")
        found, link = self._paths.collection(start, names)
        source = f'SELECT 1 FROM "{found.table.name}" AS "{found.alias}" WHERE {link}'  # noqa: S608 - own names
        if node.lambda_ is None:
            return Condition(f"EXISTS ({source})")
        hidden = dict(self._variables)
        self._variables[full_name(node.lambda_.identifier)] = found
        inner = self.boolean(node.lambda_.expression)
        self._variables = hidden
        if isinstance(node.operator, ast.All):
            return Condition(f"NOT EXISTS ({source} AND ({inner.sql}) IS NOT 1)", inner.parameters)
        return Condition(f"EXISTS ({source} AND ({inner.sql}))", inner.parameters)

    def _place(self, node: ast._Node) -> tuple[Place, list[str]]:
        """Where a path begins, and the names that lead on from there."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.owner
        if not isinstance(node, ast.Identifier):
            raise BadFilter("A property was expected.")
        first = full_name(node)
        variable = self._variables.get(first)
        return (variable, names) if variable else (self._root, [first, *names])

    def _flag(self, node: ast._Node) -> Condition:
        operand = self.operand(node)
        if operand.column.kind is not Kind.BOOLEAN:
            raise BadFilter("The filter expression must be a condition.")
        return Condition(f"{operand.sql} = 1", operand.parameters)


def _substring(inner: Operand, arguments: list[ast._Node]) -> Operand:
    if not all(isinstance(argument, ast.Integer) for argument in arguments):
        raise BadFilter("substring takes whole numbers.")
    start, *length = (int(str(getattr(argument, "val", "0"))) for argument in arguments)
    cut = f", {length[0]}" if length else ""
    return replace(inner, sql=f"substr({inner.sql}, {start + 1}{cut})")


def _balanced(parts: Sequence[Condition], joined: str) -> Condition:
    """Conditions joined so that a thousand of them are not nested deeper than SQLite can bear."""
    if len(parts) < 3:
        sql = f" {joined} ".join(f"({part.sql})" for part in parts)
        return Condition(sql, tuple(value for part in parts for value in part.parameters))
    middle = len(parts) // 2
    return _balanced([_balanced(parts[:middle], joined), _balanced(parts[middle:], joined)], joined)


def _family(column: Column) -> str:
    """What a column can be compared with."""
    if column.is_text:
        return "text"
    if column.kind in NUMBERS:
        return "number"
    return "id" if column.kind in (Kind.GUID, Kind.LOOKUP) else column.kind.value


def _glob(text: str, wildcards: bool) -> str:
    if wildcards:
        return re.sub(r"\[[^\]]*\]|[%_*?]", lambda match: WILDCARDS.get(match.group(), match.group()), text)
    return re.sub(r"[*?\[]", lambda match: f"[{match.group()}]", text)
