"""The pages on which a person plays the other user of both systems: index, lists, cards, new, delete.

What is saved here goes through the same store and rules as requests do, under the name of a colleague, so it counts as
somebody else's edit. Does not live here: the lists (`lists`), the forms (`fields`), cards (`cards`), the
words of the services' errors (`errors`), trouble on purpose (`trouble`), the look (`templates`, `assets`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.routing import Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from ..etags import same
from ..store import Row, Store
from ..values import Refused
from . import trouble
from .areas import by_area
from .cards import card_page, heading_of
from .errors import explained, stale
from .fields import searches_of
from .frame import HERE, is_own, page, problem
from .lists import listing_of, wish_of
from .systems import SYSTEMS, System
from .tables import TableView
from .values import changes, defaults_of, text_of, texts_of, writable

if TYPE_CHECKING:
    from ..server import Sandbox

View = Callable[..., Response]


def index(store: Store, request: Request) -> Response:
    """What this is, and the way into both systems."""
    entries = [_entry(store, system, request.host_url) for system in SYSTEMS]
    return page("index", entries=entries)


def stylesheet(store: Store, request: Request) -> Response:
    """The one stylesheet of these pages."""
    del store, request
    content = (HERE / "assets" / "pages.css").read_bytes()
    return Response(content, mimetype="text/css", headers={"Cache-Control": "no-cache"})


def tables(store: Store, request: Request, system: System) -> Response:
    """All tables of a system, as one company has them."""
    entry = _entry(store, system, request.host_url)
    return page("tables", system, entry=entry, companies=_companies(store, system, system.path))


def listing(store: Store, request: Request, view: TableView) -> Response:
    """All rows of a table, a page at a time."""
    rows = view.system.rows(store)
    message = f"The {view.noun} is deleted." if "deleted" in request.args else ""
    context: dict[str, Any] = listing_of(rows, view, wish_of(view, request.args))
    companies = _companies(store, view.system, view.path) if view.table.in_companies else []
    return page("list", view.system, view=view, message=message, companies=companies, **context)


def new(store: Store, request: Request, view: TableView) -> Response:
    """An empty card, and making a row of it."""
    if not view.is_editable:
        return _closed(view)
    rows, table = view.system.rows(store), view.table
    texts = texts_of(table, defaults_of(table), is_new=True)
    known = {column.name for column in writable(table, is_new=True)}
    asked = {name: text for name, text in request.args.items() if name in known}
    typed = {**texts, **asked, **request.form.to_dict()}
    if request.method == "GET" or "search" in request.form:
        return card_page(rows, view, None, typed, searches=searches_of(request.form))
    values = changes(table, texts, typed, is_new=True)
    try:
        row = rows.create(table.name, values, by=_colleague(store))
    except Refused as refused:
        return card_page(rows, view, None, typed, explained(table, refused), searches_of(request.form))
    return _to_card(view, row, "created")


def card(store: Store, request: Request, view: TableView, key: str) -> Response:
    """One row to look at and to change."""
    rows = view.system.rows(store)
    row = rows.get(view.table.name, key)
    if row is None:
        return _gone(view)
    if request.method == "POST" and view.is_editable:
        return _save(rows, request, view, key)
    return card_page(rows, view, row, texts_of(view.table, row), asked=request.args)


def delete(store: Store, request: Request, view: TableView, key: str) -> Response:
    """Ask whether a row shall go, and let it go."""
    rows = view.system.rows(store)
    row = rows.get(view.table.name, key)
    if row is None:
        return _gone(view)
    if not view.is_editable:
        return _closed(view)
    shown: dict[str, Any] = {"view": view, "heading": heading_of(view, row), "key": row[view.table.key]}
    if request.method == "GET":
        return page("delete", view.system, **shown)
    try:
        rows.remove(view.table.name, key, _colleague(store))
    except Refused as refused:
        return page("delete", view.system, 422, error=explained(view.table, refused), **shown)
    return redirect(f"{view.path}?deleted=1", 303)


def _save(rows: Store, request: Request, view: TableView, key: str) -> Response:
    """Write what was changed, if the row is still as it was shown."""
    table, version, searches = view.table, request.form.get("version", ""), searches_of(request.form)
    with rows.transaction():
        row = rows.get(table.name, key)
        if row is None:
            return _gone(view)
        before = texts_of(table, row)
        typed = {**before, **request.form.to_dict()}
        if "search" in request.form:
            return card_page(rows, view, row, typed, searches=searches, version=version)
        if not same(version, str(row["@odata.etag"])):
            return card_page(rows, view, row, typed, stale(table), searches, version)
        values = changes(table, before, typed)
        if not values:
            return _to_card(view, row, "unchanged")
        try:
            row = rows.change(table.name, key, values, by=_colleague(rows))
        except Refused as refused:
            return card_page(rows, view, row, typed, explained(table, refused), searches)
    return _to_card(view, row, "saved")


def _colleague(store: Store) -> str | None:
    """The person one plays: the first user who is neither disabled nor the integration."""
    for user in store.find("systemuser", order_by="domainname"):
        if not user.get("isdisabled") and not user.get("isintegrationuser"):
            return str(user["systemuserid"])
    return None


def _entry(store: Store, system: System, host_url: str) -> dict[str, object]:
    """A system on the front page: its tables with their rows, whose they are, and where its service is."""
    rows = system.rows(store)
    views = {table.name: TableView(system, table) for table in store.sets(system.service).values()}
    counts = {name: f"{rows.count(name):,}" for name in views}
    areas = [
        (title, [(views[table.name], counts[table.name]) for table in some])
        for title, some in by_area(view.table for view in views.values())
    ]
    facts: list[dict[str, object]] = [
        {"title": store.table(system.owner).label, "text": text_of(row.get(store.table(system.owner).name_column))}
        for row in store.find(system.owner, limit=1)
        if system.owner in store.tables
    ]
    facts.append({"title": "Address of the service", "text": f"{host_url}{system.address}", "code": True})
    return {"system": system, "areas": areas, "facts": facts}


def _companies(store: Store, system: System, path: str) -> list[dict[str, object]]:
    """Where the same page of the other companies is."""
    below = path.removeprefix(system.path)
    within = [(system.within(str(row["id"])), row) for row in system.companies(store)]
    return [
        {"path": f"{one.path}{below}", "name": row["displayName"] or row["name"], "current": one == system}
        for one, row in within
    ]


def _to_card(view: TableView, row: Row, message: str) -> Response:
    return redirect(f"{view.path}/{row[view.table.key]}?{message}=1", 303)


def _gone(view: TableView) -> Response:
    text = f"There is no such {view.noun}, or it has been deleted."
    return problem(view.system, "Not there", text, 404, view.path, f"All {view.plural}")


def _closed(view: TableView) -> Response:
    return problem(view.system, "Not to be changed", f"{view.system.title} changes this itself.", 405, view.path)


def _rule(path: str, view: View, *methods: str) -> Rule:
    """A page that shows rows, or changes them where the form is one of ours."""

    def endpoint(sandbox: Sandbox, request: Request, **values: str) -> Response:
        if not is_own(request):
            return problem(None, "Not from this page", "The form was sent from another site.", 403)
        with sandbox.gate.request():
            return view(sandbox.store, request, **values)

    return Rule(path, endpoint=endpoint, methods=["GET", *methods])


def _within(view: View, system: System) -> View:
    """A page of one table, in the company the address names."""

    def found(store: Store, request: Request, name: str = "", company: str = "", **values: str) -> Response:
        here = system.within(company.lower()) if company else system
        table = store.sets(system.service).get(name)
        try:
            here.rows(store)
        except KeyError:
            return problem(system, "Not there", "There is no such company.", 404, system.path)
        if not name:
            return view(store, request, here)
        if table is None:
            return problem(here, "Not there", f"{system.title} has no {name}.", 404, here.path)
        return view(store, request, TableView(here, table), **values)

    return found


def _routes_of(system: System, root: str) -> list[Rule]:
    return [
        _rule(root, _within(tables, system)),
        _rule(f"{root}/<name>", _within(listing, system)),
        _rule(f"{root}/<name>/new", _within(new, system), "POST"),
        _rule(f"{root}/<name>/<key>", _within(card, system), "POST"),
        _rule(f"{root}/<name>/<key>/delete", _within(delete, system), "POST"),
    ]


routes: list[Rule] = [
    _rule("/", index),
    _rule("/_sandbox/pages.css", stylesheet),
    *(rule for system in SYSTEMS for rule in _routes_of(system, system.root)),
    *(rule for system in SYSTEMS for rule in _routes_of(system, f"{system.root}/company/<company>")),
    *trouble.routes,
]
