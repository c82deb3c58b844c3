"""Which rights on tables are missing: what Test Connection asks to find out, without changing a row.

Dataverse lists the privileges of a user, and those that a table knows. Business Central tells nothing of the kind: it
is sent writes that cannot succeed, an update of the row with the zero GUID and a new row with a property that no table
has. A right is taken to be missing only where the answer is that it is not allowed; whether an answer about the row or
the property comes before the question of rights is up to the service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.contract import Check, Need, Right, Step
from syncadmin.connections.clients.errors import SYSTEM_NAMES, NotAllowed, RemoteError, SignInRefused
from syncadmin.connections.clients.http import Call, Http, Json, Reply
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

NOBODY = "00000000-0000-0000-0000-000000000000"
_WHOLE_ORGANISATION = "Global"
_NO_PROPERTY = b'{"syncadminAsksForARight":true}'
# What Business Central calls the rights in its permission sets.
_IN_BC = {Right.CREATE: "Insert", Right.UPDATE: "Modify"}
# The privileges to read metadata, with the kind of metadata each is for.
_METADATA = {
    "prvReadEntity": "EntityDefinitions",
    "prvReadAttribute": "AttributeDefinitions",
    "prvReadRelationship": "RelationshipDefinitions",
    "prvReadOptionSet": "OptionSetDefinitions",
}
_JSON = {"Content-Type": "application/json"}


def missing_in_business_central(
    http: Http, lanes: Lanes, path_of: Callable[[str], str], needs: Sequence[Need]
) -> Iterator[Check]:
    """A check for each right to write that Business Central refuses; one that passes where nothing is missing."""
    asked = [(need.table, right) for need in needs for right in need.rights if right in _BC_PROBES]

    def refused(session: Http, one: tuple[str, Right]) -> bool:
        table, right = one
        return _is_refused(session, _BC_PROBES[right](path_of(table)))

    found = lanes.each(refused, asked)
    missing = [(*one, _IN_BC[one[1]]) for one, is_missing in zip(asked, found, strict=True) if is_missing]
    return _told(http.side, missing, needs)


def missing_in_dataverse(http: Http, lanes: Lanes, user: str, needs: Sequence[Need]) -> Iterator[Check]:
    """A check for each privilege that the user's roles do not give; a warning where rows stay hidden."""
    held = _privileges(http, user)
    names = lanes.each(_privilege_names, [need.table for need in needs])
    known = {need.table: some for need, some in zip(needs, names, strict=True)}
    wanted = [(need.table, right, known[need.table].get(right, "")) for need in needs for right in need.rights]
    missing = [one for one in wanted if one[2] and one[2].lower() not in held]
    yield from _told(http.side, missing, needs)
    yield from _metadata(http.side, held)
    for table, right, name in wanted:
        if right is Right.READ and held.get(name.lower(), _WHOLE_ORGANISATION) != _WHOLE_ORGANISATION:
            facts = {"system": SYSTEM_NAMES[http.side], "table": table}
            yield Check(Step.RIGHTS, problem=Problem("rows_hidden", facts), warning=True)


def _metadata(side: Side, held: Mapping[str, str]) -> Iterator[Check]:
    """A warning for each privilege to read metadata that is missing, where others to do with metadata are listed."""
    listed = any(name.lower() in held for name in _METADATA)
    for name in _METADATA if listed else ():
        if name.lower() not in held:
            facts = {"system": SYSTEM_NAMES[side], "table": _METADATA[name], "right": Right.READ.value, "grant": name}
            yield Check(Step.RIGHTS, problem=Problem("right_missing", facts), warning=True)


def _told(side: Side, missing: Sequence[tuple[str, Right, str]], needs: Sequence[Need]) -> Iterator[Check]:
    for table, right, grant in missing:
        facts = {"system": SYSTEM_NAMES[side], "table": table, "right": right.value, "grant": grant}
        yield Check(Step.RIGHTS, problem=Problem("right_missing", facts))
    if not missing:
        yield Check(Step.RIGHTS, ", ".join(f"{need.table} ({_words(need.rights)})" for need in needs))


def _words(rights: Iterable[Right]) -> str:
    return ", ".join(right.value for right in rights)


def _update(path: str) -> Call:
    return Call("PATCH", f"{path}({NOBODY})", {**_JSON, "If-Match": "*"}, b"{}", repeatable=True)


def _create(path: str) -> Call:
    return Call("POST", path, _JSON, _NO_PROPERTY, repeatable=True)


_BC_PROBES: Mapping[Right, Callable[[str], Call]] = {Right.UPDATE: _update, Right.CREATE: _create}


def _is_refused(http: Http, call: Call) -> bool:
    """Whether the answer is that this is not allowed; all other refusals are about what was sent."""
    try:
        http.send(call, lambda reply: reply.status)
    except (NotAllowed, SignInRefused):
        return True
    except RemoteError as error:
        if error.transient:
            raise
    return False


def _privileges(http: Http, user: str) -> dict[str, str]:
    """How far each privilege of the user reaches, by its name in lower case."""
    target = f"systemusers({user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"
    found: Json = http.send(Call("GET", target, repeatable=True), Reply.json)
    rows = found.get("RolePrivileges") or ()
    return {str(row.get("PrivilegeName") or "").lower(): str(row.get("Depth") or "") for row in rows}


def _privilege_names(http: Http, table: str) -> dict[Right, str]:
    """What the privileges of a table are called: some tables share those of another one."""
    target = odata.query(f"EntityDefinitions(LogicalName={odata.quoted(table)})", {"select": "LogicalName,Privileges"})
    listed = http.get(target).get("Privileges")
    if not isinstance(listed, list):
        return {right: f"prv{right}{table}" for right in Right}
    named = {str(one.get("PrivilegeType")): str(one.get("Name") or "") for one in listed}
    return {right: named[right.value] for right in Right if right.value in named}
