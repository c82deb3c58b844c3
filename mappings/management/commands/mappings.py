"""``manage.py mappings``: the default mappings, and definitions of mappings as files (see ``transfer_commands``)."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mappings.default_data import all_defaults, defaults_of, settings_of
from mappings.default_setup import use_default_setup
from mappings.defaults import restore_defaults
from mappings.definition_check import BadFile
from mappings.parts import ChangedMeanwhile
from mappings.transfer import OtherTables
from mappings.transfer_commands import Said, compared, exported, imported
from syncadmin.connections.models import Connection


class Command(BaseCommand):
    """Nothing here ever touches couplings."""

    help = "Prints, restores, exports, compares or imports mappings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of them says what to do; ``--into`` names the connection that a file is for."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--defaults", action="store_true", help="print the default mappings as JSON")
        what.add_argument("--restore", metavar="CONNECTION", help="give this connection its default mappings")
        parser.add_argument("--only", nargs="+", metavar="NAME", help="restore only these default mappings")
        what.add_argument("--export", metavar="CONNECTION", help="print the mappings of this connection")
        what.add_argument("--diff", metavar="FILE", help="say what importing this file would change")
        what.add_argument("--import", metavar="FILE", help="set mappings up as in this file")
        parser.add_argument("--into", metavar="CONNECTION", help="the connection for --diff and --import")
        parser.add_argument("--mapping", action="append", default=[], metavar="NAME", help="export only this one")
        parser.add_argument("--json", action="store_true", help="on one line")

    def handle(self, *args: object, **options: Any) -> None:
        """Do it."""
        if options["defaults"]:
            indent = None if options["json"] else 2
            self.stdout.write(json.dumps(all_defaults(), indent=indent, ensure_ascii=False))
        elif options["restore"]:
            self.stdout.write(_restored(_connection(options["restore"]), options["only"] or ()))
        elif options["export"]:
            self._say(exported(_connection(options["export"]), options["mapping"]), options)
        else:
            self._use_file(options)

    def _use_file(self, options: dict[str, Any]) -> None:
        connection = _connection(options["into"] or "")
        path, use = (Path(options["diff"]), compared) if options["diff"] else (Path(options["import"]), imported)
        try:
            said = use(connection, path)
        except BadFile as error:
            raise CommandError("\n".join(error.faults), returncode=2) from None
        except OtherTables as error:
            raise CommandError(f"{error.mapping} is about other tables here.", returncode=2) from None
        except ChangedMeanwhile:
            raise CommandError("Somebody else changed the mappings meanwhile.", returncode=2) from None
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from None
        self._say(said, options)
        if options["diff"] and said.changes:
            sys.exit(1)

    def _say(self, said: Said, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(said.document, ensure_ascii=False) if options["json"] else said.text)


def _connection(name: str) -> Connection:
    connection = Connection.objects.filter(name=name).first()
    if connection is None:
        raise CommandError(f"There is no connection named {name}." if name else "Name the connection with --into.")
    return connection


def _restored(connection: Connection, names: Sequence[str]) -> str:
    """What was restored, and what of other settings went or stayed, in one sentence each."""
    known = [one.name for one in defaults_of(settings_of(connection))]
    if strange := [name for name in names if name not in known]:
        raise CommandError(f"{', '.join(strange)}: no default mapping; there are: {', '.join(known)}.")
    if names:
        there = ", ".join(mapping.name for mapping in restore_defaults(connection, names))
        return f"{connection.name} has its default mappings: {there}."
    found = use_default_setup(connection)
    said = [f"{connection.name} has its default mappings: {', '.join(found.there)}."]
    said += [f"Gone: {', '.join(found.gone)}."] if found.gone else []
    said += [f"Kept, although they do not belong to these settings: {', '.join(found.held)}."] if found.held else []
    return " ".join(said)
