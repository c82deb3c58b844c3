"""Dataverse's pages: query options, the XML cookie in nextLink, the capped count, and formatted values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode

from ..columns import Column, Kind, Table
from ..database import WHOLE_NUMBERS
from ..exchange import Call, Reply
from ..filters import Dialect
from ..reading import BadOption, Page, Query, count_rows, read_page, read_query
from ..store import Row, Store
from .functions import FUNCTIONS
from .tables import TABLES

if TYPE_CHECKING:
    from .service import Dataverse

DIALECT = Dialect(
    case_sensitive=False,
    cross_field_or=True,
    nested=True,
    knows_in=True,
    ignores_lambdas=False,
    has_null=True,
    wildcards=True,
    functions=FUNCTIONS,
    tables={table.name: table for table in TABLES},
)
Names = dict[tuple[str, object], Row | None]
OPTIONS = {"$select", "$filter", "$orderby", "$top", "$count", "$skiptoken"}
MARK = re.compile(r'<(\w+) (?:last="([^"]*)"|lastnull="1")')


def listing(service: Dataverse, call: Call, table: Table) -> Reply:
    """One page of a set."""
    query = query_of(call, table)
    size, applied = _page_size(service, call, query)
    after = _continuation(call, query)
    page = read_page(service.store, query, size, after)
    value: Row = {"@odata.context": context(call, table, query.selected)}
    if query.count:
        value.update(_count(service, call, query))
    value["value"] = annotated(service.store, call, table, page.rows)
    if page.after is not None and (query.top is None or query.top > size):
        value["@odata.nextLink"] = _next_link(call, query, page)
    return Reply(200, value, applied)


def query_of(call: Call, table: Table) -> Query:
    """The query of a request; raises BadFilter and its kin."""
    for name in call.query:
        if name.startswith("$") and name not in OPTIONS:
            raise BadOption(f"The query parameter {name} is not supported.")
    return completed(read_query(call.query, table, DIALECT), table)


def completed(query: Query, table: Table) -> Query:
    """The selection with the key, and with the currency where there is money."""
    names = chosen(query.selected, table)
    return Query(table, names, query.condition, query.orders, query.top, query.skip, query.count)


def chosen(names: Sequence[str], table: Table) -> tuple[str, ...]:
    """A selection with the columns that always come along."""
    money = any(table.by_name[name].kind is Kind.DECIMAL for name in names)
    currency = ("_transactioncurrencyid_value",) if money and "_transactioncurrencyid_value" in table.by_name else ()
    return tuple(dict.fromkeys((*names, table.key, *currency)))


def context(call: Call, table: Table, names: Sequence[str], single: bool = False) -> str:
    """The address of the answer's description."""
    listed = f"({','.join(names)})" if len(names) < len(table.columns) else ""
    return f"{call.root}/$metadata#{table.entity_set}{listed}{'/$entity' if single else ''}"


def annotated(store: Store, call: Call, table: Table, rows: list[Row]) -> list[Row]:
    """Rows with formatted values and lookup facts, if the request prefers them."""
    wanted = call.preferences().get("odata.include-annotations", "")
    if not wanted:
        return rows
    names: Names = {}
    return [_annotated_row(store, table, row, wanted, names) for row in rows]


def _annotated_row(store: Store, table: Table, row: Row, wanted: str, names: Names) -> Row:
    found: Row = {}
    for name, value in row.items():
        column = table.by_name.get(name)
        if column is not None and value is not None:
            for suffix, text in _annotations(store, column, value, names):
                if wanted == "*" or any(_matches(suffix, pattern) for pattern in wanted.split(",")):
                    found[f"{name}@{suffix}"] = text
        found[name] = value
    return found


def _matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern.strip().removesuffix("*")) if pattern.endswith("*") else name == pattern.strip()


def _annotations(store: Store, column: Column, value: object, names: Names) -> list[tuple[str, str]]:
    formatted = "OData.Community.Display.V1.FormattedValue"
    if column.kind is Kind.CHOICE:
        return [(formatted, option.name) for option in column.options if option.value == value]
    if column.kind is not Kind.LOOKUP:
        return []
    for target in (store.tables[name] for name in column.targets if name in store.tables):
        found = _named(store, target, value, names)
        if found is not None:
            return [
                (formatted, str(found.get(target.name_column) or "")),
                ("Microsoft.Dynamics.CRM.lookuplogicalname", target.entity),
                ("Microsoft.Dynamics.CRM.associatednavigationproperty", column.navigation),
            ]
    return []


def _named(store: Store, table: Table, key: object, names: Names) -> Row | None:
    """The row a lookup points at, read once per answer."""
    pair = (table.name, key)
    if pair not in names:
        names[pair] = store.get(table.name, str(key))
    return names[pair]


def _count(service: Dataverse, call: Call, query: Query) -> Row:
    cap = service.options.count_cap
    total = count_rows(service.store, query, cap)
    found: Row = {"@odata.count": min(total, cap)}
    if "odata.include-annotations" in call.preferences():
        found["@Microsoft.Dynamics.CRM.totalrecordcount"] = min(total, cap)
        found["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] = total > cap
    return found


def _page_size(service: Dataverse, call: Call, query: Query) -> tuple[int, dict[str, str]]:
    """The rows of a page; $top counts only where no page size is asked for."""
    largest = service.options.dataverse_page
    wanted = call.preferences().get("odata.maxpagesize", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted) > 0:
        size = min(int(wanted), largest)
        return size, {"Preference-Applied": f"odata.maxpagesize={size}"}
    return (largest if query.top is None else min(query.top, largest)), {}


def _next_link(call: Call, query: Query, page: Page) -> str:
    number = int(re.search(r'pagenumber="(\d+)"', call.query.get("$skiptoken", 'pagenumber="1"'))[1]) + 1  # type: ignore[index]
    names = [*(order.column.name for order in query.orders), query.table.key]
    marks = "".join(_mark(name, value) for name, value in zip(dict.fromkeys(names), page.after or (), strict=False))
    inner = quote(quote(f'<cookie page="{number - 1}">{marks}</cookie>'))
    cookie = f'<cookie pagenumber="{number}" pagingcookie="{inner}" istracking="False" />'
    kept = {name: text for name, text in call.query.items() if name != "$skiptoken"}
    link = urlencode({**kept, "$skiptoken": cookie}, safe="$(),'", quote_via=quote)
    return f"{call.url.partition('?')[0]}?{link}"


def _mark(name: str, value: object) -> str:
    return f'<{name} lastnull="1" />' if value is None else f'<{name} last="{escape(str(value))}" />'


def _continuation(call: Call, query: Query) -> list[object] | None:
    token = call.query.get("$skiptoken")
    if token is None:
        return None
    match = re.fullmatch(r'<cookie pagenumber="\d{1,9}" pagingcookie="([^"]*)" istracking="False" />', token)
    if match is None:
        raise BadOption("Malformed XML in the Paging Cookie")
    marks = MARK.findall(unquote(unquote(match.group(1)))) if match else []
    return [_last(query.table, name, text, cookie=match.group(1)) for name, text in marks]


def _last(table: Table, name: str, text: str, cookie: str) -> object:
    column = table.by_name.get(name)
    if column is None:
        raise BadOption("Malformed XML in the Paging Cookie")
    if not text and f'<{name} lastnull="1"' in unquote(unquote(cookie)):
        return None
    value = unescape(text)
    if column.kind not in WHOLE_NUMBERS:
        return value
    if not re.fullmatch(r"-?\d{1,18}", value):
        raise BadOption("Malformed XML in the Paging Cookie")
    return int(value)
