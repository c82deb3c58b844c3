"""The control endpoints with which another process changes tables while the services run.

* `GET /_sandbox/schema` the names of all tables by service; `POST` adds one, described as for `shapes.new_table`
* `GET /_sandbox/schema/<table>` its description; `PATCH` changes it as `shapes.Reshaping` says; `DELETE` drops it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from .columns import BUSINESS_CENTRAL, DATAVERSE
from .control import answer, body_of
from .descriptions import describe
from .exchange import BadJson
from .shapes import BadShape

if TYPE_CHECKING:
    from .server import Sandbox


def tables(sandbox: Sandbox, request: Request) -> Response:
    """What tables there are, or one more."""
    if request.method == "GET":
        names = {service: list(sandbox.store.sets(service)) for service in (BUSINESS_CENTRAL, DATAVERSE)}
        return answer(names)
    try:
        return answer(describe(sandbox.add_table(**body_of(request))), 201)
    except (BadJson, BadShape) as error:
        return answer({"error": str(error)}, 400)


def table(sandbox: Sandbox, request: Request, name: str) -> Response:
    """See, change or drop a table."""
    try:
        if request.method == "PATCH":
            sandbox.reshape(name, **body_of(request))
        if request.method == "DELETE":
            sandbox.drop_table(name)
            return answer({})
        return answer(describe(sandbox.store.table(name)))
    except KeyError:
        return answer({"error": f"There is no table {name}."}, 404)
    except (BadJson, BadShape) as error:
        return answer({"error": str(error)}, 400)


routes = [
    Rule("/_sandbox/schema", endpoint=tables, methods=["GET", "POST"]),
    Rule("/_sandbox/schema/<name>", endpoint=table, methods=["GET", "PATCH", "DELETE"]),
]
