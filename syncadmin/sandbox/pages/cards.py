"""The card of one row: its form, what may only be looked at, and the lines below it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from ..columns import DATAVERSE, Column, Kind, OnDelete, Table
from ..store import Row, Selection, Store
from .errors import PageError
from .fields import Form, groups
from .frame import page
from .lists import Cells, moment
from .lookups import title_of
from .systems import other_than
from .tables import TableView
from .values import is_half, text_of, words_of, writable, yes_or_no

LINES = 100
SEQUENCES = ("sequence", "sequencenumber", "lineitemnumber", "lineNumber", "startingDate")
MESSAGES = {"created": "Created", "saved": "Saved", "unchanged": "Nothing was changed, so nothing was saved"}
COUNTERPARTS = {
    "customers": "account",
    "contacts": "contact",
    "items": "product",
    "salesOrders": "salesorder",
    "salesQuotes": "quote",
    "salesInvoices": "invoice",
    "opportunities": "opportunity",
    "salespeoplePurchasers": "systemuser",
    "currencies": "transactioncurrency",
    "unitsOfMeasure": "uom",
}


def card_page(
    rows: Store,
    view: TableView,
    row: Row | None,
    texts: Mapping[str, str],
    error: PageError | None = None,
    searches: Mapping[str, str] | None = None,
    version: str = "",
    asked: Mapping[str, str] | None = None,
) -> Response:
    """The card of a row, or of one to be made, with what was typed and what the service said to it."""
    key = row[view.table.key] if row else ""
    form = Form(texts, {error.column: error.message} if error and error.column else {}, searches or {}, row is None)
    return page(
        "card",
        view.system,
        422 if error else 200,
        view=view,
        key=key,
        action=f"{view.path}/{key or 'new'}",
        heading=heading_of(view, row) if row else f"New {view.noun}",
        version=version or (row["@odata.etag"] if row else ""),
        groups=groups(rows, view.table, form) if view.is_editable else [],
        facts=_facts(rows, view, row) if row else [],
        lines=_lines(rows, view, str(key)) if row else [],
        message=_message(view, row, asked or {}) if row else "",
        error=error,
        other=_other(rows, view, texts),
    )


def heading_of(view: TableView, row: Row) -> str:
    """What the card of a row is called."""
    name = text_of(row.get(view.table.name_column)).strip()
    return name or f"{view.noun.capitalize()} without a name"


def _facts(rows: Store, view: TableView, row: Row) -> list[dict[str, object]]:
    """What a person may see but not change."""
    found: list[dict[str, object]] = [{"title": "Version (ETag)", "text": row["@odata.etag"], "code": True}]
    open_to_change = {column.name for column in writable(view.table)} if view.is_editable else set()
    for column in view.table.columns:
        if column.name not in open_to_change and text_of(row[column.name]) != "" and not is_half(view.table, column):
            title = "Id" if column.name == view.table.key else column.title
            text = _fact(rows, column, row[column.name])
            found.append({"title": title, "text": text, "code": column.kind is Kind.GUID and not column.targets})
    return found


def _fact(rows: Store, column: Column, value: object) -> str:
    if column.kind is Kind.TIME:
        return f"{moment(value)} UTC"
    if column.options:
        return words_of(column, value)
    return title_of(rows, column, value) or yes_or_no(value)


def _lines(rows: Store, view: TableView, key: str) -> list[dict[str, object]]:
    """What hangs below the row: the lines of a document, the prices of a list."""
    found: list[dict[str, object]] = []
    for table in rows.sets(view.system.service).values():
        leading = _leading(table, view.table)
        for column in leading:
            lines = TableView(view.system, table)
            cells = Cells(rows, lines, hidden=column.name)
            some = _below(rows, table, column, key)
            found.append(
                {
                    "view": lines,
                    "through": column.title if len(leading) > 1 else "",
                    "titles": [lines.title(name) for name in cells.names],
                    "rows": [cells.of(row) for row in some],
                    "new": f"{lines.path}/new?{urlencode({column.name: key})}",
                }
            )
    return found


def _leading(table: Table, parent: Table) -> list[Column]:
    """The columns through which the rows of a table hang below those of another."""
    if table.parent is not None:
        return [table.by_name[table.parent.column]] if table.parent.table == parent.name else []
    if table.service != DATAVERSE:
        return []
    return [c for c in table.columns if c.on_delete is OnDelete.CASCADE and parent.name in c.targets]


def _below(rows: Store, table: Table, column: Column, key: str) -> list[Row]:
    order = next((name for name in SEQUENCES if name in table.by_name), table.key)
    found = rows.select(Selection(table, [table.key], f'"{column.name}" = ?', (key,), f'"{order}"', LINES))
    lines = [rows.get(table.name, str(line)) for (line,) in found]
    return [line for line in lines if line is not None]


def _other(rows: Store, view: TableView, texts: Mapping[str, str]) -> dict[str, object] | None:
    """Where the counterpart of a row may be found in the other system."""
    pairs = COUNTERPARTS | {there: here for here, there in COUNTERPARTS.items()}
    table = rows.tables.get(pairs.get(view.table.name, ""))
    if table is None:
        return None
    other = TableView(other_than(view.system), table)
    name = texts.get(view.table.name_column, "").strip()[:100]
    return {"view": other, "url": f"{other.path}?{urlencode({'q': name})}" if name else other.path}


def _message(view: TableView, row: Row, asked: Mapping[str, str]) -> str:
    for name, words in MESSAGES.items():
        if name in asked:
            changed = f", changed {moment(row[view.table.modified])} UTC" if view.table.modified else ""
            return f"{words}. Version {row['@odata.etag']}{changed}."
    return ""
