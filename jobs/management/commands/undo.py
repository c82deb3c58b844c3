"""``manage.py undo 17``: what would take back job 17, operation by operation; with ``--yes`` that is carried out.

Ends with 0 if everything it was asked for was taken back (or could be planned), 1 if something was not, 2 if the job
cannot be undone at all.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs.approval import carry_out, leave_out
from jobs.checksum import checksum_of
from jobs.command_line import finished
from jobs.exact import planned
from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.services import ConnectionDisabled
from jobs.undo import NothingToUndo, propose
from syncadmin.ui.sentences import remedy, title

_CANNOT_RUN = 2


class Command(BaseCommand):
    """Plan the undo of a job, carry it out if asked to, and print what came of it."""

    help = "Take back what a job did: print the plan, or with --yes carry it out."

    def add_arguments(self, parser: CommandParser) -> None:
        """The job, and how far to go."""
        parser.add_argument("job", type=int, help="number of the job to take back")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--preview", action="store_true", help="print the plan and write nothing; this is the default")
        how.add_argument("--yes", action="store_true", help="carry the plan out")
        parser.add_argument("--only", type=int, nargs="+", default=[], metavar="POSITION", help="only these operations")
        parser.add_argument(
            "--without", type=int, nargs="+", default=[], metavar="POSITION", help="leave these out of the plan"
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, carry out, print, and exit with the code."""
        try:
            plan = _planned(options)
            done = _carried_out(plan, options) if options["yes"] else plan
        except NothingToUndo as refused:
            raise CommandError(str(refused), returncode=_CANNOT_RUN) from refused
        except ConnectionDisabled as refused:
            line = f"{title(refused.problem)} {remedy(refused.problem)}"
            raise CommandError(line, returncode=_CANNOT_RUN) from refused
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(done, self.stdout, operations=True)
        if code := _code(plan, done):
            sys.exit(code)


def _planned(options: dict[str, Any]) -> Job:
    """The plan that takes the job back."""
    job = Job.objects.select_related("mapping__connection").filter(pk=options["job"]).first()
    if job is None:
        raise CommandError(_("There is no job %(number)d.") % {"number": options["job"]}, returncode=_CANNOT_RUN)
    only = [_operation(job, position) for position in options["only"]]
    plan = finished(propose(job, operations=[one.pk for one in only], trigger=Job.Trigger.COMMAND))
    for position in options["without"]:
        leave_out(_operation(plan, position), out=True)
    return plan


def _carried_out(plan: Job, options: dict[str, Any]) -> Job:
    """The job that carried the plan out; the plan itself if it is not one, or nothing is left to take back."""
    if plan.status == Job.Status.FAILED or not planned(plan.operations.all()).exists():
        return plan
    return finished(carry_out(plan, checksum_of(plan), trigger=Job.Trigger.COMMAND))


def _operation(job: Job, position: int) -> Any:
    one = job.operations.filter(position=position).first()
    if one is None:
        line = _("Job %(job)d has no operation %(position)d.") % {"job": job.pk, "position": position}
        raise CommandError(line, returncode=_CANNOT_RUN)
    return one


def _code(plan: Job, done: Job) -> int:
    if Job.Status.FAILED in (plan.status, done.status):
        return _CANNOT_RUN
    kept = plan.operations.filter(code__in=("edited_since", "touched_since", "coupled_since", "record_deleted"))
    return int(done.status == Job.Status.ERRORS or bool(done.counts.get("waiting")) or kept.exists())
