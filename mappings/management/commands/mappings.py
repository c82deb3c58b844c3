"""``manage.py mappings``: print the default mappings, or restore them for a connection."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mappings.defaults import default_mappings, restore_defaults
from syncadmin.connections.models import Connection


class Command(BaseCommand):
    """Restoring never touches couplings."""

    help = "Prints the default mappings, or restores them for a connection."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--defaults`` prints, ``--restore NAME`` restores."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--defaults", action="store_true", help="print the default mappings as JSON")
        what.add_argument("--restore", metavar="CONNECTION", help="give this connection its default mappings")
        parser.add_argument("--json", action="store_true", help="on one line")

    def handle(self, *args: object, **options: Any) -> None:
        """Print or restore."""
        if options["defaults"]:
            indent = None if options["json"] else 2
            self.stdout.write(json.dumps(default_mappings(), indent=indent, ensure_ascii=False))
            return
        connection = Connection.objects.filter(name=options["restore"]).first()
        if connection is None:
            raise CommandError(f"There is no connection named {options['restore']}.")
        names = ", ".join(mapping.name for mapping in restore_defaults(connection))
        self.stdout.write(f"{connection.name} has its default mappings: {names}.")
