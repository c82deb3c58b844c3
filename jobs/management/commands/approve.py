"""``manage.py approve 17``: carry out exactly the plan of job 17 in this process, or reject it.

The job is a preview, or one that waits for approval. Ends with 0 if everything was carried out, 1 if something failed
or turned out to be stale, 2 if the plan could not be carried out.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs.approval import PlanRefused, carry_out, leave_out, reject
from jobs.checksum import checksum_of
from jobs.command_line import finished
from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.services import ConnectionDisabled
from syncadmin.ui.sentences import remedy, title

_CANNOT_RUN = 2


class Command(BaseCommand):
    """Decide about the plan of a job, and print what came of it."""

    help = "Carry out exactly the plan of a preview or of a job that waits for approval, or reject it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The job, and what to decide."""
        parser.add_argument("job", type=int, help="number of the job whose plan it is")
        parser.add_argument("--without", type=int, nargs="+", default=[], metavar="POSITION", help="leave these out")
        parser.add_argument("--reject", action="store_true", help="write nothing, of a job that waits for approval")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Decide, wait until it is done, print, and exit with the code."""
        plan = Job.objects.select_related("mapping__connection").filter(pk=options["job"]).first()
        if plan is None:
            raise CommandError(_("There is no job %(number)d.") % {"number": options["job"]}, returncode=_CANNOT_RUN)
        try:
            job = _decided(plan, options)
        except (PlanRefused, ConnectionDisabled) as refused:
            line = f"{title(refused.problem)} {remedy(refused.problem)}"
            raise CommandError(line, returncode=_CANNOT_RUN) from refused
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout)
        if code := _code(job, rejected=options["reject"]):
            sys.exit(code)


def _decided(plan: Job, options: dict[str, Any]) -> Job:
    if options["reject"]:
        reject(plan)
        return Job.objects.select_related("mapping__connection").get(pk=plan.pk)
    for position in options["without"]:
        one = plan.operations.filter(position=position).first()
        if one is None:
            line = _("The plan of job %(job)d has no operation %(position)d.")
            raise CommandError(line % {"job": plan.pk, "position": position}, returncode=_CANNOT_RUN)
        leave_out(one, out=True)
    return finished(carry_out(plan, checksum_of(plan), trigger=Job.Trigger.COMMAND))


def _code(job: Job, *, rejected: bool) -> int:
    if job.status == Job.Status.FAILED and not rejected:
        return _CANNOT_RUN
    return int(job.status == Job.Status.ERRORS or bool(job.counts.get("waiting")) and not rejected)
