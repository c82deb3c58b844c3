"""The control endpoints under `/_sandbox/`, with which another process steers the sandbox. All speak JSON.

* `GET /_sandbox/` connection settings: addresses, client id and secret, company
* `GET /_sandbox/requests` how many requests each service got, and the last ones; `DELETE` forgets them
* `POST /_sandbox/faults` put a fault in force, the body being the fields of `faults.Fault`; `DELETE` clears all
* `POST /_sandbox/tokens/expire` make all tokens worthless
* `GET /_sandbox/options` the switches of `options.Options`; `PATCH` sets some of them
* `POST /_sandbox/reset` empty all tables and forget faults, options and requests; body `{"customers": 250}`
* `POST /_sandbox/rows/<set>` a row, or a list of rows, as another user would make it
* `GET|PATCH|DELETE /_sandbox/rows/<set>/<key>` see, change or delete a row as another user
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from .exchange import BadJson, parse_json, to_json
from .faults import BadFault, Fault
from .options import Options
from .values import Refused

if TYPE_CHECKING:
    from .server import Sandbox

LISTED = 1_000


def connection(sandbox: Sandbox, request: Request) -> Response:
    """How to reach the services."""
    del request
    return _json(sandbox.connection())


def requests(sandbox: Sandbox, request: Request) -> Response:
    """What was asked of the services."""
    if request.method == "DELETE":
        sandbox.requests.clear()
    entries = [asdict(entry) for entry in sandbox.requests][-LISTED:]
    return _json({"counts": sandbox.requests.counts(), "requests": entries})


def faults(sandbox: Sandbox, request: Request) -> Response:
    """Misbehave, or behave."""
    if request.method == "DELETE":
        sandbox.behave()
        return _json({})
    try:
        sandbox.faults.add(Fault(**_body(request)))  # type: ignore[arg-type]
    except (BadFault, BadJson, TypeError) as error:
        return _json({"error": str(error)}, 400)
    return _json({}, 201)


def expire(sandbox: Sandbox, request: Request) -> Response:
    """Make all tokens worthless."""
    del request
    sandbox.expire_tokens()
    return _json({})


def options(sandbox: Sandbox, request: Request) -> Response:
    """See or set the switches."""
    known = {field.name for field in fields(Options)}
    try:
        wanted = _body(request) if request.method == "PATCH" else {}
    except BadJson as error:
        return _json({"error": str(error)}, 400)
    if wanted.keys() - known:
        return _json({"error": f"There is no option {min(wanted.keys() - known)}."}, 400)
    for name, value in wanted.items():
        setattr(sandbox.options, name, value)
    return _json(asdict(sandbox.options))


def reset(sandbox: Sandbox, request: Request) -> Response:
    """Start over."""
    try:
        wanted = _body(request) if request.get_data() else {}
        sandbox.reset(**wanted)  # type: ignore[arg-type]
    except (BadJson, TypeError) as error:
        return _json({"error": str(error)}, 400)
    return _json({})


def rows(sandbox: Sandbox, request: Request, name: str) -> Response:
    """Add rows as another user."""
    try:
        body = parse_json(request.get_data())
        given: list[dict[str, object]] = body if isinstance(body, list) else [_body(request)]
        added = [sandbox.add(name, **values) for values in given]
    except (BadJson, KeyError, TypeError, Refused) as error:
        return _json({"error": str(error)}, 400)
    return _json(added if isinstance(body, list) else added[0], 201)


def row(sandbox: Sandbox, request: Request, name: str, key: str) -> Response:
    """See, change or delete a row as another user."""
    try:
        if request.method == "DELETE":
            sandbox.remove(name, key)
            return _json({})
        if request.method == "PATCH":
            return _json(sandbox.change(name, key, **_body(request)))
        found = sandbox.row(name, key)
    except (BadJson, KeyError, TypeError, Refused) as error:
        return _json({"error": str(error)}, 400)
    return _json({"error": "no such row"}, 404) if found is None else _json(found)


routes = [
    Rule("/_sandbox/", endpoint=connection, methods=["GET"]),
    Rule("/_sandbox/requests", endpoint=requests, methods=["GET", "DELETE"]),
    Rule("/_sandbox/faults", endpoint=faults, methods=["POST", "DELETE"]),
    Rule("/_sandbox/tokens/expire", endpoint=expire, methods=["POST"]),
    Rule("/_sandbox/options", endpoint=options, methods=["GET", "PATCH"]),
    Rule("/_sandbox/reset", endpoint=reset, methods=["POST"]),
    Rule("/_sandbox/rows/<name>", endpoint=rows, methods=["POST"]),
    Rule("/_sandbox/rows/<name>/<key>", endpoint=row, methods=["GET", "PATCH", "DELETE"]),
]


def _body(request: Request) -> dict[str, object]:
    found = parse_json(request.get_data())
    if not isinstance(found, dict):
        raise BadJson("The body is not a JSON object.")
    return found


def _json(value: object, status: int = 200) -> Response:
    return Response(to_json(value), status, content_type="application/json")
