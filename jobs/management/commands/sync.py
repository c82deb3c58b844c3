"""``manage.py sync CUSTOMER``: *Synchronize Modified Records* in this process, without the browser.

Ends with 0 if every record is in step, 1 if some failed or are in conflict, 2 if the run could not be done, 3
if its plan goes beyond the brakes of the mapping and waits for approval (``manage.py approve``).
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.command_line import add_place, carry_out, find_mapping
from jobs.models import Job
from jobs.report import write_json, write_text

_CODES = {Job.Status.FINISHED: 0, Job.Status.ERRORS: 1, Job.Status.APPROVAL: 3}
_CANNOT_RUN = 2


class Command(BaseCommand):
    """Run one mapping's modified run here, or wait for the worker that took it up, and print what came of it."""

    help = "Synchronize the modified records of a mapping, or preview what that would do."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, and how to run and print it."""
        add_place(parser)
        parser.add_argument("--preview", action="store_true", help="print the plan and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, wait until it is done, print, and exit with the code."""
        mapping = find_mapping(options["mapping"], options["connection"], _CANNOT_RUN)
        job = carry_out(mapping, Job.Kind.MODIFIED, preview=options["preview"], code=_CANNOT_RUN)
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout)
        if code := _CODES.get(Job.Status(job.status), _CANNOT_RUN):
            sys.exit(code)
