"""A list as a CSV file, streamed row by row, so that its size does not matter."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.http import StreamingHttpResponse

from syncadmin.ui.chosen import exported

CHUNK = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file for the CSV writer that hands each line back."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def csv_response(
    rows: Any, make_table: Callable[[Sequence[Any]], Any], name: str, *, everything: bool = True
) -> StreamingHttpResponse:
    """The rows of an ordered queryset as ``make_table`` shows them; ``everything``: with columns that are not shown."""
    lines = _lines(rows, make_table, everything)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: Any, make_table: Callable[[Sequence[Any]], Any], everything: bool) -> Iterator[str]:
    """A mark that tells spreadsheets it is UTF-8, the header, and the rows in chunks."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    header, _body = _split(make_table([]), everything)
    yield writer.writerow(header)
    for chunk in _chunks(rows.iterator(chunk_size=CHUNK) if hasattr(rows, "iterator") else iter(rows)):
        _header, body = _split(make_table(chunk), everything)
        for row in body:
            yield writer.writerow([_harmless(cell) for cell in row])


def _split(table: Any, everything: bool) -> tuple[list[Any], Iterable[list[Any]]]:
    """The header and the rows, both in the order of the exported columns."""
    names = exported(table, everything=everything)
    others = [name for name in table.sequence if name not in names]
    table.sequence = [*names, *others]
    values = table.as_values(exclude_columns=others)
    return next(values), values


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    for first in rows:
        yield list(chain([first], islice(rows, CHUNK - 1)))


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula is kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
