"""What the commands that name a mapping and its records share: their words, finding both, and running a job here.

What cannot be done is a ``CommandError`` of one line, and the command ends with 1 unless it says otherwise.
"""

from __future__ import annotations

import time

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from couplings.finding import find_pairs
from couplings.pairs import KnownPair
from jobs.models import Job
from jobs.requests import Request
from jobs.run import run_job
from jobs.services import ConnectionDisabled, promote, start
from mappings.models import TableMapping
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.sentences import remedy, title

POLL_SECONDS = 0.5


def add_place(parser: CommandParser) -> None:
    """The mapping, its connection, and how to print."""
    parser.add_argument("mapping", help="name of the mapping, such as CUSTOMER")
    parser.add_argument("--connection", help="name of the connection, if several have such a mapping")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")


def find_mapping(name: str, connection: str | None, code: int = 1) -> TableMapping:
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
    raise CommandError(text % {"name": name, "names": names}, returncode=code)


def find_pair(mapping: TableMapping, called: str) -> KnownPair:
    """The one pair a record called so belongs to; one clear line if there is none, or more than one."""
    found = find_pairs(mapping, called)
    if len(found) == 1:
        return found[0]
    if not found:
        raise no_such_record(mapping, called)
    text = _("Several records of %(mapping)s are called %(name)s; name one by its key: %(keys)s.")
    sides = [(one, Side.BC if one.bc_key else Side.DATAVERSE) for one in found]
    keys = ", ".join(f"{one.bc_key or one.dataverse_key} ({SYSTEM_NAMES[side]})" for one, side in sides)
    raise CommandError(text % {"mapping": mapping, "name": called, "keys": keys})


def no_such_record(mapping: TableMapping, called: str) -> CommandError:
    """The line that says so."""
    text = _("There is no record %(name)s in %(mapping)s; name it by number, name or key, as it was last read.")
    return CommandError(text % {"name": called, "mapping": mapping})


def carry_out(
    mapping: TableMapping, kind: Job.Kind, request: Request | None = None, *, preview: bool = False, code: int = 1
) -> Job:
    """Start a job and give it back once it has finished: carried out here, or by the worker that was quicker."""
    try:
        job = start(mapping, kind, request, trigger=Job.Trigger.COMMAND, preview=preview)
    except ConnectionDisabled as error:
        raise CommandError(f"{title(error.problem)} {remedy(error.problem)}", returncode=code) from error
    return finished(job)


def finished(job: Job) -> Job:
    """The job, once it has. Jobs before it in line that nobody has taken up are carried out here too, because it would
    wait for them."""
    while not job.finished:
        promote(job.mapping)
        active = Job.objects.filter(mapping=job.mapping_id, status__in=Job.ACTIVE).values_list("pk", flat=True).first()
        if active:
            run_job(active)
        if not active or Job.objects.filter(pk=active, status__in=Job.ACTIVE).exists():
            time.sleep(POLL_SECONDS)  # another worker has it
        job = Job.objects.select_related("mapping__connection").get(pk=job.pk)
    return job
