"""The roles and what each may do, each all that the one below it may.

Permissions are Django's own; views check them and buttons hide by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

VIEWER = (
    "connections.view_connection",
    "mappings.view_tablemapping",
    "mappings.view_fieldmapping",
    "couplings.view_remoterecord",
    "couplings.view_coupling",
    "couplings.view_recordproblem",
    "jobs.view_job",
    "jobs.view_joboperation",
    "jobs.view_schedule",
    "ui.keep_views",
)
USER = (*VIEWER, "couplings.couple_records", "couplings.synchronize_records")
REVIEWER = (*USER, "couplings.delete_records")
ADMINISTRATOR = (
    *REVIEWER,
    "connections.change_connection",
    "connections.add_connection",
    "connections.test_connection",
    "mappings.change_tablemapping",
    "mappings.change_fieldmapping",
    "jobs.run_job",
    "jobs.change_schedule",
    "jobs.undo_job",
    "ui.share_views",
    "jobs.view_failedwrite",
    "jobs.delete_job",
    "audit.view_change",
    "audit.manage_users",
    "jobs.view_recipient",
    "jobs.change_recipient",
)
ROLES: Mapping[str, Sequence[str]] = {
    "administrator": ADMINISTRATOR,
    "reviewer": REVIEWER,
    "user": USER,
    "viewer": VIEWER,
}
CAPTIONS = {
    "administrator": _("Administrator"),
    "reviewer": _("Reviewer"),
    "user": _("User"),
    "viewer": _("Viewer"),
}


def ensure_roles() -> None:
    """Create the groups of the roles, or bring their permissions up to date."""
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(_permission(one) for one in permissions)


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
