"""Test Connection: what is tried of each side, in which order, and what was found. Stores nothing (see ``services``).

Findings are kept on the connection as JSON; only here are they written and read. A side ends with its first failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.auth import TOKENS
from syncadmin.connections.clients.contract import Check, Step
from syncadmin.connections.clients.dataverse import Dataverse
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

SETUP = "setup"
_COMMON = (Step.ADDRESS, Step.TOKEN, Step.PERMISSION)
STEPS: Mapping[Side, Sequence[str]] = {
    Side.BC: (*_COMMON, Step.COMPANY, Step.TABLES),
    Side.DATAVERSE: (*_COMMON, Step.ORGANISATION, Step.TABLES),
}
CAPTIONS: Mapping[str, Promise] = {
    SETUP: gettext_lazy("Settings"),
    Step.ADDRESS: gettext_lazy("Name resolves"),
    Step.TOKEN: gettext_lazy("Token"),
    Step.PERMISSION: gettext_lazy("Permission"),
    Step.COMPANY: gettext_lazy("Company found"),
    Step.ORGANISATION: gettext_lazy("Organisation found"),
    Step.TABLES: gettext_lazy("Tables readable"),
}
NEEDED: Mapping[Side, Sequence[str]] = {
    Side.BC: ("bc_address", "bc_tenant", "bc_environment", "bc_company_id", "bc_client_id", "bc_client_secret"),
    Side.DATAVERSE: (*("dataverse_address", "dataverse_tenant", "dataverse_client_id", "dataverse_client_secret"),),
}
# What is tried to be read when there are no mappings yet.
_USUAL_TABLES: Mapping[Side, Sequence[str]] = {Side.BC: ("customers",), Side.DATAVERSE: ("account",)}


@dataclass(frozen=True)
class Finding:
    """One step of one side: passed if there is no problem; ``key`` identifies the company or organisation found."""

    side: Side
    step: str
    detail: str = ""
    key: str = ""
    problem: Problem | None = None

    def as_json(self) -> dict[str, Any]:
        """As the connection keeps it."""
        stored: dict[str, Any] = {"side": self.side.value, "step": str(self.step), "detail": self.detail}
        if self.key:
            stored["key"] = self.key
        if self.problem:
            stored |= {"code": self.problem.code, "facts": dict(self.problem.facts)}
        return stored


@dataclass
class _Course:
    """How far the test of one side has come; read by others while it goes on."""

    findings: list[Finding] = field(default_factory=list)


def stored_findings(connection: Connection) -> list[Finding]:
    """What the last test found; nothing if the settings have changed since."""
    return [_from_json(one) for one in connection.checks]


def has_passed(connection: Connection) -> bool:
    """Whether the last test, of the settings as they are, passed on both sides."""
    findings = stored_findings(connection)
    finished = {one.side for one in findings if one.step == Step.TABLES}
    return finished == set(Side) and not any(one.problem for one in findings)


def missing_settings(connection: Connection, side: Side, needless: Iterable[str] = ()) -> list[Problem]:
    """A problem for each setting of a side that is needed and not filled in."""
    names = [name for name in NEEDED[side] if name not in needless]
    return [_not_filled_in(side, name) for name in names if not getattr(connection, name)]


def find_out(connection: Connection) -> list[Finding]:
    """Test both sides at once. Nothing is asked of a side whose settings are incomplete."""
    TOKENS.clear()  # a token of former days would hide that the secret is no good any more
    missing = {side: missing_settings(connection, side) for side in Side}
    found = {side: [Finding(side, SETUP, problem=one) for one in missing[side]] for side in Side}
    courses = {side: _Course() for side in Side if not missing[side]}
    questions = {side: partial(_walk, connection, side, tables_of(connection, side), courses[side]) for side in courses}
    for side, answer in ask(questions).items():
        found[side] = _ended(connection, side, courses[side], answer if isinstance(answer, Problem) else None)
    return [finding for side in Side for finding in found[side]]


def tables_of(connection: Connection, side: Side) -> list[str]:
    """The tables that the mappings of a connection need of a side."""
    column = "bc_table" if side is Side.BC else "dataverse_table"
    names = connection.mappings.order_by(column).values_list(column, flat=True).distinct()
    return list(names) or list(_USUAL_TABLES[side])


def words(finding: Finding) -> str:
    """What a passed step found, as a person reads it."""
    sentences = {
        Step.TOKEN: _("Signed in; a %(detail)s token was given."),
        Step.PERMISSION: _("Signed in as user %(detail)s.")
        if finding.side is Side.DATAVERSE
        else _("Companies that may be seen: %(detail)s"),
    }
    if not finding.detail:
        return ""
    return sentences.get(Step(finding.step), "%(detail)s") % {"detail": finding.detail}


def _walk(connection: Connection, side: Side, tables: Sequence[str], course: _Course) -> bool:
    """Take the steps of one side one by one; true when the last was taken or one has failed."""
    client = open_hurried(connection, side)
    with closing(client):
        for check in client.check(tables):
            key = ""
            if check.step is Step.ORGANISATION and not check.problem and isinstance(client, Dataverse):
                key = client.organisation().key
            course.findings.append(_finding(connection, side, check, key))
    return True


def _finding(connection: Connection, side: Side, check: Check, key: str) -> Finding:
    if check.step is Step.COMPANY:
        key = str(connection.bc_company_id)
    problem = check.problem
    if problem and problem.code == "record_deleted":  # no record is missing, but the place to look for one
        problem = Problem("unreachable", {"system": SYSTEM_NAMES[side], "message": _nothing_there(side)})
    return Finding(side, check.step.value, check.detail, key, problem)


def _nothing_there(side: Side) -> str:
    if side is Side.BC:
        return _("the service knows no such tenant or environment")
    return _("there is no environment at this address")


def _ended(connection: Connection, side: Side, course: _Course, problem: Problem | None) -> list[Finding]:
    """The findings of one side, up to the first failure: the step it broke off at, or another system than before."""
    findings = list(course.findings)
    if problem is not None:
        rest = [step for step in STEPS[side] if step not in {one.step for one in findings}]
        findings.append(Finding(side, str(rest[0] if rest else Step.TABLES), problem=problem))
    checked = [_recognised(connection, one) for one in findings]
    failed = next((number for number, one in enumerate(checked) if one.problem), len(checked))
    return checked[: failed + 1]


def _recognised(connection: Connection, finding: Finding) -> Finding:
    """The finding, or a failed one where the company or organisation is not the one that was found before."""
    if finding.problem:
        return finding
    if finding.step == Step.ORGANISATION:
        known, what = connection.dataverse_organisation_id, _("organisation")
        changed = known is not None and str(known) != finding.key
    elif finding.step == Step.COMPANY:
        known_name, what = connection.bc_company_name, _("company")
        changed = bool(known_name) and known_name != finding.detail and not _was_renamed(connection, finding)
    else:
        return finding
    return replace(finding, problem=_changed(what, finding.detail)) if changed else finding


def _was_renamed(connection: Connection, finding: Finding) -> bool:
    """Whether the last test of the same settings found this very company, so that only its name is new."""
    return any(
        one.step == Step.COMPANY and one.key == finding.key and not one.problem for one in stored_findings(connection)
    )


def _changed(what: str, found: str) -> Problem:
    return Problem("system_changed", {"what": what, "found": found})


def _not_filled_in(side: Side, name: str) -> Problem:
    caption = getattr(Connection._meta.get_field(name), "verbose_name", name)
    return Problem("setup_missing", {"system": SYSTEM_NAMES[side], "field": str(caption)})


def _from_json(stored: Mapping[str, Any]) -> Finding:
    code = str(stored.get("code") or "")
    facts = {str(name): str(fact) for name, fact in dict(stored.get("facts") or {}).items()}
    return Finding(
        side=Side(stored["side"]),
        step=str(stored["step"]),
        detail=str(stored.get("detail") or ""),
        key=str(stored.get("key") or ""),
        problem=Problem(code, facts) if code else None,
    )
