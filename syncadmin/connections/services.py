"""Everything that changes a connection: saving its settings, testing it, enabling and disabling it.

Settings that lead a side elsewhere make the last test worthless and disable the connection. What was found at the
first test is remembered; while records are coupled it is never replaced, so that a wrong address cannot spoil them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from syncadmin.connections.checks import Finding, find_out, has_passed
from syncadmin.connections.clients.contract import Step
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side
from syncadmin.ui.sentences import title

LEADS_TO: Mapping[Side, Sequence[str]] = {
    Side.BC: ("bc_address", "bc_tenant", "bc_environment", "bc_company_id"),
    Side.DATAVERSE: ("dataverse_address", "dataverse_tenant"),
}
_SIGNS_IN = ("bc_client_id", "bc_client_secret", "dataverse_client_id", "dataverse_client_secret")


class SavedMeanwhile(Exception):
    """Somebody else saved the settings since they were shown or taken up; ``current`` is how they are now."""

    def __init__(self, current: Connection) -> None:
        super().__init__(f"connection {current.pk} is at revision {current.revision}")
        self.current = current


@dataclass(frozen=True)
class ConnectionSettings:
    """What Connection Setup saves. A secret of None stays as it is, a blank one is removed."""

    name: str
    authority: str
    bc_address: str
    bc_tenant: str
    bc_environment: str
    bc_company_id: UUID | None
    bc_client_id: str
    dataverse_address: str
    dataverse_tenant: str
    dataverse_client_id: str
    bc_client_secret: str | None = None
    dataverse_client_secret: str | None = None

    def values(self) -> dict[str, object]:
        """The values by field, without secrets that stay."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        kept = {name for name in ("bc_client_secret", "dataverse_client_secret") if found[name] is None}
        return {name: value for name, value in found.items() if name not in kept}


def create_connection(settings: ConnectionSettings) -> Connection:
    """A new connection, disabled."""
    return Connection.objects.create(**settings.values())


@transaction.atomic
def save_connection(connection: Connection, settings: ConnectionSettings, *, revision: int) -> Connection:
    """The connection with these settings, if it still is at the revision they were made on; or SavedMeanwhile."""
    current = Connection.objects.select_for_update().get(pk=connection.pk)
    if current.revision != revision:
        raise SavedMeanwhile(current)
    values = settings.values()
    changed = {name for name, value in values.items() if getattr(current, name) != value}
    for name, value in values.items():
        setattr(current, name, value)
    current.revision += 1
    sides = [side for side in Side if changed.intersection(LEADS_TO[side])]
    if sides or "authority" in changed:
        _lead_elsewhere(current, sides)
    if sides or changed.intersection({"authority", *_SIGNS_IN}):
        current.checks, current.checked_at = [], None
    current.save()
    return current


def check_connection(connection: Connection) -> list[Finding]:
    """Test the settings as they are, keep what was found, and disable a connection that leads to another system."""
    findings = find_out(connection)
    values: dict[str, object] = {"checks": [one.as_json() for one in findings], "checked_at": timezone.now()}
    values |= _worth_remembering(findings)
    changed = next((one.problem for one in findings if one.problem and one.problem.code == "system_changed"), None)
    if changed and connection.enabled:
        values |= {"enabled": False, "disable_reason": title(changed)[:500]}
    _update(connection, values)
    return findings


def enable_connection(connection: Connection) -> list[Finding]:
    """Enable a connection whose settings passed the test, which is done now if need be; the steps that failed."""
    if not has_passed(connection):
        failed = [one for one in check_connection(connection) if one.problem]
        if failed:
            return failed
    _update(connection, {"enabled": True, "disable_reason": ""})
    return []


def disable_connection(connection: Connection) -> None:
    """Let nothing run over the connection; couplings, jobs and mappings stay."""
    Connection.objects.filter(pk=connection.pk).update(enabled=False)


def count_couplings(connection: Connection) -> int:
    """How many couplings rest on a connection."""
    return connection.mappings.filter(couplings__isnull=False).count()


def _lead_elsewhere(connection: Connection, sides: Sequence[Side]) -> None:
    """Disable the connection, and forget what was found and read in the former systems unless records are coupled."""
    if connection.enabled:
        names = ", ".join(SYSTEM_NAMES[side] for side in sides) or _("Sign-in address")
        reason = _("Settings were changed (%(names)s). Test the connection, then enable it again.") % {"names": names}
        connection.enabled, connection.disable_reason = False, reason[:500]
    if connection.mappings.filter(couplings__isnull=False).exists():
        return
    if Side.BC in sides:
        connection.bc_company_name = ""
    if Side.DATAVERSE in sides:
        connection.dataverse_organisation_id, connection.dataverse_organisation_name = None, ""
    for side in sides:
        _forget_records(connection, side)


def _forget_records(connection: Connection, side: Side) -> None:
    """Read a side from its beginning next time, as if never before."""
    for mapping in connection.mappings.all():
        mapping.problems.filter(**{f"{side.value}_key__isnull": False}).delete()
        mapping.records.filter(side=side.value).delete()
    connection.mappings.update(**{f"{side.value}_mark": None})


def _worth_remembering(findings: Sequence[Finding]) -> dict[str, object]:
    """Company and organisation as they were found; those that are not the known ones carry a problem."""
    values: dict[str, object] = {}
    for one in findings:
        if one.step == Step.COMPANY and not one.problem:
            values["bc_company_name"] = one.detail[:100]
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
