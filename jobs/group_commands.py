"""Runs of several mappings on the command line: begin one, work on its jobs here, and say what to end with."""

from __future__ import annotations

import time

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from jobs import group_words, groups
from jobs.command_line import POLL_SECONDS, finished
from jobs.group_models import GroupLine, JobGroup
from jobs.group_states import standing_of
from jobs.models import Job
from jobs.requests import FullRun
from jobs.services import ConnectionDisabled
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.advice import Advice
from syncadmin.engine.problems import Problem
from syncadmin.ui.sentences import remedy, title

CANNOT_RUN = 2
CODES = {Job.Status.FINISHED: 0, Job.Status.ERRORS: 1, Job.Status.APPROVAL: 3}
_WORST_FIRST = (CANNOT_RUN, 3, 1, 0)


def find_connection(name: str | None) -> Connection:
    """The connection of this name, or the only one; one clear line otherwise."""
    known = list(Connection.objects.order_by("name"))
    found = [one for one in known if name is None or one.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in known) or _("none")
    if found:
        raise CommandError(_("Choose one with --connection: %(names)s.") % {"names": names}, returncode=CANNOT_RUN)
    text = _("There is no connection %(name)s; there are: %(names)s.")
    raise CommandError(text % {"name": name or "", "names": names}, returncode=CANNOT_RUN)


def synchronize_all(connection: Connection) -> JobGroup:
    """*Synchronize Modified Records* of all mappings, carried out here."""
    try:
        return _worked_through(groups.synchronize_all(connection, trigger=Job.Trigger.COMMAND))
    except ConnectionDisabled as error:
        raise _refused(error.problem) from error


def review(connection: Connection, mapping: TableMapping | None = None) -> JobGroup:
    """The review of a full synchronization of all mappings, or of one, done here and afresh."""
    try:
        for former in JobGroup.objects.filter(connection=connection, mapping=mapping, kind=JobGroup.Kind.FULL):
            groups.drop(former)
        group = groups.review(connection, mapping, trigger=Job.Trigger.COMMAND)
    except ConnectionDisabled as error:
        raise _refused(error.problem) from error
    for line in group.lines.select_related("review__mapping__connection").order_by("position"):
        if line.review:
            finished(line.review)
    return group


def run_full(mapping: TableMapping, request: FullRun, *, anyway: bool) -> Job:
    """The full synchronization of one mapping, carried out here; one clear line, and nothing written, if coupling first
    is recommended and nobody wants it ``anyway``."""
    group = review(mapping.connection, mapping)
    line = group.lines.select_related("mapping", "review", "group").get()
    if line.review and line.review.problem:
        groups.drop(group)
        return line.review
    if line.advised == Advice.COUPLE.value and not anyway:
        groups.drop(group)
        census = group_words.census_of(line)
        words = [group_words.reason_words(line), group_words.match_words(census) if census else ""]
        hint = _("“manage.py couple” couples them; --anyway synchronizes in full nevertheless.")
        raise CommandError(" ".join(filter(None, [*words, hint])), returncode=CANNOT_RUN)
    groups.choose(line, GroupLine.Task.FULL, request.winner, unconditional=request.unconditional)
    groups.begin(group)
    _worked_through(group)
    line.refresh_from_db()
    if line.job is None:
        raise _refused(group.connection.hold or Problem("connection_disabled"))
    return Job.objects.select_related("mapping__connection").get(pk=line.job.pk)


def run_reviewed(group: JobGroup) -> JobGroup:
    """Begin what was reviewed, as recommended, and carry it out here; one clear line if that cannot begin."""
    if group.in_review and (found := groups.hindrances(group)):
        names = ", ".join(one.line.mapping.name for one in found)
        text = _("It cannot begin yet: review %(names)s, choose criteria to match on, or leave them out.")
        raise CommandError(text % {"names": names}, returncode=CANNOT_RUN)
    groups.begin(group)
    return _worked_through(group)


def exit_code(group: JobGroup) -> int:
    """The worst of what the lines ended with; a line that did not start could not be done."""
    lines = standing_of(group).lines
    codes = {CODES.get(Job.Status(one.line.job.status), CANNOT_RUN) for one in lines if one.line.job}
    codes |= {0} if all(one.over for one in lines) else {CANNOT_RUN}
    return next(code for code in _WORST_FIRST if code in codes)


def _refused(problem: Problem) -> CommandError:
    return CommandError(f"{title(problem)} {remedy(problem)}", returncode=CANNOT_RUN)


def _worked_through(group: JobGroup) -> JobGroup:
    """Work on the jobs of a group until nothing more happens by itself."""
    while True:
        groups.advance(group)
        group.refresh_from_db()
        unfinished = group.lines.filter(job__status__in=Job.UNFINISHED).select_related("job__mapping__connection")
        line = unfinished.order_by("position").first()
        if line and line.job:
            finished(line.job)
        elif group.finished_at or standing_of(group).stuck or group.connection.hold:
            return group
        else:
            time.sleep(POLL_SECONDS)
