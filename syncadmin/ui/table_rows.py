"""The rows of a table as HTML, written in Python: a page of 250 rows has thousands of cells, and what is the same in
all cells of a column is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django_tables2.rows import BoundRow, BoundRows
from django_tables2.utils import AttributeDict, computed_values, signature


class Row(BoundRow):
    """A row that looks only once at what the ``render`` of a column wants to know."""

    def _call_render(self, bound_column: Any, value: object = None) -> Any:
        known = self._optional_cell_arguments(bound_column, value)
        names = _wanted(self.table, bound_column)
        content = bound_column.render(**{name: known[name] for name in names})
        return bound_column.link(content, **known) if bound_column.link else content


class Rows(BoundRows):
    """The rows of one page, which were fetched."""

    def __init__(self, records: Sequence[Any], table: Any) -> None:
        super().__init__(records, table)

    def __iter__(self) -> Iterator[Row]:
        return (Row(record, table=self.table) for record in self.data)


def rows_html(table: Any) -> SafeString:
    """All rows of the page."""
    columns = list(table.columns)
    fixed = {one.name: one.attrs["td"].as_html() for one in columns if not _varies(one)}
    labels: dict[str, str] = {one.name: conditional_escape(strip_tags(str(one.header))) for one in columns}
    rows = (_row(row, labels, fixed) for row in table.paginated_rows)
    return mark_safe("".join(rows))  # noqa: S308 - every part is escaped


def _row(row: Any, labels: dict[str, str], fixed: dict[str, str]) -> str:
    cells = [
        f'<td data-label="{labels[one.name]}" {fixed[one.name] if one.name in fixed else _attributes(row, one)}>'
        f"{conditional_escape(cell if isinstance(cell, str) else localize(cell))}</td>"
        for one, cell in row.items()
    ]
    return f"<tr {row.attrs.as_html()}>{''.join(cells)}</tr>\n"


def _attributes(row: Any, column: Any) -> str:
    """The attributes of one cell, where they follow from the row; those of head and foot are left alone."""
    known = {"table": row.table, "bound_column": column, "record": row.record, "value": column.current_value}
    found = AttributeDict(computed_values(column.column.attrs["td"], kwargs=known))
    found["class"] = column.get_td_class(found)
    return str(found.as_html())


def _varies(column: Any) -> bool:
    """Whether the attributes of a column's cells follow from the row."""
    return any(callable(one) for one in column.column.attrs.get("td", {}).values())


def _wanted(table: Any, bound_column: Any) -> Sequence[str]:
    """The names of the arguments of a column's ``render``."""
    found: dict[str, Sequence[str]] = table.__dict__.setdefault("_wanted_by_render", {})
    if bound_column.name not in found:
        names, rest = signature(bound_column.render)
        every = ("value", "record", "column", "bound_column", "bound_row", "table")
        found[bound_column.name] = every if rest else names
    return found[bound_column.name]
