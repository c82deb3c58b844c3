"""``manage.py roles``: create the groups of the three roles, or bring their permissions up to date."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from jobs.roles import ROLES, ensure_roles


class Command(BaseCommand):
    """Safe to run again after every update."""

    help = "Creates the groups of the roles with their permissions, or brings them up to date."

    def handle(self, *args: object, **options: object) -> None:
        """Do it and say so."""
        ensure_roles()
        self.stdout.write(f"The groups {', '.join(ROLES)} have their permissions.")
