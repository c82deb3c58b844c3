"""``manage.py sync CUSTOMER``: *Synchronize Modified Records* in this process, without the browser; with ``--full`` the
full synchronization, with ``--all`` of every mapping of a connection in the order of their dependencies, with
``--find-deleted`` only of records that were deleted without being told.

Ends with 0 if every record is in step, 1 if some failed or are in conflict, 2 if a run could not be done, 3
if a plan goes beyond the brakes of its mapping and waits for approval (``manage.py approve``).
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs import group_commands
from jobs.command_line import carry_out, find_mapping
from jobs.group_commands import CANNOT_RUN, CODES
from jobs.group_report import write_group_json, write_group_text
from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.requests import FullRun
from mappings.models import DirectionChoice, TableMapping
from syncadmin.engine.values import Side

_SOURCES = {"to-dataverse": Side.BC, "to-bc": Side.DATAVERSE}


class Command(BaseCommand):
    """Run one mapping or all here, or wait for the workers that took the jobs up, and print what came of it."""

    help = "Synchronize the modified records of a mapping or of all, or everything; or preview what that would do."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which mappings, what of them, and how to print it."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("mapping", nargs="?", help="name of the mapping, such as CUSTOMER")
        which.add_argument("--all", action="store_true", help="every mapping of the connection, in waves")
        parser.add_argument("--connection", help="name of the connection, if there are several")
        parser.add_argument("--full", action="store_true", help="every record, and create what is missing")
        parser.add_argument("--unconditional", action="store_true", help="with --full: everything counts as changed")
        parser.add_argument("--direction", choices=sorted(_SOURCES), help="with --full: in this direction only")
        parser.add_argument("--find-deleted", action="store_true", help="only find deleted records; do what follows")
        parser.add_argument("--anyway", action="store_true", help="with --full: although coupling is recommended first")
        parser.add_argument("--preview", action="store_true", help="print the plan (--all: the review); write nothing")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, wait until it is done, print, and exit with the code."""
        _check(options)
        self.stdout.ending = ""
        if code := self._all(options) if options["all"] else self._one(options):
            sys.exit(code)

    def _one(self, options: dict[str, Any]) -> int:
        mapping = find_mapping(options["mapping"], options["connection"], CANNOT_RUN)
        job = _full(mapping, options) if options["full"] else _modified(mapping, options)
        (write_json if options["json"] else write_text)(job, self.stdout)
        return CODES.get(Job.Status(job.status), CANNOT_RUN)

    def _all(self, options: dict[str, Any]) -> int:
        connection = group_commands.find_connection(options["connection"])
        write = write_group_json if options["json"] else write_group_text
        if not options["full"]:
            group = group_commands.synchronize_all(connection)
        else:
            group = group_commands.review(connection)
            if options["preview"]:
                write(group, self.stdout)
                return 0
            group = group_commands.run_reviewed(group)
        write(group, self.stdout)
        return group_commands.exit_code(group)


def _check(options: dict[str, Any]) -> None:
    """Refuse what makes no sense together; one clear line."""
    for name in ("unconditional", "direction", "anyway"):
        if options[name] and (options["all"] or not options["full"]):
            text = _("--%(name)s goes with --full and one mapping.") % {"name": name}
            raise CommandError(text, returncode=CANNOT_RUN)
    if options["find_deleted"] and (options["all"] or options["full"]):
        text = _("--find-deleted goes with one mapping, and without --full.")
        raise CommandError(text, returncode=CANNOT_RUN)
    if options["all"] and options["preview"] and not options["full"]:
        text = _("Preview mapping by mapping; --all --full --preview prints the review of a full synchronization.")
        raise CommandError(text, returncode=CANNOT_RUN)


def _modified(mapping: TableMapping, options: dict[str, Any]) -> Job:
    kind = Job.Kind.SWEEP if options["find_deleted"] else Job.Kind.MODIFIED
    return carry_out(mapping, kind, preview=options["preview"], code=CANNOT_RUN)


def _full(mapping: TableMapping, options: dict[str, Any]) -> Job:
    request = _request(mapping, options)
    if options["preview"]:
        return carry_out(mapping, Job.Kind.FULL, request, preview=True, code=CANNOT_RUN)
    return group_commands.run_full(mapping, request, anyway=options["anyway"])


def _request(mapping: TableMapping, options: dict[str, Any]) -> FullRun:
    """What was asked for; one clear line if the mapping does not go that way, or it is not said from where."""
    winner = _SOURCES[options["direction"]] if options["direction"] else None
    ways = {Side.BC: DirectionChoice.TO_DATAVERSE, Side.DATAVERSE: DirectionChoice.TO_BC}
    if winner and mapping.direction not in (DirectionChoice.BIDIRECTIONAL, ways[winner]):
        text = _("%(mapping)s does not go in this direction.") % {"mapping": mapping}
        raise CommandError(text, returncode=CANNOT_RUN)
    if options["unconditional"] and winner is None and mapping.direction == DirectionChoice.BIDIRECTIONAL:
        text = _("%(mapping)s goes both ways; say with --direction from where everything is taken over.")
        raise CommandError(text % {"mapping": mapping}, returncode=CANNOT_RUN)
    return FullRun(winner, options["unconditional"])
