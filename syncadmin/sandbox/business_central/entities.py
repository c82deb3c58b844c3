"""Business Central's rows over HTTP: read a set, read, create, change and delete one entity."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from ..columns import Column, Kind, Table, Writable
from ..database import VERSION
from ..etags import etag, is_well_formed, same
from ..exchange import Call, Reply
from ..filters import Dialect
from ..literals import BadFilter
from ..reading import BadOption, Page, Query, count_rows, read_page, read_query, selected
from ..store import Row
from ..values import GUID
from .errors import Failure, bad_request, no_such_row, not_allowed

if TYPE_CHECKING:
    from .service import BusinessCentral

    Work = Callable[[BusinessCentral, Call], Reply]

PLAIN = Dialect(
    case_sensitive=True,
    cross_field_or=False,
    nested=False,
    knows_in=False,
    ignores_lambdas=True,
    has_null=False,
    wildcards=False,
)
NEWER = Dialect(
    case_sensitive=True,
    cross_field_or=False,
    nested=True,
    knows_in=True,
    ignores_lambdas=True,
    has_null=False,
    wildcards=False,
)
OPTIONS = {"$select", "$filter", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$schemaversion"}


def collection(service: BusinessCentral, call: Call, table: Table) -> Reply:
    """A request to a whole set: GET lists it, POST adds to it."""
    if call.method == "GET":
        return _list(service, call, table)
    if call.method == "POST" and not table.read_only:
        return _create(service, call, table)
    raise not_allowed(call.method)


def single(service: BusinessCentral, call: Call, table: Table, key: str) -> Reply:
    """A request to one entity."""
    if call.method == "GET":
        chosen = selected(call.query.get("$select", ""), table)
        return _entity(200, call, table, _existing(service, table, key), chosen)
    if call.method == "PATCH" and not table.read_only:
        return _change(service, call, table, key)
    if call.method == "DELETE" and not table.read_only:
        return _delete(service, call, table, key)
    raise not_allowed(call.method)


def count(service: BusinessCentral, call: Call, table: Table) -> Reply:
    """The bare number of rows."""
    if call.method != "GET":
        raise not_allowed(call.method)
    total = count_rows(service.store, _query(service, call, table))
    return Reply(200, None, {"Content-Type": "text/plain"}, str(total).encode())


def _list(service: BusinessCentral, call: Call, table: Table) -> Reply:
    query = _query(service, call, table)
    size, applied = _page_size(service, call, query)
    page = read_page(service.store, query, size, _continuation(call))
    value: Row = {"@odata.context": _context(call, table)}
    if query.count:
        value["@odata.count"] = count_rows(service.store, query)
    value["value"] = page.rows
    link = _next_link(call, query, page, size)
    if link:
        value["@odata.nextLink"] = link
    return Reply(200, value, applied)


def _create(service: BusinessCentral, call: Call, table: Table) -> Reply:
    body = dict(call.json())
    if "id" in body and service.options.drop_client_ids:
        del body["id"]
    chosen = selected(call.query.get("$select", ""), table)
    values = _values(service, table, body, is_new=True)
    row = service.store.create(table.name, values)
    if "return-no-content" in call.preferences():
        return Reply(204)
    reply = _entity(201, call, table, row, chosen)
    reply.headers["Location"] = f"{call.url.partition('?')[0]}({row['id']})"
    return reply


def _change(service: BusinessCentral, call: Call, table: Table, key: str) -> Reply:
    given = call.header("if-match")
    if not is_well_formed(given):
        raise Failure(400, "BadRequest_InvalidToken", "The If-Match header is missing or not a valid ETag.")
    values = _values(service, table, call.json())
    chosen = selected(call.query.get("$select", ""), table)
    with service.store.transaction():
        _check_version(service, table, key, given)
        row = service.store.change(table.name, key, values)
    return _entity(200, call, table, row, chosen)


def _delete(service: BusinessCentral, call: Call, table: Table, key: str) -> Reply:
    with service.store.transaction():
        _check_version(service, table, key, call.header("if-match") or "*")
        service.store.remove(table.name, key)
    return Reply(204)


def _check_version(service: BusinessCentral, table: Table, key: str, given: str) -> None:
    found = service.store.stored(table.name, key)
    if found is None:
        raise no_such_row(table.label, key)
    if not same(given, etag(table.service, int(str(found[VERSION])))):
        message = "Another user has already changed the record. The version of the request is out of date."
        raise Failure(service.options.stale_status, "Request_EntityChanged", message)


def _values(
    service: BusinessCentral, table: Table, body: Mapping[str, object], is_new: bool = False
) -> dict[str, object]:
    """The body's properties that are to be stored, in its order; raises Failure."""
    values: dict[str, object] = {}
    for name, value in body.items():
        if name.startswith("@") or "@odata." in name:
            continue
        column = table.by_name.get(name)
        if column is None:
            raise bad_request(f"The property '{name}' does not exist on type 'Microsoft.NAV.{table.entity}'.")
        if not _may_write(service, column, is_new):
            raise Failure(400, "BadRequest_InvalidOperation", f"Control '{name}' is read-only.")
        values[name] = value
    if is_new and values.get("number") and not service.options.manual_numbers:
        raise Failure(400, "Application_DialogException", "You may not enter numbers manually.")
    return values


def _may_write(service: BusinessCentral, column: Column, is_new: bool) -> bool:
    if column.name == "id":
        return is_new and service.options.keep_client_ids
    return column.writable is not Writable.NEVER


def _existing(service: BusinessCentral, table: Table, key: str) -> Row:
    row = service.store.get(table.name, key)
    if row is None:
        raise no_such_row(table.label, key)
    return row


def _entity(status: int, call: Call, table: Table, row: Row, chosen: tuple[str, ...]) -> Reply:
    shown = {"@odata.context": f"{_context(call, table)}/$entity", "@odata.etag": row["@odata.etag"]}
    shown.update((name, row[name]) for name in chosen)
    return Reply(status, shown, {"ETag": str(row["@odata.etag"])})


def _context(call: Call, table: Table) -> str:
    head = call.url.partition("?")[0].partition(f"/{table.entity_set}")[0].removeprefix(call.root)
    return f"{call.root}/$metadata#{head.strip('/')}{'/' if head.strip('/') else ''}{table.entity_set}"


def _query(service: BusinessCentral, call: Call, table: Table) -> Query:
    for name in call.query:
        if name.startswith("$") and name not in OPTIONS:
            raise BadOption(f"The query option '{name}' is not supported.")
    dialect = NEWER if call.query.get("$schemaversion", "") >= "2.1" else PLAIN
    query = read_query(call.query, table, dialect)
    _check_enums(service, table, query)
    return query


def _check_enums(service: BusinessCentral, table: Table, query: Query) -> None:
    if not service.options.refuse_blank_enum_filter or "_x0020_" not in query.condition.parameters:
        return
    if any(column.kind is Kind.ENUM and f'"{column.name}"' in query.condition.sql for column in table.columns):
        raise BadFilter("The blank member cannot be used in a filter.")


def _page_size(service: BusinessCentral, call: Call, query: Query) -> tuple[int, dict[str, str]]:
    wanted = call.preferences().get("odata.maxpagesize", "")
    size, applied = service.options.business_central_page, {}
    if wanted.isascii() and wanted.isdigit() and int(wanted) > 0:
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
    except (ValueError, binascii.Error) as error:
        raise BadOption("The $skiptoken is not valid.") from error
    if not isinstance(values, list) or not all(value is None or isinstance(value, (str, int)) for value in values):
        raise BadOption("The $skiptoken is not valid.")
    return values


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
