"""Test Connection: what is tried of each side, in which order. Stores nothing (see ``services``).

Each side is tested as far as it goes: what the later steps need must have been found by the earlier ones. What was
found about rights, currency, extension and clock stands side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.auth import TOKENS
from syncadmin.connections.clients.contract import Check, Need, Step
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.credentials import expiry
from syncadmin.connections.findings import CREDENTIALS, SETUP, STEPS, Finding
from syncadmin.connections.models import Connection
from syncadmin.connections.needs import missing_settings, needs_of
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

# How long before their last day credentials are warned of.
_SOON = timedelta(days=30)
# Up to here a side ends with its first failure.
_ONE_BY_ONE = (CREDENTIALS, Step.ADDRESS, Step.TOKEN, Step.PERMISSION, Step.COMPANY, Step.ORGANISATION)


@dataclass
class _Course:
    """How far the test of one side has come; read by others while it goes on."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether it makes no sense to go on."""
        return any(one.failed and one.step in _ONE_BY_ONE for one in self.findings)


def find_out(connection: Connection) -> list[Finding]:
    """Test both sides at once. Nothing is asked of a side whose settings are incomplete."""
    TOKENS.clear()  # a token of former days would hide that the secret is no good any more
    missing = {side: missing_settings(connection, side) for side in Side}
    found = {side: [Finding(side, SETUP, problem=one) for one in missing[side]] for side in Side}
    courses = {side: _Course([*_credentials(connection, side)]) for side in Side if not missing[side]}
    needs = {side: needs_of(connection, side) for side in courses}
    questions = {side: partial(_walk, connection, side, needs[side], courses[side]) for side in courses}
    for side, answer in ask(questions).items():
        found[side] = _ended(connection, side, courses[side], answer if isinstance(answer, Problem) else None)
    found[Side.DATAVERSE] = _with_currency(found[Side.BC], found[Side.DATAVERSE])
    return [finding for side in Side for finding in found[side]]


def recognised(connection: Connection, finding: Finding) -> Finding:
    """The finding, or a failed one where the company or organisation is not the one that was found before."""
    if finding.problem:
        return finding
    if finding.step == Step.ORGANISATION:
        known, what = connection.dataverse_organisation_id, _("organisation")
        changed = known is not None and str(known) != finding.key
    elif finding.step == Step.COMPANY:
        changed, what = _is_another_company(connection, finding), _("company")
    else:
        return finding
    return replace(finding, problem=system_changed(what, finding.detail)) if changed else finding


def system_changed(what: str, found: str) -> Problem:
    """The problem that a connection leads elsewhere than before."""
    return Problem("system_changed", {"what": what, "found": found})


def _credentials(connection: Connection, side: Side) -> list[Finding]:
    """Whether certificate or secret are out of date, as far as that is known."""
    found = expiry(connection, side)
    if found is None:
        return []
    if found.on > timezone.localdate() + _SOON:
        return [Finding(side, CREDENTIALS, _day(found.on))]
    expired = found.on < timezone.localdate()
    facts = {"system": SYSTEM_NAMES[side], "what": str(found.what), "date": _day(found.on)}
    code = "credential_expired" if expired else "credential_expires"
    return [Finding(side, CREDENTIALS, problem=Problem(code, facts), warning=not expired)]


def _day(day: date) -> str:
    return day.isoformat()


def _walk(connection: Connection, side: Side, needs: Sequence[Need], course: _Course) -> bool:
    """Take the steps of one side one by one; true when the last was taken or one has failed."""
    client = open_hurried(connection, side)
    with closing(client):
        for check in client.check([need.table for need in needs]):
            key = client.identity().key if check.step in (Step.COMPANY, Step.ORGANISATION) and not check.problem else ""
            course.findings.append(_finding(side, check, key))
        if not course.broken:
            readable = _readable(needs, course)
            course.findings += [_finding(side, check) for check in client.probe(readable)]
    return True


def _readable(needs: Sequence[Need], course: _Course) -> list[Need]:
    """The needs of tables that exist and can be read; of the others that has been said."""
    bad = {one.problem.facts.get("table") for one in course.findings if one.problem and one.step == Step.TABLES}
    return [need for need in needs if need.table not in bad]


def _finding(side: Side, check: Check, key: str = "") -> Finding:
    problem = check.problem
    if problem and problem.code == "record_deleted":  # no record is missing, but the place to look for one
        problem = Problem("unreachable", {"system": SYSTEM_NAMES[side], "message": _nothing_there(side)})
    return Finding(side, check.step.value, check.detail, key, problem, check.warning)


def _nothing_there(side: Side) -> str:
    if side is Side.BC:
        return _("the service knows no such tenant or environment")
    return _("there is no environment at this address")


def _ended(connection: Connection, side: Side, course: _Course, problem: Problem | None) -> list[Finding]:
    """The findings of one side, with the step it broke off at, up to where it leads to another system than before."""
    findings = list(course.findings)
    if problem is not None:
        taken = {one.step for one in findings}
        rest = [step for step in STEPS[side] if step not in taken and step != CREDENTIALS]
        findings.append(Finding(side, str(rest[0] if rest else Step.TABLES), problem=problem))
    checked = [recognised(connection, one) for one in findings]
    broken = [number for number, one in enumerate(checked) if one.failed and one.step in _ONE_BY_ONE]
    return checked[: broken[0] + 1] if broken else checked


def _is_another_company(connection: Connection, finding: Finding) -> bool:
    """Whether a company is not the one that was found first; one that only has another name was renamed."""
    if connection.bc_found_company_id:
        return str(connection.bc_found_company_id) != finding.key
    return bool(connection.bc_company_name) and connection.bc_company_name != finding.detail


def _with_currency(bc: Sequence[Finding], dataverse: Sequence[Finding]) -> list[Finding]:
    """Dataverse's findings, with a failure where it lacks the local currency of Business Central."""
    local = next((one.detail for one in bc if one.step == Step.CURRENCY), "")
    return [_currency(one, local) if one.step == Step.CURRENCY and not one.problem else one for one in dataverse]


def _currency(finding: Finding, local: str) -> Finding:
    if local and local not in finding.detail.split(", "):
        return replace(finding, problem=Problem("currency_missing", {"currency": local}))
    return finding
