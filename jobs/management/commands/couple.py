"""``manage.py couple CUSTOMER``: *Match-Based Coupling* of all records that are not coupled, without the browser.

Matches by the criteria of the mapping, or by the fields named with ``--by``. Ends with 0 if every record found its
match or was left alone, 1 if some are doubtful, failed or in conflict, 2 if the job could not be done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs.command_line import add_place, carry_out, find_mapping
from jobs.models import Job
from jobs.report import write_json, write_text
from jobs.requests import MatchRecords
from mappings.criteria import FieldCriterion, criteria_of, matchable_rows
from mappings.models import FieldMapping, TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Ending
from syncadmin.ui.sentences import remedy, title

_CODES = {Job.Status.FINISHED: 0, Job.Status.ERRORS: 1}
_CANNOT_RUN = 2


class Command(BaseCommand):
    """Couple what matches here, or wait for the worker that took the job up, and print what came of it."""

    help = "Couple the records of a mapping that agree in the fields matched on, or preview what that would do."

    def add_arguments(self, parser: CommandParser) -> None:
        """The mapping, what to match on, and what becomes of the records."""
        add_place(parser)
        by = "match on this field instead of the mapping's criteria (caption, property or column); all together"
        parser.add_argument("--by", metavar="FIELD", nargs="+", default=[], help=by)
        parser.add_argument("--create", action="store_true", help="create those without a match in Dataverse")
        parser.add_argument("--synchronize", action="store_true", help="synchronize those that were coupled")
        parser.add_argument("--preview", action="store_true", help="print the plan and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, wait until it is done, print, and exit with the code."""
        mapping = find_mapping(options["mapping"], options["connection"], _CANNOT_RUN)
        request = MatchRecords(_criteria(mapping, options["by"]), (), options["create"], options["synchronize"])
        job = carry_out(mapping, Job.Kind.MATCH, request, preview=options["preview"], code=_CANNOT_RUN)
        self.stdout.ending = ""
        (write_json if options["json"] else write_text)(job, self.stdout)
        code = _CODES.get(Job.Status(job.status), _CANNOT_RUN)
        if code := code or int(job.operations.filter(ending=Ending.WAITING.value).exists()):
            sys.exit(code)


def _criteria(mapping: TableMapping, names: Sequence[str]) -> tuple[FieldCriterion, ...]:
    """Those named, all of one priority, else those of the mapping; one clear line if there are none."""
    found = tuple(FieldCriterion(_row(mapping, name).field_id) for name in names) or criteria_of(mapping)
    if not found:
        problem = Problem("no_criteria")
        raise CommandError(f"{title(problem)} {remedy(problem)}", returncode=_CANNOT_RUN)
    return found


def _row(mapping: TableMapping, name: str) -> FieldMapping:
    """The field row called so by its caption, its property or its column."""
    rows = matchable_rows(mapping)
    for one in rows:
        if name.casefold() in (one.caption.casefold(), one.bc_property.casefold(), one.dataverse_column.casefold()):
            return one
    text = _("There is no field %(name)s to match on; there are: %(names)s.")
    names = ", ".join(one.caption for one in rows)
    raise CommandError(text % {"name": name, "names": names}, returncode=_CANNOT_RUN)
