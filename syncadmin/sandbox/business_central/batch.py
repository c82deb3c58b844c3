"""Business Central's JSON $batch: in order, stopping at the first failure unless asked not to, or all as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import BUSINESS_CENTRAL
from ..exchange import Call, Reply, call_of, to_json
from .errors import Failure, bad_request, not_allowed

if TYPE_CHECKING:
    from .service import BusinessCentral


class _Undo(Exception):
    """Leaves a transaction without keeping anything."""


def answer(service: BusinessCentral, call: Call) -> Reply:
    """Carry out a batch; the answer is 200 whatever became of its operations."""
    if call.method != "POST":
        raise not_allowed(call.method)
    operations = call.json().get("requests")
    if not isinstance(operations, list) or not all(isinstance(item, dict) for item in operations):
        raise bad_request("The batch has no list of requests.")
    if len(operations) > service.options.batch_limit:
        message = f"A batch may have at most {service.options.batch_limit} operations."
        raise Failure(service.options.batch_too_big_status, "BadRequest", message)
    calls = [(item.get("id"), _inner(call, item)) for item in operations]
    if call.header("isolation").lower() == "snapshot":
        return Reply(200, {"responses": _as_one(service, calls)})
    goes_on = "odata.continue-on-error" in call.preferences()
    return Reply(200, {"responses": _one_by_one(service, calls, goes_on)})


def _one_by_one(service: BusinessCentral, calls: list[tuple[object, Call]], goes_on: bool) -> list[dict[str, object]]:
    answers: list[dict[str, object]] = []
    for key, call in calls:
        reply = _reply(service, call)
        answers.append(_part(key, reply))
        if reply.status >= 400 and not goes_on:
            break
    return answers


def _as_one(service: BusinessCentral, calls: list[tuple[object, Call]]) -> list[dict[str, object]]:
    """All or nothing; what was undone still reads as if it had been done, as at the real service."""
    answers: list[dict[str, object]] = []
    try:
        with service.store.transaction():
            for key, call in calls:
                reply = _reply(service, call)
                answers.append(_part(key, reply))
                if reply.status >= 400 and len(answers) == 1:
                    break
            if any(int(str(answer["status"])) >= 400 for answer in answers):
                raise _Undo
    except _Undo:
        return answers
    return answers


def _reply(service: BusinessCentral, call: Call) -> Reply:
    """The answer to one operation, which counts as a request of its own."""
    refused = service.limits.refuse(BUSINESS_CENTRAL) if service.options.batch_counts else None
    return refused or service.operation(call)


def _inner(outer: Call, item: dict[str, object]) -> Call:
    method, url, headers = item.get("method"), item.get("url"), item.get("headers") or {}
    if not isinstance(method, str) or not isinstance(url, str) or not isinstance(headers, dict):
        raise bad_request("An operation of the batch lacks its method or url.")
    if "$batch" in url:
        raise bad_request("A batch cannot contain a batch.")
    body = b"" if item.get("body") is None else to_json(item["body"])
    given = {str(name): str(value) for name, value in headers.items()}
    call = call_of(method, url, given, body, outer.root, outer.user)
    call.batched = True
    return call


def _part(key: object, reply: Reply) -> dict[str, object]:
    headers = {"OData-Version": "4.0", **reply.headers}
    part: dict[str, object] = {"id": key, "status": reply.status, "headers": headers}
    if reply.value is not None:
        headers["Content-Type"] = "application/json; odata.metadata=minimal"
        part["body"] = reply.value
    elif reply.content:
        part["body"] = reply.content.decode("utf-8", "replace")
    return part
