"""``manage.py uncouple CUSTOMER 10000 10010``: *Delete Coupling* without the browser; both records stay as they are.

Nothing is done unless every record is found. Ends with 0 if none of them is coupled any more, else with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs.command_line import add_place, carry_out, find_mapping, find_pair
from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.requests import UncoupleRecords
from mappings.models import TableMapping


class Command(BaseCommand):
    """Delete the couplings of some records and print what came of it."""

    help = "Delete the couplings of records; the records themselves stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, its records, and how to print."""
        add_place(parser)
        parser.add_argument("records", nargs="+", metavar="record", help="number, name or key of a record, either side")
        parser.add_argument("--preview", action="store_true", help="print the plan and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find all of them, then delete."""
        mapping = find_mapping(options["mapping"], options["connection"])
        request = UncoupleRecords(_keys(mapping, options["records"]))
        job = carry_out(mapping, Job.Kind.UNCOUPLE, request, preview=options["preview"])
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout, operations=True)
        if job.status != Job.Status.FINISHED:
            sys.exit(1)


def _keys(mapping: TableMapping, records: Sequence[str]) -> tuple[str, ...]:
    """The keys of the BC records, each once."""
    found = {called: find_pair(mapping, called).bc_key for called in records}
    if alone := [called for called, key in found.items() if key is None]:
        raise CommandError(_("%(records)s is not coupled.") % {"records": ", ".join(alone)})
    return tuple(dict.fromkeys(str(key) for key in found.values()))
