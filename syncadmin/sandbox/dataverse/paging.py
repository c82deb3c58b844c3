"""Dataverse's pages: which query options it takes, the size of a page, its continuation, and the capped count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..columns import Kind, Table
from ..exchange import Call, Reply
from ..filters import Condition, Dialect
from ..reading import BadOption, Page, Query, count_rows, joined, read_page, read_query
from ..store import Row
from . import annotating, cookies, expanding, relations
from .cookies import Cookie
from .functions import FUNCTIONS

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
    text_functions=frozenset(),
    functions=FUNCTIONS,
)
ALIAS = re.compile(r"'(?:[^']|'')*'|@\w+")
OPTIONS = {"$select", "$expand", "$filter", "$orderby", "$top", "$count", "$skiptoken"}
EVERYTHING = Condition("")


def listing(service: Dataverse, call: Call, table: Table, within: Condition = EVERYTHING) -> Reply:
    """One page of a set, or of the part of it that a condition leaves."""
    query = query_of(service, call, table, within)
    size, applied = page_size(service, call, query)
    expansions = expanding.expansions_of(service, call.query.get("$expand", ""), table)
    extra = expanding.hidden(expansions, query.selected)
    cookie = cookies.read(call)
    after = None if cookie is None else cookies.values_of(table, cookie.marks)
    page = read_page(service.store, replace(query, selected=(*query.selected, *extra)), size, after)
    value: Row = {"@odata.context": context(call, table, query.selected)}
    if query.count:
        value.update(_count(service, call, query))
    asking = expanding.Asking(service, call, size)
    value["value"] = expanding.shown(asking, table, page.rows, expansions, extra)
    if page.after is not None and (query.top is None or applied):
        value["@odata.nextLink"] = cookies.next_link(call, following(cookie, query, page))
    return Reply(200, value, annotating.applied(call, *applied))


def following(cookie: Cookie | None, query: Query, page: Page, token: str = "") -> Cookie:
    """The cookie of the page after this one."""
    names = dict.fromkeys((*(order.column.name for order in query.orders), query.table.key))
    number = cookie.page + 1 if cookie else 2
    return Cookie(number, cookies.marks_of(tuple(names), page.after or ()), token)


def query_of(service: Dataverse, call: Call, table: Table, within: Condition = EVERYTHING) -> Query:
    """The query of a request, of the rows a condition leaves; raises BadFilter and its kin."""
    for name in call.query:
        if name.startswith("$") and name not in OPTIONS:
            raise BadOption(f"The query parameter {name} is not supported.")
    query = completed(read_query(resolved(call.query), table, dialect(service)), table)
    return replace(query, condition=joined(query.condition, within))


def dialect(service: Dataverse) -> Dialect:
    """How filters are understood here and now."""
    store = service.store
    return replace(DIALECT, leads=relations.leads(store.tables), now=store.clock.now, user=service.editor)


def resolved(options: Mapping[str, str], name: str = "$filter") -> dict[str, str]:
    """Query options, in one of which parameter aliases such as @p1 are replaced by their values."""
    aliases = {alias: text for alias, text in options.items() if alias.startswith("@")}
    known = {option: text for option, text in options.items() if not option.startswith("@")}
    if aliases and name in known:
        known[name] = ALIAS.sub(lambda match: aliases.get(match.group(), match.group()), known[name])
    return known


def everything_of(table: Table, within: Condition) -> Query:
    """All rows of a table that a condition leaves."""
    return Query(table, (table.key,), within, (), None, 0, False)


def completed(query: Query, table: Table) -> Query:
    """The selection with the key, and with the currency where there is money."""
    return replace(query, selected=chosen(query.selected, table))


def chosen(names: Sequence[str], table: Table) -> tuple[str, ...]:
    """A selection with the columns that always come along."""
    money = any(table.by_name[name].kind is Kind.MONEY for name in names)
    currency = ("_transactioncurrencyid_value",) if money and "_transactioncurrencyid_value" in table.by_name else ()
    return tuple(dict.fromkeys((*names, table.key, *currency)))


def context(call: Call, table: Table, names: Sequence[str], single: bool = False) -> str:
    """The address of the answer's description."""
    listed = f"({','.join(names)})" if len(names) < len(table.columns) else ""
    return f"{call.root}/$metadata#{table.entity_set}{listed}{'/$entity' if single else ''}"


def page_size(service: Dataverse, call: Call, query: Query) -> tuple[int, tuple[str, ...]]:
    """The rows of a page, and the preference this heeds; $top counts only where no page size is asked for."""
    largest = service.options.dataverse_page
    wanted = call.preferences().get("odata.maxpagesize", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted) > 0:
        size = min(int(wanted), largest)
        return size, (f"odata.maxpagesize={size}",)
    return (largest if query.top is None else min(query.top, largest)), ()


def _count(service: Dataverse, call: Call, query: Query) -> Row:
    cap = service.options.count_cap
    total = count_rows(service.store, query, cap)
    found: Row = {"@odata.count": min(total, cap)}
    if annotating.wanted(call):
        found["@Microsoft.Dynamics.CRM.totalrecordcount"] = min(total, cap)
        found["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] = total > cap
    return found
