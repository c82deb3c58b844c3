"""The page on which a person makes trouble: faults, rights, switches, tables and clocks go wrong on purpose.

What each of these does is in `faults`, `permissions`, `options`, `shapes` and `clock`; here is only the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from werkzeug.routing import Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from ..columns import BUSINESS_CENTRAL, DATAVERSE
from ..faults import BadFault, Fault
from ..options import BadSwitch, Options
from ..permissions import BadRight, Depth, Right
from ..shapes import BadShape
from .frame import TROUBLE, is_own, page, problem

if TYPE_CHECKING:
    from ..server import Sandbox

WHOLE = re.compile(r"[0-9]{1,9}")
SERVICES = {"": "either", BUSINESS_CENTRAL: "Business Central", DATAVERSE: "Sales", "token": "sign-in"}
STATUSES = (401, 403, 404, 408, 409, 412, 413, 429, 500, 502, 503, 504)
ANSWERS = {
    "html": "a web page of a gateway (502)",
    "reset": "the connection breaks off",
    "lose_answer": "the work is done, the answer is lost",
    "double": "the request arrives twice",
    "truncate": "half of the answer",
    "slow": "a long wait",
    "drip": "an answer that trickles",
    "expire": "all tokens have just run out",
    "edit": "somebody saves the record a moment earlier",
    "drift": "somebody adds, changes and deletes records while they are read",
    "late": "a record turns up later than its stamp says",
    "phantom": "a record is seen once and never again",
    "stale_delta": "the change token has expired",
}
SWITCHES = {
    "extension": "Business Central has our extension",
    "api_services": "Business Central on-premises has its API switched on",
    "secret_expired": "The client secret has expired",
    "not_a_member": "Sales does not know the application user",
}
CHANGES = {
    "remove": "remove the column",
    "rename": "rename it to …",
    "shorten": "shorten it to … characters",
    "read_only": "make it read-only",
    "option": "add an option called …",
    "add": "add a text column of this name",
    "drop": "drop the whole table",
}
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Switch:
    """A switch that is on or off."""

    name: str
    text: str
    on: bool


def trouble(sandbox: Sandbox, request: Request) -> Response:
    """Look at what is wrong on purpose, and change it."""
    if not is_own(request):
        return problem(None, "Not from this page", "The form was sent from another site.", 403)
    if request.method == "GET":
        return _page(sandbox, request.args.get("done", ""))
    typed = request.form.to_dict()
    try:
        said = ACTIONS[typed.get("do", "")](sandbox, typed)
    except (BadFault, BadRight, BadShape, BadSwitch, KeyError, ValueError) as error:
        text = f"There is no {error.args[0]!r}." if isinstance(error, KeyError) else str(error)
        return _page(sandbox, error=text, typed=typed)
    return redirect(f"{TROUBLE}?done={said}", 303)


def _page(sandbox: Sandbox, done: str = "", error: str = "", typed: Typed | None = None) -> Response:
    known = {field.name for field in fields(Options)}
    switches = [
        Switch(name, text, bool(getattr(sandbox.options, name))) for name, text in SWITCHES.items() if name in known
    ]
    return page(
        "trouble",
        None,
        422 if error else 200,
        trouble=True,
        message=DONE.get(done, ""),
        error=error,
        typed=typed or {},
        faults=[(fault, _about(fault)) for fault in sandbox.faults],
        rights=sandbox.options.rights,
        switches=switches,
        changed=[name for name in sandbox.store.tables if sandbox.store.schema.changes(name)],
        ahead=sandbox.clock.ahead(),
        skews=[(SERVICES.get(name, name), seconds) for name, seconds in sandbox.clock.skews().items()],
        tables=list(sandbox.store.tables),
        services=SERVICES,
        statuses=STATUSES,
        answers=ANSWERS,
        changes=CHANGES,
        depths=[depth.value for depth in Depth],
        every_right=[right.value for right in Right],
    )


def _about(fault: Fault) -> str:
    """A fault in a few words."""
    what = str(fault.status) if fault.kind == "status" else ANSWERS.get(fault.kind, fault.kind)
    where = SERVICES.get(fault.service, fault.service)
    chance = f", {fault.probability:.1%} of them" if fault.probability is not None else ""
    left = f", {fault.times} times" if fault.times is not None else ""
    inside = " inside batches" if fault.inside else ""
    return f"{what} · {where}{inside} {fault.method if fault.method != '*' else ''} {fault.path}{chance}{left}"


def _fault(sandbox: Sandbox, typed: Typed) -> str:
    answer = typed.get("answer", "")
    how = {"kind": "status", "status": int(answer)} if WHOLE.fullmatch(answer) else {"kind": answer, "status": 502}
    times = typed.get("times", "")
    path, method = typed.get("path", ""), typed.get("method") or "*"
    sandbox.misbehave(
        method,
        path,
        service=typed.get("service", ""),
        times=int(times) if WHOLE.fullmatch(times) else None,
        seconds=float(typed.get("seconds") or 5),
        inside=typed.get("inside") == "yes",
        **how,
    )
    return "fault"


def _schedule(sandbox: Sandbox, typed: Typed) -> str:
    share = min(max(float(typed.get("share") or 5), 0), 100) / 100
    sandbox.schedule(int(typed.get("seed") or 1), share=share)
    return "schedule"


def _behave(sandbox: Sandbox, typed: Typed) -> str:
    del typed
    sandbox.behave()
    return "behave"


def _withdraw(sandbox: Sandbox, typed: Typed) -> str:
    about = typed.get("table", "")
    if about not in sandbox.store.tables and about not in (BUSINESS_CENTRAL, DATAVERSE):
        raise KeyError(about)
    sandbox.withdraw(**{f"{about}:{typed.get('right', '')}": typed.get("depth", "")})
    return "withdraw"


def _give_back(sandbox: Sandbox, typed: Typed) -> str:
    name = typed.get("name", "")
    sandbox.options.rights = {key: reach for key, reach in sandbox.options.rights.items() if name not in ("", key)}
    if not name:
        sandbox.options.rights = {}
    return "give_back"


def _switch(sandbox: Sandbox, typed: Typed) -> str:
    name = typed.get("name", "")
    if name not in SWITCHES:
        raise KeyError(name)
    sandbox.options.set({name: not getattr(sandbox.options, name)})
    return "switch"


def _expire(sandbox: Sandbox, typed: Typed) -> str:
    del typed
    sandbox.expire_tokens()
    return "expire"


def _reshape(sandbox: Sandbox, typed: Typed) -> str:
    table, column, value = (typed.get(name, "").strip() for name in ("table", "column", "value"))
    what = typed.get("change", "")
    if what == "drop":
        sandbox.drop_table(table)
        return "reshape"
    changes: dict[str, Callable[[], dict[str, object]]] = {
        "remove": lambda: {"remove": column},
        "rename": lambda: {"rename": {column: value}},
        "shorten": lambda: {"alter": {column: {"length": int(value)}}},
        "read_only": lambda: {"alter": {column: {"writable": "never"}}},
        "option": lambda: {"options": {column: [_option(sandbox, table, column, value)]}},
        "add": lambda: {"add": [{"name": column, "length": int(value or 100)}]},
    }
    sandbox.reshape(table, **changes[what]())
    return "reshape"


def _option(sandbox: Sandbox, table: str, column: str, name: str) -> dict[str, object]:
    """One more member, with the next number."""
    found = sandbox.store.tables[table].by_name[column].options
    return {"value": max((option.value for option in found), default=0) + 1, "name": name or "Another"}


def _advance(sandbox: Sandbox, typed: Typed) -> str:
    sandbox.clock.advance(days=float(typed.get("days") or 0), hours=float(typed.get("hours") or 0))
    return "clock"


def _skew(sandbox: Sandbox, typed: Typed) -> str:
    service = typed.get("service", "")
    if service not in (BUSINESS_CENTRAL, DATAVERSE):
        raise KeyError(service)
    sandbox.clock.skew(service, seconds=float(typed.get("seconds") or 0))
    return "clock"


def _start_over(sandbox: Sandbox, typed: Typed) -> str:
    del typed
    sandbox.start_over()
    return "start_over"


ACTIONS: Mapping[str, Callable[[Sandbox, Typed], str]] = {
    "fault": _fault,
    "schedule": _schedule,
    "behave": _behave,
    "withdraw": _withdraw,
    "give_back": _give_back,
    "switch": _switch,
    "expire": _expire,
    "reshape": _reshape,
    "advance": _advance,
    "skew": _skew,
    "start_over": _start_over,
}
DONE = {
    "fault": "The fault is in force.",
    "schedule": "The faults are in force; the same number brings the same ones.",
    "behave": "All requests are answered properly again.",
    "withdraw": "The right is taken away.",
    "give_back": "The right is given back.",
    "switch": "Switched.",
    "expire": "All tokens given out so far are worthless.",
    "reshape": "The table is changed; its services describe it that way from now on.",
    "clock": "The clock is set.",
    "start_over": "Everything is as it was in the beginning.",
}
routes = [Rule(TROUBLE, endpoint=trouble, methods=["GET", "POST"])]
