"""``manage.py sync CUSTOMER``: *Synchronize Modified Records* in this process, without the browser.

Ends with 0 if every record is in step, 1 if some failed or are in conflict, 2 if the run could not be done.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.run import run_job
from jobs.services import ConnectionDisabled, promote, start
from mappings.models import TableMapping
from syncadmin.ui.sentences import remedy, title

_POLL_SECONDS = 0.5
_CODES = {Job.Status.FINISHED: 0, Job.Status.ERRORS: 1}
_CANNOT_RUN = 2


class Command(BaseCommand):
    """Run one mapping's modified run here, or wait for the worker that took it up, and print what came of it."""

    help = "Synchronize the modified records of a mapping, or preview what that would do."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, and how to run and print it."""
        parser.add_argument("mapping", help="name of the mapping, such as CUSTOMER")
        parser.add_argument("--connection", help="name of the connection, if several have such a mapping")
        parser.add_argument("--preview", action="store_true", help="print the plan and write nothing")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, wait until it is done, print, and exit with the code."""
        mapping = _find(options["mapping"], options["connection"])
        try:
            job = start(mapping, Job.Kind.MODIFIED, trigger=Job.Trigger.COMMAND, preview=options["preview"])
        except ConnectionDisabled as error:
            raise CommandError(f"{title(error.problem)} {remedy(error.problem)}", returncode=_CANNOT_RUN) from error
        job = _carried_out(job)
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout)
        if code := _CODES.get(Job.Status(job.status), _CANNOT_RUN):
            sys.exit(code)


def _find(name: str, connection: str | None) -> TableMapping:
    """The one mapping of this name; one clear line if there is none, or more than one."""
    mappings = TableMapping.objects.select_related("connection").order_by("connection__name", "name")
    if connection:
        mappings = mappings.filter(connection__name=connection)
    found = [one for one in mappings if one.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.connection.name for one in found)
        text = _("Several connections have a mapping %(name)s; choose one with --connection: %(names)s.")
    else:
        names = ", ".join(dict.fromkeys(one.name for one in mappings)) or _("none")
        text = _("There is no mapping %(name)s; there are: %(names)s.")
    raise CommandError(text % {"name": name, "names": names}, returncode=_CANNOT_RUN)


def _carried_out(job: Job) -> Job:
    """The job once it has finished: carried out here, or by the worker that was quicker. Jobs before it in line that
    nobody has taken up are carried out here too, because it would wait for them."""
    while not job.finished:
        promote(job.mapping)
        active = Job.objects.filter(mapping=job.mapping_id, status__in=Job.ACTIVE).values_list("pk", flat=True).first()
        if active:
            run_job(active)
        if not active or Job.objects.filter(pk=active, status__in=Job.ACTIVE).exists():
            time.sleep(_POLL_SECONDS)  # another worker has it
        job = Job.objects.select_related("mapping__connection").get(pk=job.pk)
    return job
