"""Everything that changes a connection: saving its settings, testing it, enabling and disabling it.

Settings that lead a side elsewhere make the last test worthless and disable the connection. What was found at the
first test is remembered; while records are coupled it is never replaced, so that a wrong address cannot spoil them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from syncadmin.audit.models import Change
from syncadmin.audit.recording import Edit, edits_between, record
from syncadmin.connections.checks import find_out
from syncadmin.connections.clients.contract import Step
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.findings import Finding, has_passed
from syncadmin.connections.learning import learned
from syncadmin.connections.models import Connection, in_a_day
from syncadmin.engine.values import Side
from syncadmin.ui.sentences import title

LEADS_TO: Mapping[Side, Sequence[str]] = {
    Side.BC: ("bc_kind", "bc_address", "bc_tenant", "bc_environment", "bc_company_id"),
    Side.DATAVERSE: ("dataverse_address", "dataverse_tenant"),
}
# What is encrypted at rest and never shown.
SECRETS = ("bc_client_secret", "bc_certificate", "bc_password", "dataverse_client_secret", "dataverse_certificate")
# What else happens once a connection is enabled; the apps above this one add to it when they are made ready.
AFTER_ENABLING: list[Callable[[Connection], None]] = []
_SIGNS_IN = (*SECRETS, "bc_sign_in", "bc_client_id", "bc_user", "dataverse_sign_in", "dataverse_client_id")


class SavedMeanwhile(Exception):
    """Somebody else saved the settings since they were shown or taken up; ``current`` is how they are now."""

    def __init__(self, current: Connection) -> None:
        super().__init__(f"connection {current.pk} is at revision {current.revision}")
        self.current = current


@dataclass(frozen=True)
class ConnectionSettings:
    """What Connection Setup saves, by field; a secret that is left out stays as it is, a blank one is removed."""

    values: Mapping[str, object] = field(repr=False)


@transaction.atomic
def create_connection(settings: ConnectionSettings) -> Connection:
    """A new connection, disabled."""
    made = Connection.objects.create(**settings.values)
    _record(made, Change.Event.CREATED, Connection(), settings.values)
    return made


@transaction.atomic
def save_connection(connection: Connection, settings: ConnectionSettings, *, revision: int) -> Connection:
    """The connection with these settings, if it still is at the revision they were made on; or SavedMeanwhile."""
    current = Connection.objects.select_for_update().get(pk=connection.pk)
    if current.revision != revision:
        raise SavedMeanwhile(current)
    values = settings.values
    changed = {name for name, value in values.items() if getattr(current, name) != value}
    if changed:
        _record(current, Change.Event.CHANGED, current, values)
    for name, value in values.items():
        setattr(current, name, value)
    current.revision += 1
    sides = [side for side in Side if changed.intersection(LEADS_TO[side])]
    if sides or "authority" in changed:
        was_enabled = current.enabled
        _lead_elsewhere(current, sides)
        if was_enabled:
            reason = {"disable_reason": current.disable_reason}
            record(Change.Kind.CONNECTION, Change.Event.DISABLED, current, edits=_why(reason))
    if sides or changed.intersection({"authority", *_SIGNS_IN}):
        current.checks, current.checked_at, current.recognised_at = [], None, None
    current.save()
    return current


def check_connection(connection: Connection) -> list[Finding]:
    """Test the settings as they are, keep what was found, and disable a connection that leads to another system."""
    findings = find_out(connection)
    values: dict[str, object] = {"checks": [one.as_json() for one in findings], "checked_at": timezone.now()}
    values |= {"check_due_at": in_a_day(), **_worth_remembering(findings)}
    changed = next((one.problem for one in findings if one.problem and one.problem.code == "system_changed"), None)
    if not changed:
        values["facts"] = learned(connection, findings)
    elif connection.enabled:
        values |= _disabled(title(changed))
    with transaction.atomic():
        _update(connection, values)
        if "disable_reason" in values:
            record(Change.Kind.CONNECTION, Change.Event.DISABLED, connection, edits=_why(values), by_itself=True)
    return findings


def refuse_changed_system(connection: Connection, finding: Finding) -> None:
    """Disable a connection of which a run found that it leads to another system than before; a test must pass first."""
    said = title(finding.problem) if finding.problem else ""
    rows = Connection.objects.filter(pk=connection.pk, revision=connection.revision)
    values = _disabled(said)
    if rows.update(checks=[*connection.checks, finding.as_json()], **values):
        record(Change.Kind.CONNECTION, Change.Event.DISABLED, connection, edits=_why(values), by_itself=True)


def enable_connection(connection: Connection) -> list[Finding]:
    """Enable a connection whose settings passed the test, which is done now if need be; the steps that failed."""
    if not has_passed(connection):
        failed = [one for one in check_connection(connection) if one.failed]
        if failed:
            return failed
    was_enabled = connection.enabled
    _update(connection, {"enabled": True, "disable_reason": "", "disabled_at": None, "disabled_by": ""})
    if not was_enabled:
        record(Change.Kind.CONNECTION, Change.Event.ENABLED, connection)
    for follow in AFTER_ENABLING:
        follow(connection)
    for mapping in connection.mappings.all():
        mapping.problems.filter(retry_at__isnull=False).update(retry_at=timezone.now())
    return []


def disable_connection(connection: Connection, *, reason: str = "", by: str = "") -> None:
    """Let nothing run over the connection, and say why; couplings, jobs and mappings stay."""
    said = " ".join(reason.split()) or _("It was disabled by hand.")
    values = _disabled(said, by)
    Connection.objects.filter(pk=connection.pk).update(**values)
    if connection.enabled:
        record(Change.Kind.CONNECTION, Change.Event.DISABLED, connection, edits=_why(values))


def count_couplings(connection: Connection) -> int:
    """How many couplings rest on a connection."""
    return connection.mappings.filter(couplings__isnull=False).count()


def _lead_elsewhere(connection: Connection, sides: Sequence[Side]) -> None:
    """Disable the connection, and forget what was found and read in the former systems unless records are coupled."""
    if connection.enabled:
        names = ", ".join(SYSTEM_NAMES[side] for side in sides) or _("Sign-in address")
        reason = _("Settings were changed (%(names)s). Test the connection, then enable it again.") % {"names": names}
        for name, value in _disabled(reason).items():
            setattr(connection, name, value)
    if connection.mappings.filter(couplings__isnull=False).exists():
        return
    if Side.BC in sides:
        connection.bc_company_name, connection.bc_found_company_id = "", None
    if Side.DATAVERSE in sides:
        connection.dataverse_organisation_id, connection.dataverse_organisation_name = None, ""
    connection.facts = {}
    for side in sides:
        _forget_records(connection, side)


def _forget_records(connection: Connection, side: Side) -> None:
    """Read a side from its beginning next time, as if never before."""
    for mapping in connection.mappings.all():
        mapping.problems.filter(**{f"{side.value}_key__isnull": False}).delete()
        mapping.records.filter(side=side.value).delete()
    connection.mappings.update(**{f"{side.value}_mark": "", f"{side.value}_read_at": None})


def _disabled(reason: str, by: str = "") -> dict[str, object]:
    """The fields of a connection that is disabled now; by nobody where it disabled itself."""
    return {"enabled": False, "disable_reason": reason[:500], "disabled_at": timezone.now(), "disabled_by": by[:150]}


def _record(connection: Connection, event: Change.Event, before: Connection, values: Mapping[str, object]) -> None:
    """Keep who gave a connection these settings; of secrets only that they were changed."""
    shown = {
        name: value for name, value in values.items() if not name.endswith("_id") or f"{name[:-2]}name" not in values
    }
    found = edits_between({name: getattr(before, name) for name in shown}, shown, SECRETS)
    record(Change.Kind.CONNECTION, event, connection, edits=found)


def _why(values: Mapping[str, object]) -> list[Edit]:
    return [("disable_reason", "", values["disable_reason"])]


def _worth_remembering(findings: Sequence[Finding]) -> dict[str, object]:
    """Company and organisation as they were found; those that are not the known ones carry a problem."""
    values: dict[str, object] = {}
    if {Step.COMPANY, Step.ORGANISATION} <= {one.step for one in findings if not one.problem}:
        values["recognised_at"] = timezone.now()
    for one in findings:
        if one.step == Step.COMPANY and not one.problem:
            values |= {"bc_company_name": one.detail[:100], "bc_found_company_id": UUID(one.key)}
        if one.step == Step.ORGANISATION and not one.problem:
            values |= {"dataverse_organisation_id": UUID(one.key), "dataverse_organisation_name": one.detail[:200]}
    return values


def _update(connection: Connection, values: Mapping[str, object]) -> None:
    """Store what follows from the settings; raises SavedMeanwhile if they are others by now."""
    rows = Connection.objects.filter(pk=connection.pk, revision=connection.revision)
    if not rows.update(**values):
        raise SavedMeanwhile(Connection.objects.get(pk=connection.pk))
    for name, value in values.items():
        setattr(connection, name, value)
