"""The pages on which a person plays the other user of both systems: lists, cards, new, delete.

Each view takes the store and a request and gives a response; `routes` says at which address. What is saved here goes
through the same store and rules as requests do, under the name of a colleague, so it counts as somebody else's edit.
Does not live here: the lists (`page_lists`), the forms (`page_fields`), the words of the services' errors
(`page_errors`), the look (`templates/sandbox`, `assets`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.template import Context, Engine
from werkzeug.routing import Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from .columns import Kind, Writable
from .etags import same
from .page_errors import PageError, explained, stale
from .page_fields import changes, groups, text_of, texts_of
from .page_lists import listing_of, moment, wish_of
from .page_systems import SYSTEMS, System, other_than
from .store import Row, Store
from .values import Refused

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
MESSAGES = {"created": "Created", "saved": "Saved", "unchanged": "Nothing was changed, so nothing was saved"}
View = Callable[..., Response]


def index(store: Store, request: Request) -> Response:
    """What this is, and the way into both systems."""
    return _page("index", entries=[_entry(store, system, request.host_url) for system in SYSTEMS])


def stylesheet(store: Store, request: Request) -> Response:
    """The one stylesheet of these pages."""
    del store, request
    return Response(
        (HERE / "assets" / "pages.css").read_bytes(), mimetype="text/css", headers={"Cache-Control": "no-cache"}
    )


def listing(store: Store, request: Request, system: System) -> Response:
    """All rows of a system, a page at a time."""
    message = f"The {system.noun} is deleted." if "deleted" in request.args else ""
    context = listing_of(store, system, wish_of(system, request.args))
    return _page("list", system, message=message, **context)


def new(store: Store, request: Request, system: System) -> Response:
    """An empty card, and making a row of it."""
    if not _is_own(request):
        return _foreign(system)
    texts = texts_of(system.table, _defaults(system))
    if request.method == "GET":
        return _card(store, system, None, texts)
    typed = {**texts, **request.form.to_dict()}
    values = changes(system.table, texts, typed)
    try:
        row = store.create(system.table.name, values, by=_colleague(store))
    except Refused as refused:
        return _card(store, system, None, typed, explained(system.table, refused))
    return _to_card(system, row, "created")


def card(store: Store, request: Request, system: System, key: str) -> Response:
    """One row to look at and to change."""
    if not _is_own(request):
        return _foreign(system)
    row = store.get(system.table.name, key)
    if row is None:
        return _gone(system)
    if request.method == "GET":
        return _card(store, system, row, texts_of(system.table, row), message=_message(system, row, request))
    return _save(store, request, system, key)


def delete(store: Store, request: Request, system: System, key: str) -> Response:
    """Ask whether a row shall go, and let it go."""
    if not _is_own(request):
        return _foreign(system)
    row = store.get(system.table.name, key)
    if row is None:
        return _gone(system)
    if request.method == "GET":
        return _page("delete", system, heading=_heading(system, row), key=row[system.table.key])
    store.remove(system.table.name, key)
    return redirect(f"{system.path}?deleted=1", 303)


def _save(store: Store, request: Request, system: System, key: str) -> Response:
    """Write what was changed, if the row is still as it was shown."""
    table = system.table
    with store.transaction():
        row = store.get(table.name, key)
        if row is None:
            return _gone(system)
        before = texts_of(table, row)
        typed = {**before, **request.form.to_dict()}
        if not same(request.form.get("version", ""), str(row["@odata.etag"])):
            return _card(store, system, row, typed, stale(table), version=request.form.get("version", ""))
        values = changes(table, before, typed)
        if not values:
            return _to_card(system, row, "unchanged")
        try:
            row = store.change(table.name, key, values, by=_colleague(store))
        except Refused as refused:
            return _card(store, system, row, typed, explained(table, refused))
    return _to_card(system, row, "saved")


def _card(
    store: Store,
    system: System,
    row: Row | None,
    texts: dict[str, str],
    error: PageError | None = None,
    message: str = "",
    version: str = "",
) -> Response:
    errors = {error.column: error.message} if error and error.column else {}
    other = other_than(system)
    name = texts.get(system.table.name_column, "").strip()[:100]
    response = _page(
        "card",
        system,
        key=row[system.table.key] if row else "",
        action=f"{system.path}/{row[system.table.key]}" if row else f"{system.path}/new",
        heading=_heading(system, row) if row else f"New {system.noun}",
        version=version or (row["@odata.etag"] if row else ""),
        groups=groups(store, system.table, texts, errors),
        facts=_facts(store, system, row) if row else [],
        message=message,
        error=error,
        other=other,
        other_url=f"{other.path}?{urlencode({'q': name})}" if name else other.path,
    )
    response.status_code = 422 if error else 200
    return response


def _facts(store: Store, system: System, row: Row) -> list[dict[str, object]]:
    """What a person may see but not change."""
    version: dict[str, object] = {"title": "Version (ETag)", "text": row["@odata.etag"], "code": True}
    found = [version]
    for column in system.table.columns:
        value = row[column.name]
        if column.writable is Writable.ALWAYS or text_of(value) == "":
            continue
        is_time = column.kind is Kind.TIME
        text = f"{moment(value)} UTC" if is_time else _named(store, column.targets, value) or text_of(value)
        title = "Id" if column.name == system.table.key else column.title
        found.append({"title": title, "text": text, "code": column.kind is Kind.GUID})
    return found


def _named(store: Store, targets: tuple[str, ...], value: object) -> str:
    """The name of the row a lookup leads to."""
    for entity_set in targets:
        if entity_set in store.tables and (row := store.get(entity_set, str(value))):
            return text_of(row[store.table(entity_set).name_column])
    return ""


def _defaults(system: System) -> Row:
    return {
        column.name: column.default if column.default is not None else system.table.blank(column)
        for column in system.table.columns
    }


def _message(system: System, row: Row, request: Request) -> str:
    for name, words in MESSAGES.items():
        if name in request.args:
            stamp = moment(row[system.table.modified])
            return f"{words}. Version {row['@odata.etag']}, changed {stamp} UTC."
    return ""


def _heading(system: System, row: Row) -> str:
    return text_of(row[system.table.name_column]).strip() or f"{system.noun.capitalize()} without a name"


def _colleague(store: Store) -> str | None:
    """The person one plays: the first user who is neither disabled nor the integration."""
    for user in store.find("systemuser", order_by="domainname"):
        if not user["isdisabled"] and not user["isintegrationuser"]:
            return str(user["systemuserid"])
    return None


def _is_own(request: Request) -> bool:
    """Whether a request came from these pages; browsers say where a form came from.

    Reads the form in any case: what is left of it would be taken for the next request of the connection.
    """
    request.get_data(parse_form_data=True)
    origin = request.headers.get("Origin")
    return request.method != "POST" or origin is None or urlsplit(origin).netloc == request.host


def _foreign(system: System) -> Response:
    return _problem(system, "Not from this page", "The form was sent from another site.", 403)


def _entry(store: Store, system: System, host_url: str) -> dict[str, object]:
    """A system on the front page: how many rows, whose, and where its service is."""
    facts: list[dict[str, object]] = [
        {"title": store.table(entity_set).label, "text": text_of(row[store.table(entity_set).name_column])}
        for entity_set in system.owners
        for row in store.find(entity_set, limit=1)
    ]
    facts.append({"title": "Address of the service", "text": f"{host_url}{system.service}", "code": True})
    return {"system": system, "count": f"{store.count(system.table.name):,}", "facts": facts}


def _to_card(system: System, row: Row, message: str) -> Response:
    return redirect(f"{system.path}/{row[system.table.key]}?{message}=1", 303)


def _gone(system: System) -> Response:
    return _problem(system, "Not there", f"There is no such {system.noun}, or it has been deleted.", 404)


def _problem(system: System, heading: str, text: str, status: int) -> Response:
    response = _page("problem", system, heading=heading, text=text)
    response.status_code = status
    return response


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(HERE / "templates")], autoescape=True)


def _page(template: str, system: System | None = None, **context: object) -> Response:
    everything = {"systems": SYSTEMS, "system": system, **context}
    text = _engine().get_template(f"sandbox/{template}.html").render(Context(everything, use_l10n=False, use_tz=False))
    return Response(text, mimetype="text/html", headers=HEADERS)


def _rule(path: str, view: View, *methods: str) -> Rule:
    return Rule(path, endpoint=view, methods=["GET", *methods])


def _routes_of(system: System) -> list[Rule]:
    return [
        _rule(system.path, partial(listing, system=system)),
        _rule(f"{system.path}/new", partial(new, system=system), "POST"),
        _rule(f"{system.path}/<key>", partial(card, system=system), "POST"),
        _rule(f"{system.path}/<key>/delete", partial(delete, system=system), "POST"),
    ]


routes: list[Rule] = [
    _rule("/", index),
    _rule("/_sandbox/pages.css", stylesheet),
    *(rule for system in SYSTEMS for rule in _routes_of(system)),
]
