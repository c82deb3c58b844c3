"""Looking at the rows of both services: by key, by search and order, by conditions the services make.

Speaks in API names; what is shown has API values, what is stored the form of the columns. Changing rows is for `store`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Self

from .columns import Table
from .database import COMPANY, VERSION, Database
from .demo_data.base import COMPANY_ID
from .etags import etag
from .schema import Schema
from .values import GUID

Row = dict[str, object]


@dataclass(frozen=True)
class Selection:
    """What to read: conditions and order are SQL made by this package, values are bound."""

    table: Table
    columns: Sequence[str]
    where: str = ""
    parameters: tuple[object, ...] = ()
    order: str = ""
    limit: int = -1
    offset: int = 0


class Rows:
    """All rows of both services, by name of table (`customers`, `account`, ...) and key.

    Of Business Central's rows those of one company are seen and written: of the first, or of the one `of` names.
    """

    database: Database
    schema: Schema
    company: str
    _visible: Mapping[str, str]

    def of(self, company: str) -> Self:
        """The same store as another company sees it, by the company's id; KeyError for what is no id."""
        if not GUID.fullmatch(company):
            raise KeyError(company)
        view = copy(self)
        view.company = "" if company.lower() == COMPANY_ID else company.lower()
        return view

    def narrowed(self, visible: Mapping[str, str]) -> Self:
        """The same store as somebody sees it who may read only some rows: an SQL condition by table."""
        view = copy(self)
        view._visible = visible
        return view

    def scoped(self, table: Table, where: str = "") -> str:
        """A condition narrowed to the rows seen here; the plus keeps SQLite from using an index for the company."""
        own = f"+{COMPANY} = '{self.company}'" if table.in_companies else self._visible.get(table.name, "")
        return f"({where}) AND {own}" if where and own else where or own

    @property
    def tables(self) -> dict[str, Table]:
        """All tables by name, as they are now; a changed one is another object."""
        return self.schema.tables

    def table(self, name: str) -> Table:
        """The description of a table; KeyError if there is none."""
        return self.tables[name]

    def sets(self, service: str) -> dict[str, Table]:
        """The tables of one service by entity set."""
        return {table.entity_set: table for table in self.tables.values() if table.service == service}

    def get(self, name: str, key: str) -> Row | None:
        """One row by its key, or None."""
        found = self.stored(name, key)
        return None if found is None else self.shown(name, found)

    def find(
        self,
        name: str,
        search: str = "",
        order_by: str = "",
        descending: bool = False,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Row]:
        """Rows whose searched columns contain a text, in an order, a page of them."""
        table = self.schema.known(name)
        if table is None:
            return []
        where, parameters = _search(table, search)
        order = _order(table, order_by, descending)
        names = [*table.by_name, VERSION]
        found = self.select(Selection(table, names, where, parameters, order, limit, offset))
        return [self.shown(name, dict(zip(names, values, strict=True))) for values in found]

    def count(self, name: str, search: str = "") -> int:
        """How many rows `find` would give without a limit."""
        where, parameters = _search(self.tables[name], search)
        where = self.scoped(self.tables[name], where)
        sql = f'SELECT count(*) FROM "{name}"' + (f" WHERE {where}" if where else "")  # noqa: S608 - own names
        return int(str(self.database.all(sql, parameters)[0][0]))

    def select(self, selection: Selection) -> list[tuple[object, ...]]:
        """Stored values of the selected columns; used by the services' queries."""
        names = ", ".join(f'"{name}"' for name in selection.columns)
        sql = f'SELECT {names} FROM "{selection.table.name}"'  # noqa: S608 - own names
        where = self.scoped(selection.table, selection.where)
        sql += f" WHERE {where}" if where else ""
        sql += f" ORDER BY {selection.order}" if selection.order else ""
        sql += " LIMIT ? OFFSET ?"
        return self.database.all(sql, (*selection.parameters, selection.limit, selection.offset))

    def count_of(self, selection: Selection) -> int:
        """How many rows a selection has, counting no further than its limit."""
        where = self.scoped(selection.table, selection.where)
        inner = f'SELECT 1 FROM "{selection.table.name}"' + (f" WHERE {where}" if where else "")  # noqa: S608
        sql = f"SELECT count(*) FROM ({inner} LIMIT ?)"  # noqa: S608 - own names
        return int(str(self.database.all(sql, (*selection.parameters, selection.limit))[0][0]))

    def grouped(self, selection: Selection, groups: Sequence[str]) -> list[tuple[object, ...]]:
        """What is worked out for each group of rows; columns and groups are SQL made by this package."""
        where = self.scoped(selection.table, selection.where)
        sql = f'SELECT {", ".join(selection.columns)} FROM "{selection.table.name}"'  # noqa: S608 - own names
        sql += f" WHERE {where}" if where else ""
        sql += f" GROUP BY {', '.join(groups)}" if groups else ""
        return self.database.all(sql, selection.parameters)

    def stored(self, name: str, key: str) -> Row | None:
        """One row in its stored form, with its version."""
        table = self.schema.known(name)
        return None if table is None else self.stored_by(name, table.key, key.lower())

    def stored_by(self, name: str, column: str, value: object) -> Row | None:
        """The first row, in its stored form, that has a value in a column."""
        return next(iter(self.stored_all_by(name, column, value, limit=1)), None)

    def stored_all_by(self, name: str, column: str, value: object, limit: int = -1) -> list[Row]:
        """All rows, in their stored form, that have a value in a column."""
        table = self.schema.known(name)
        if table is None or column not in table.by_name:
            return []
        names, where = [*table.by_name, VERSION], f'"{column}" = ?'
        if table.by_name[column].indexed and table.by_name[column].is_text:
            where = f'fold("{column}") = fold(?)'
        found = self.select(Selection(table, names, where, (value,), limit=limit))
        hidden = self.schema.hidden(table)
        return [{**hidden, **dict(zip(names, values, strict=True))} for values in found]

    def shown(self, name: str, stored: Mapping[str, object]) -> Row:
        """A stored row as its service shows it, with its ETag."""
        table = self.tables[name]
        row: Row = {"@odata.etag": etag(table.service, int(str(stored[VERSION])))}
        for column, convert in self.schema.converters(table):
            row[column] = stored[column] if convert is None else convert(stored[column])
        return row


def _search(table: Table, text: str) -> tuple[str, tuple[object, ...]]:
    if not text:
        return "", ()
    names = [column.name for column in table.searched] or [table.name_column or table.key]
    where = " OR ".join(f'instr(fold("{name}"), ?)' for name in names)
    return f"({where})", (text.casefold(),) * len(names)


def _order(table: Table, name: str, descending: bool) -> str:
    direction = " DESC" if descending else ""
    if name not in table.by_name or name == table.key:
        return f'"{table.key}"{direction}'
    column = table.by_name[name]
    expression = f'fold("{name}")' if column.is_text and not column.unique else f'"{name}"'
    return f'{expression}{direction}, "{table.key}"{direction}'
