"""``manage.py restore CUSTOMER 10000 10010``: creates records anew that were deleted on one side, from the other side.

The restored record is a new one, with a key of its own, and coupled again. Nothing is done unless every record is found
and its partner is known to be gone. Ends with 0 if that was done for all (or planned, with ``--preview``), else with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from couplings.pairs import KnownPair
from jobs.command_line import add_place, carry_out, find_mapping, find_pair
from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.requests import SynchronizeRecords
from mappings.models import TableMapping
from syncadmin.engine.mapping import DeletionPolicy


class Command(BaseCommand):
    """Restore some records, or show what that would do, and print what came of it."""

    help = "Create records anew that were deleted on one side; --delete deletes the other ones as well instead."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, its records, and how to print."""
        add_place(parser)
        parser.add_argument("records", nargs="+", metavar="record", help="number, name or key of a record, either side")
        parser.add_argument("--delete", action="store_true", help="delete the records that are left instead")
        parser.add_argument("--preview", action="store_true", help="print the plan and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find all of them, then restore."""
        mapping = find_mapping(options["mapping"], options["connection"])
        wanted = DeletionPolicy.DELETE if options["delete"] else DeletionPolicy.RESTORE
        request = SynchronizeRecords(_keys(mapping, options["records"]), deleted=wanted)
        job = carry_out(mapping, Job.Kind.RECORDS, request, preview=options["preview"])
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout, operations=True)
        if job.status != Job.Status.FINISHED:
            sys.exit(1)


def _keys(mapping: TableMapping, records: Sequence[str]) -> tuple[str, ...]:
    """The keys of the BC records of the pairs, each once; one clear line if one of them lacks nothing."""
    found = {called: find_pair(mapping, called) for called in records}
    if whole := [called for called, known in found.items() if not _is_lost(known)]:
        text = _(
            "%(records)s has no partner that was deleted, as far as is known; --find-deleted of sync looks for it."
        )
        raise CommandError(text % {"records": ", ".join(whole)})
    return tuple(dict.fromkeys(str(known.bc_key) for known in found.values()))


def _is_lost(known: KnownPair) -> bool:
    return known.pair.coupled and len(known.pair.there) < 2
