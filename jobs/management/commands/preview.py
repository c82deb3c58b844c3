"""``manage.py preview CUSTOMER``: what *Synchronize Modified Records* would do to which record, and why.

Writes nothing. Ends with 0 if the plan could be made, whatever it holds, else with 1.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.command_line import add_place, carry_out, find_mapping
from jobs.models import Job
from jobs.report import write_json, write_text


class Command(BaseCommand):
    """The plan of one mapping's modified run."""

    help = "Print what synchronizing the modified records of a mapping would do; write nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, and how to print it."""
        add_place(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan and print."""
        mapping = find_mapping(options["mapping"], options["connection"])
        job = carry_out(mapping, Job.Kind.MODIFIED, preview=True)
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout)
        if job.status == Job.Status.FAILED:
            sys.exit(1)
