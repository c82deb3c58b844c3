"""The control endpoints under `/_sandbox/`, with which another process steers the sandbox. All speak JSON.

Those that change tables are in `control_schema`.

* `GET /_sandbox/` connection settings: addresses, client id and secret, company
* `GET /_sandbox/requests` how many requests each service got, and the last ones; `DELETE` forgets them
* `GET /_sandbox/faults` the faults in force and how often they struck; `POST` adds one, the body being the fields of
  `faults.Fault`; `DELETE` clears all
* `POST /_sandbox/schedule` put a run's worth of faults in force: `{"seed": 7, "share": 0.05, "kinds": ["503"]}`
* `GET /_sandbox/clock` the time and what is wrong with it; `POST` `{"days": 8}` puts it forward, `{"skew":
  {"dataverse": 120}}` sets the clock of a service wrong by so many seconds
* `POST /_sandbox/rights` take rights away: `{"account:write": "none"}`; `DELETE` gives all of them back
* `POST /_sandbox/tokens/expire` make all tokens worthless
* `GET /_sandbox/options` the switches of `options.Options`; `PATCH` sets some of them
* `POST /_sandbox/reset` rows, tables, rights, options and clocks as at the start, no faults; body `{"customers": 250}`
* `POST /_sandbox/start-over` the same with as many customers as there were in the beginning
* `GET /_sandbox/rows/<set>` all rows; `POST` a row, or a list of rows, as another user would make it
* `GET|PATCH|DELETE /_sandbox/rows/<set>/<key>` see, change or delete a row as another user
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from .columns import BUSINESS_CENTRAL, DATAVERSE
from .descriptions import BadDescription, undescribe
from .exchange import BadJson, parse_json, to_json
from .faults import BadFault, Fault
from .options import BadSwitch
from .permissions import BadRight
from .values import Refused

if TYPE_CHECKING:
    from .server import Sandbox

LISTED = 1_000


def connection(sandbox: Sandbox, request: Request) -> Response:
    """How to reach the services."""
    del request
    return answer(sandbox.connection())


def requests(sandbox: Sandbox, request: Request) -> Response:
    """What was asked of the services."""
    if request.method == "DELETE":
        sandbox.requests.clear()
    entries = [asdict(entry) for entry in sandbox.requests][-LISTED:]
    return answer({"counts": sandbox.requests.counts(), "requests": entries})


def faults(sandbox: Sandbox, request: Request) -> Response:
    """See what goes wrong, misbehave, or behave."""
    if request.method == "DELETE":
        sandbox.behave()
    if request.method != "POST":
        return answer([_described(fault) for fault in sandbox.faults])
    try:
        sandbox.faults.add(undescribe(Fault, body_of(request)), sandbox.clock.now())
    except (BadDescription, BadFault, BadJson) as error:
        return answer({"error": str(error)}, 400)
    return answer({}, 201)


def schedule(sandbox: Sandbox, request: Request) -> Response:
    """A run's worth of faults."""
    try:
        body = body_of(request)
        added = sandbox.schedule(**{**body, "share": float(str(body.get("share", 0.05)))})  # type: ignore[arg-type]
    except (BadFault, BadJson, TypeError, ValueError) as error:
        return answer({"error": str(error)}, 400)
    return answer([_described(fault) for fault in added], 201)


def clock(sandbox: Sandbox, request: Request) -> Response:
    """See or set the services' clocks."""
    try:
        steps = body_of(request) if request.method == "POST" else {}
        skews = steps.pop("skew", {})
        sandbox.clock.advance(**{name: float(str(step)) for name, step in steps.items()})
        for service, seconds in skews.items() if isinstance(skews, dict) else ():
            sandbox.clock.skew(service, seconds=float(seconds))
    except (BadJson, TypeError, ValueError, OverflowError) as error:
        return answer({"error": str(error)}, 400)
    times = {service: sandbox.clock.now(service).isoformat() for service in (BUSINESS_CENTRAL, DATAVERSE)}
    return answer({**times, "ahead": sandbox.clock.ahead().total_seconds(), "skew": dict(sandbox.clock.skews())})


def rights(sandbox: Sandbox, request: Request) -> Response:
    """Take rights away, or give all of them back."""
    try:
        if request.method == "DELETE":
            sandbox.options.rights = {}
        else:
            sandbox.withdraw(**body_of(request))  # type: ignore[arg-type]
    except (BadJson, BadRight) as error:
        return answer({"error": str(error)}, 400)
    return answer(sandbox.options.rights)


def expire(sandbox: Sandbox, request: Request) -> Response:
    """Make all tokens worthless."""
    del request
    sandbox.expire_tokens()
    return answer({})


def options(sandbox: Sandbox, request: Request) -> Response:
    """See or set the switches."""
    try:
        sandbox.options.set(body_of(request) if request.method == "PATCH" else {})
    except (BadJson, BadSwitch, BadRight) as error:
        return answer({"error": str(error)}, 400)
    return answer(asdict(sandbox.options))


def reset(sandbox: Sandbox, request: Request) -> Response:
    """Start over."""
    try:
        wanted = body_of(request) if request.get_data() else {}
        sandbox.reset(**wanted)  # type: ignore[arg-type]
    except (BadJson, TypeError) as error:
        return answer({"error": str(error)}, 400)
    return answer({})


def start_over(sandbox: Sandbox, request: Request) -> Response:
    """Start over with as many rows as in the beginning."""
    del request
    sandbox.start_over()
    return answer({})


def rows(sandbox: Sandbox, request: Request, name: str) -> Response:
    """See all rows, or add some as another user."""
    try:
        if request.method == "GET":
            return answer(sandbox.rows(name))
        body = parse_json(request.get_data())
        given: list[dict[str, object]] = body if isinstance(body, list) else [body_of(request)]
        added = [sandbox.add(name, **values) for values in given]
    except (BadJson, KeyError, TypeError, Refused) as error:
        return answer({"error": str(error)}, 400)
    return answer(added if isinstance(body, list) else added[0], 201)


def row(sandbox: Sandbox, request: Request, name: str, key: str) -> Response:
    """See, change or delete a row as another user."""
    try:
        if request.method == "DELETE":
            sandbox.remove(name, key)
            return answer({})
        if request.method == "PATCH":
            return answer(sandbox.change(name, key, **body_of(request)))
        found = sandbox.row(name, key)
    except (BadJson, KeyError, TypeError, Refused) as error:
        return answer({"error": str(error)}, 400)
    return answer({"error": "no such row"}, 404) if found is None else answer(found)


routes = [
    Rule("/_sandbox/", endpoint=connection, methods=["GET"]),
    Rule("/_sandbox/requests", endpoint=requests, methods=["GET", "DELETE"]),
    Rule("/_sandbox/faults", endpoint=faults, methods=["GET", "POST", "DELETE"]),
    Rule("/_sandbox/schedule", endpoint=schedule, methods=["POST"]),
    Rule("/_sandbox/clock", endpoint=clock, methods=["GET", "POST"]),
    Rule("/_sandbox/rights", endpoint=rights, methods=["POST", "DELETE"]),
    Rule("/_sandbox/tokens/expire", endpoint=expire, methods=["POST"]),
    Rule("/_sandbox/options", endpoint=options, methods=["GET", "PATCH"]),
    Rule("/_sandbox/reset", endpoint=reset, methods=["POST"]),
    Rule("/_sandbox/start-over", endpoint=start_over, methods=["POST"]),
    Rule("/_sandbox/rows/<name>", endpoint=rows, methods=["GET", "POST"]),
    Rule("/_sandbox/rows/<name>/<key>", endpoint=row, methods=["GET", "PATCH", "DELETE"]),
]


def _described(fault: Fault) -> dict[str, object]:
    found = asdict(fault)
    del found["_random"], found["since"]
    return found


def body_of(request: Request) -> dict[str, object]:
    """The JSON object a request brings; raises BadJson."""
    found = parse_json(request.get_data())
    if not isinstance(found, dict):
        raise BadJson("The body is not a JSON object.")
    return found


def answer(value: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(to_json(value), status, content_type="application/json")
