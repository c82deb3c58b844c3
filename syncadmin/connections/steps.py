"""The check list of Test Connection as a page shows it, whichever state it is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.findings import CAPTIONS, CREDENTIALS, STEPS, Finding, stored_findings, words
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.badges import Badge, badge_for

SYSTEMS = {Side.BC: _("Business Central"), Side.DATAVERSE: _("Dynamics 365 Sales (Dataverse)")}


@dataclass(frozen=True)
class StepLine:
    """One step: its caption, how it stands, and what was found or what is wrong."""

    caption: str | Promise
    badge: Badge
    note: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class SideSteps:
    """The steps of one system."""

    caption: str | Promise
    steps: Sequence[StepLine]
    passed: bool | None


def check_list(connection: Connection, *, testing: bool = False) -> list[SideSteps]:
    """The steps of both systems: as they were found last, or as being tested right now."""
    findings = [] if testing else stored_findings(connection)
    return [_of_side(side, [one for one in findings if one.side is side], testing=testing) for side in Side]


def _of_side(side: Side, findings: Sequence[Finding], *, testing: bool) -> SideSteps:
    state = badge_for("check", "testing" if testing else "untested")
    lines = [_line(one) for one in findings]
    lines += [StepLine(CAPTIONS[step], state) for step in _left(side, {one.step for one in findings})]
    passed = None if not findings else not any(one.failed for one in findings)
    return SideSteps(SYSTEMS[side], lines, passed)


def _left(side: Side, taken: set[str]) -> list[str]:
    """The steps that a test has not come to; what there was nothing to say about is none of them."""
    if STEPS[side][-1] in taken:
        return []
    return [step for step in STEPS[side] if step not in taken and step != CREDENTIALS]


def _line(finding: Finding) -> StepLine:
    state = badge_for("check", "warning" if finding.warning else "failed" if finding.problem else "passed")
    note = "" if finding.problem else words(finding)
    return StepLine(CAPTIONS[finding.step], state, note, finding.problem)
