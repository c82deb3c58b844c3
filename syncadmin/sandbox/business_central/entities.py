"""Business Central's rows over HTTP, read: pages of a set, one entity, and how many there are."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode, urlsplit

from ..columns import Kind
from ..exchange import Call, Reply
from ..filters import Condition, Dialect
from ..literals import BadFilter
from ..reading import BadOption, Page, Query, count_rows, read_page, read_query, selected
from ..store import Row
from ..values import GUID, LARGEST
from .errors import not_allowed
from .expanding import Expansion, expand, hidden, read_expansions
from .places import Place

PLAIN = Dialect(
    case_sensitive=True,
    cross_field_or=False,
    nested=False,
    knows_in=False,
    ignores_lambdas=True,
    has_null=False,
    wildcards=False,
)
NEWER = replace(PLAIN, nested=True, knows_in=True)
OPTIONS = {"$select", "$filter", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$schemaversion", "$expand"}


def collection(place: Place) -> Reply:
    """One page of a set."""
    query, expansions = _question(place)
    extra = hidden(expansions, query.selected)
    size, applied = _page_size(place, query)
    wanted = replace(query, selected=(*query.selected, *extra))
    page = read_page(place.store, wanted, size, _continuation(place.call))
    value: Row = {"@odata.context": context(place)}
    if query.count:
        value["@odata.count"] = count_rows(place.store, query)
    value["value"] = expand(place.store, page.rows, expansions, extra)
    link = _next_link(place.call, query, page, size)
    if link:
        value["@odata.nextLink"] = link
    return Reply(200, value, applied)


def single(place: Place) -> Reply:
    """One entity."""
    chosen = selected(place.call.query.get("$select", ""), place.table)
    return entity(place, 200, place.store.shown(place.table.name, place.row()), chosen, expansions_of(place))


def count(place: Place) -> Reply:
    """The bare number of rows."""
    if place.call.method != "GET" or place.key:
        raise not_allowed(place.call.method)
    place.check_flat()
    total = count_rows(place.store, _question(place)[0])
    return Reply(200, None, {"Content-Type": "text/plain"}, str(total).encode())


def entity(place: Place, status: int, row: Row, chosen: Sequence[str], expansions: Sequence[Expansion] = ()) -> Reply:
    """The answer that shows one row."""
    shown = {"@odata.context": f"{context(place)}/$entity", "@odata.etag": row["@odata.etag"]}
    extra = hidden(expansions, chosen)
    shown.update((name, row[name]) for name in (*chosen, *extra))
    expand(place.store, [shown], expansions, extra)
    return Reply(status, shown, {"ETag": str(row["@odata.etag"])})


def expansions_of(place: Place) -> tuple[Expansion, ...]:
    """What a request wants to see along with the rows; raises BadFilter and its kin."""
    return read_expansions(place.call.query.get("$expand", ""), place, dialect(place.call))


def dialect(call: Call) -> Dialect:
    """What the version of the schema a request names makes of filters."""
    return NEWER if call.query.get("$schemaversion", "") >= "2.1" else PLAIN


def context(place: Place) -> str:
    """The address that describes the answer."""
    call = place.call
    path = urlsplit(call.url).path.removeprefix(urlsplit(call.root).path).strip("/")
    above, _, last = path.rpartition("/")
    name = place.table.entity_set if last.partition("(")[0] != place.table.entity else last
    return f"{call.root}/$metadata#{above}{'/' if above else ''}{name}"


def _question(place: Place) -> tuple[Query, tuple[Expansion, ...]]:
    call = place.call
    for name in call.query:
        if name.startswith("$") and name not in OPTIONS:
            raise BadOption(f"The query option '{name}' is not supported.")
    query = read_query(call.query, place.table, dialect(call))
    _check_enums(place, query)
    return replace(query, condition=_narrowed(query.condition, place.scope)), expansions_of(place)


def _narrowed(condition: Condition, scope: Condition) -> Condition:
    if not scope.sql or not condition.sql:
        return scope if scope.sql else condition
    return Condition(f"{scope.sql} AND ({condition.sql})", (*scope.parameters, *condition.parameters))


def _check_enums(place: Place, query: Query) -> None:
    if not place.service.options.refuse_blank_enum_filter or "_x0020_" not in query.condition.parameters:
        return
    columns = place.table.columns
    if any(column.kind is Kind.ENUM and f'"{column.name}"' in query.condition.sql for column in columns):
        raise BadFilter("The blank member cannot be used in a filter.")


def _page_size(place: Place, query: Query) -> tuple[int, dict[str, str]]:
    wanted = place.call.preferences().get("odata.maxpagesize", "")
    size, applied = place.service.options.business_central_page, {}
    if wanted.isascii() and wanted.isdigit() and 0 < len(wanted) < 10 and int(wanted) > 0:
        size = min(int(wanted), size)
        applied["Preference-Applied"] = f"odata.maxpagesize={size}"
    return (size if query.top is None else min(size, query.top)), applied


def _continuation(call: Call) -> list[object] | None:
    """The values of the row after which to go on; the key alone where there is no order."""
    token = call.query.get("$skiptoken")
    if token is None:
        return None
    if GUID.fullmatch(token):
        return [token.lower()]
    try:
        values = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise BadOption("The $skiptoken is not valid.") from error
    if not isinstance(values, list) or not all(_is_stored(value) for value in values) or not _ends_in_key(values):
        raise BadOption("The $skiptoken is not valid.")
    return values


def _ends_in_key(values: list[object]) -> bool:
    return bool(values) and GUID.fullmatch(str(values[-1])) is not None


def _is_stored(value: object) -> bool:
    """Whether a value can be one of the database's."""
    if isinstance(value, str):
        return not any("\ud800" <= sign <= "\udfff" for sign in value)
    return value is None or (isinstance(value, int) and abs(value) <= LARGEST)


def _next_link(call: Call, query: Query, page: Page, size: int) -> str | None:
    if page.after is None or query.top is not None and query.top <= size:
        return None
    token = str(page.after[0])
    if len(page.after) > 1:
        token = base64.urlsafe_b64encode(json.dumps(page.after).encode()).decode()
    kept = {name: text for name, text in call.query.items() if name not in ("$skip", "$skiptoken", "$top", "aid")}
    if query.top is not None:
        kept["$top"] = str(query.top - size)
    link = urlencode({**kept, "aid": "FIN", "$skiptoken": token}, safe="$(),'", quote_via=quote)
    return f"{call.root}{urlsplit(call.url).path.removeprefix(urlsplit(call.root).path)}?{link}"
