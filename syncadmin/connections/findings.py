"""What Test Connection found, as the connection keeps it: the steps in their order, and how each went.

Findings are kept as JSON; only here are they written and read. How they come about is in ``checks``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.connections.clients.contract import Step
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

SETUP = "setup"
CREDENTIALS = "credentials"
_FIRST = (CREDENTIALS, Step.ADDRESS, Step.TOKEN, Step.PERMISSION)
_LAST = (Step.TABLES, Step.RIGHTS, Step.CURRENCY)
STEPS: Mapping[Side, Sequence[str]] = {
    Side.BC: (*_FIRST, Step.COMPANY, *_LAST, Step.EXTENSION, Step.CLOCK),
    Side.DATAVERSE: (*_FIRST, Step.ORGANISATION, *_LAST, Step.CLOCK),
}
CAPTIONS: Mapping[str, Promise] = {
    SETUP: gettext_lazy("Settings"),
    CREDENTIALS: gettext_lazy("Credentials in date"),
    Step.ADDRESS: gettext_lazy("Name resolves"),
    Step.TOKEN: gettext_lazy("Token"),
    Step.PERMISSION: gettext_lazy("Permission"),
    Step.COMPANY: gettext_lazy("Company found"),
    Step.ORGANISATION: gettext_lazy("Organisation found"),
    Step.TABLES: gettext_lazy("Tables readable"),
    Step.RIGHTS: gettext_lazy("Rights on the mapped tables"),
    Step.CURRENCY: gettext_lazy("Local currency"),
    Step.EXTENSION: gettext_lazy("Extension"),
    Step.CLOCK: gettext_lazy("Clocks agree"),
}


@dataclass(frozen=True)
class Finding:
    """One step of one side: passed if there is no problem; ``key`` identifies the company or organisation found.

    A ``warning`` is a problem that keeps nothing from running.
    """

    side: Side
    step: str
    detail: str = ""
    key: str = ""
    problem: Problem | None = None
    warning: bool = False

    @property
    def failed(self) -> bool:
        """Whether this keeps the connection from being used."""
        return self.problem is not None and not self.warning

    def as_json(self) -> dict[str, Any]:
        """As the connection keeps it."""
        stored: dict[str, Any] = {"side": self.side.value, "step": str(self.step), "detail": self.detail}
        if self.key:
            stored["key"] = self.key
        if self.problem:
            stored |= {"code": self.problem.code, "facts": dict(self.problem.facts)}
        if self.warning:
            stored["warning"] = True
        return stored


def stored_findings(connection: Connection) -> list[Finding]:
    """What the last test found; nothing if the settings have changed since."""
    return [_from_json(one) for one in connection.checks]


def has_passed(connection: Connection) -> bool:
    """Whether the last test, of the settings as they are, passed on both sides."""
    findings = stored_findings(connection)
    finished = {one.side for one in findings if one.step == Step.TABLES}
    return finished == set(Side) and not any(one.failed for one in findings)


def test_state(connection: Connection) -> str:
    """How the last test went, as the badge ``test`` knows it."""
    findings = stored_findings(connection)
    if not findings:
        return "None"
    if not has_passed(connection):
        return "False"
    return "warning" if any(one.warning for one in findings) else "True"


def warnings_of(connection: Connection) -> list[Problem]:
    """What the last test warned of."""
    return [one.problem for one in stored_findings(connection) if one.warning and one.problem]


def words(finding: Finding) -> str:
    """What a passed step found, as a person reads it."""
    if finding.step == Step.EXTENSION and not finding.detail:
        return _("Not installed: mappings that need it stay off.")
    if not finding.detail:
        return ""
    return _sentence(finding) % {"detail": finding.detail}


def _sentence(finding: Finding) -> str:
    if finding.step == Step.PERMISSION:
        dataverse = finding.side is Side.DATAVERSE
        return _("Signed in as user %(detail)s.") if dataverse else _("Companies that may be seen: %(detail)s")
    sentences = {
        CREDENTIALS: _("Good until %(detail)s."),
        Step.TOKEN: _("Signed in; a %(detail)s token was given."),
        Step.EXTENSION: _("Version %(detail)s is installed."),
    }
    return sentences.get(finding.step, "%(detail)s")


def _from_json(stored: Mapping[str, Any]) -> Finding:
    code = str(stored.get("code") or "")
    facts = {str(name): str(fact) for name, fact in dict(stored.get("facts") or {}).items()}
    return Finding(
        side=Side(stored["side"]),
        step=str(stored["step"]),
        detail=str(stored.get("detail") or ""),
        key=str(stored.get("key") or ""),
        problem=Problem(code, facts) if code else None,
        warning=bool(stored.get("warning")),
    )
