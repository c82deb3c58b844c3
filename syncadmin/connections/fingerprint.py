"""Whether a connection still leads to the company and the organisation it was set up for; asked before each run.

What was found is good for some minutes, for all processes. Test Connection asks the same, and more (``checks``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from syncadmin.connections.checks import system_changed
from syncadmin.connections.clients.contract import Identity, Remote, Step
from syncadmin.connections.findings import Finding
from syncadmin.connections.models import Connection
from syncadmin.connections.services import refuse_changed_system
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

GOOD_FOR = timedelta(minutes=5)


def unrecognised(connection: Connection, remotes: Mapping[Side, Remote]) -> Problem | None:
    """Why a run must not begin: the systems are others than before, and the connection is disabled by now.

    Asks each side once, when it is due. Raises RemoteError.
    """
    now = timezone.now()
    if connection.recognised_at and now - connection.recognised_at < GOOD_FOR:
        return None
    found = {side: remotes[side].identity() for side in Side}
    changed = _difference(connection, found)
    if changed:
        refuse_changed_system(connection, changed)
        return changed.problem
    rows = Connection.objects.filter(pk=connection.pk, revision=connection.revision)
    rows.update(recognised_at=now, **_first_seen(connection, found))
    return None


def _difference(connection: Connection, found: Mapping[Side, Identity]) -> Finding | None:
    """The step of the test that would fail."""
    company, organisation = found[Side.BC], found[Side.DATAVERSE]
    renamed = connection.bc_company_name and company.name[:100] != connection.bc_company_name
    if renamed or company.key != str(connection.bc_company_id):
        problem = system_changed(_("company"), company.name or company.key)
        return Finding(Side.BC, Step.COMPANY, problem=problem)
    known = connection.dataverse_organisation_id
    if known and organisation.key != str(known):
        problem = system_changed(_("organisation"), organisation.name or organisation.key)
        return Finding(Side.DATAVERSE, Step.ORGANISATION, problem=problem)
    return None


def _first_seen(connection: Connection, found: Mapping[Side, Identity]) -> dict[str, object]:
    """What is remembered of a connection that was never tested."""
    values: dict[str, object] = {}
    if not connection.bc_company_name:
        company = found[Side.BC]
        values |= {"bc_company_name": company.name[:100], "bc_found_company_id": UUID(company.key)}
    if not connection.dataverse_organisation_id:
        values["dataverse_organisation_id"] = UUID(found[Side.DATAVERSE].key)
    return values
