"""How things stand: what is coupled, in step, waiting, in conflict and failing, and what to do about it.

``Standing`` are the numbers; ``statements`` are the sentences Home says about them, worst first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.numbers import changed_couplings, troubled_couplings
from jobs.deciding import excess_words
from jobs.group_statements import group_statements
from jobs.models import Job, JobOperation
from jobs.statement import Statement
from mappings.models import TableMapping
from syncadmin.connections.findings import has_passed, warnings_of
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Family, Problem
from syncadmin.ui.sentences import title

_PATIENCE = timedelta(seconds=30)
# What a job waited for before a worker could take it up.
_BEFORE = ("former", "approved_at")
_WORST_FIRST = ("bad", "warn", "info", "good")


@dataclass(frozen=True)
class Standing:
    """Numbers of records. ``changed`` are coupled and ``new`` are to be created on the other side; ``people`` are those
    with a problem that needs somebody, ``retried`` those that are tried again by themselves; snoozed are neither."""

    coupled: int
    in_step: int
    changed: int
    new: int
    conflicts: int
    people: int
    retried: int

    @property
    def pending(self) -> int:
        """Records that the next run has something to do for."""
        return self.changed + self.new

    @property
    def failing(self) -> int:
        """Records with a problem that is no conflict."""
        return self.people + self.retried


def standing() -> Standing:
    """Count everything."""
    couplings = Coupling.objects.filter(state=Coupling.State.COUPLED)
    coupled, changed = couplings.count(), changed_couplings()
    undecided = couplings.filter(pk__in=_undecided_couplings()).values_list("pk", flat=True)
    by_code = dict(RecordProblem.objects.awake().order_by().values_list("code").annotate(number=Count("pk")))
    conflicts = by_code.pop("conflict", 0)
    retried = sum(number for code, number in by_code.items() if Problem(code).kind.family is Family.RETRY)
    return Standing(
        coupled=coupled,
        in_step=max(0, coupled - len({*changed, *troubled_couplings(), *undecided})),
        changed=len(changed),
        new=new_records().count(),
        conflicts=conflicts,
        people=sum(by_code.values()) - retried,
        retried=retried,
    )


def statements(now: Standing, *, acts: bool = True) -> list[Statement]:
    """What there is to say, worst first, to somebody who ``acts`` on records or only looks; something always is."""
    found = [*_undecided(), *group_statements(), *_connections(), *_silent_workers(), *_red_mappings()]
    found += [*_stopped_mappings(), *_records(now, acts)]
    found.sort(key=lambda one: _WORST_FIRST.index(one.tone))
    return [one for one in found if one.tone != "good"] or found


def _undecided_couplings() -> QuerySet[JobOperation, int | None]:
    """The couplings that plans waiting for approval would change."""
    planned = JobOperation.objects.filter(job__status=Job.Status.APPROVAL, state=JobOperation.State.PLANNED)
    return planned.filter(coupling__isnull=False).values_list("coupling", flat=True)


def _undecided() -> Iterator[Statement]:
    """Jobs that their brakes stopped, until somebody approves or rejects what they planned."""
    for one in Job.objects.filter(status=Job.Status.APPROVAL).select_related("mapping").order_by("pk"):
        text = _("Job %(number)d of %(mapping)s waits for approval: %(excesses)s.")
        text %= {"number": one.pk, "mapping": one.mapping, "excesses": "; ".join(excess_words(one))}
        yield Statement("warn", "hand-raised", text, _("Show the plan"), reverse("jobs:detail", args=[one.pk]))


def address(name: str, query: str = "") -> str:
    """The address of a page of another app, if it has that page."""
    try:
        return reverse(name) + query
    except NoReverseMatch:
        return ""


def address_of(mapping: TableMapping) -> str:
    """The page of a mapping."""
    return reverse("mappings:detail", args=[mapping.pk])


def new_records() -> QuerySet[RemoteRecord]:
    """Records that are not coupled, of mappings that create what is missing."""
    of_mapping = Coupling.objects.filter(mapping=OuterRef("mapping"))
    coupled = Exists(of_mapping.filter(bc_key=OuterRef("key"))) | Exists(
        of_mapping.filter(dataverse_key=OuterRef("key"))
    )
    rows = RemoteRecord.objects.filter(pending=True, deleted=False, admitted=True, mapping__only_coupled=False)
    return rows.filter(~Q(coupled))


def _connections() -> Iterator[Statement]:
    """Connections that are not enabled, whose last test failed, or of which it gave warning."""
    for one in Connection.objects.order_by("enabled", "name"):
        url = reverse("connections:detail", args=[one.pk])
        if not one.enabled:
            text = _("The connection %(name)s is not enabled.") % {"name": one.name}
            yield Statement("bad", "no-symbol", f"{text} {one.disable_reason}".strip(), _("Connection Setup"), url)
            continue
        if one.checks and not has_passed(one):
            text = _("The last test of the connection %(name)s failed.") % {"name": one.name}
            yield Statement("bad", "no-symbol", text, _("Connection Setup"), url)
        for problem in warnings_of(one):
            yield Statement("warn", "exclamation-triangle", title(problem), _("Connection Setup"), url)


def _silent_workers() -> Iterator[Statement]:
    """Jobs that nobody has taken up, or whose worker is gone, for longer than a tick needs to mend it."""
    now = timezone.now()
    former = Job.objects.filter(mapping=OuterRef("mapping"), finished_at__isnull=False).order_by("-finished_at")
    jobs = Job.objects.filter(status__in=(Job.Status.QUEUED, Job.Status.RUNNING))
    jobs = jobs.annotate(former=Subquery(former.values("finished_at")[:1]))
    jobs = jobs.annotate(ready_at=Greatest("created_at", *(Coalesce(one, "created_at") for one in _BEFORE)))
    silent = Q(status=Job.Status.QUEUED, ready_at__lt=now - _PATIENCE)
    abandoned = Q(status=Job.Status.RUNNING, lease_until__lt=now - _PATIENCE)
    for one in jobs.filter(silent | abandoned).order_by("pk")[:3]:
        since = one.lease_until if one.status == Job.Status.RUNNING else one.ready_at
        text = _("No worker has taken up job %(number)d for %(time)s.")
        text %= {"number": one.pk, "time": _roughly(now, since or one.created_at)}
        yield Statement("bad", "signal-slash", text, _("Show the job"), reverse("jobs:detail", args=[one.pk]))


def _red_mappings() -> Iterator[Statement]:
    """Mappings that do not fit the tables any more, so that their runs are refused."""
    for one in TableMapping.objects.exclude(findings=[]).order_by("name"):
        if problem := one.red_problem:
            text = _("%(mapping)s cannot run: %(reason)s") % {"mapping": one, "reason": title(problem)}
            yield Statement("bad", "x-circle", text, _("Show the mapping"), address_of(one))


def _stopped_mappings() -> Iterator[Statement]:
    """Mappings whose last run failed as a whole."""
    last = Job.objects.filter(mapping=OuterRef("pk"), preview=False, finished_at__isnull=False).order_by("-pk")
    newest = Subquery(last.exclude(kind__in=Job.ONLY_READ).values("pk")[:1])
    keys = [key for key in TableMapping.objects.annotate(newest=newest).values_list("newest", flat=True) if key]
    failed = Job.objects.filter(pk__in=keys, status=Job.Status.FAILED).select_related("mapping")
    failed = failed.exclude(code__in=Job.WANTED).order_by("pk")  # somebody knows
    for one in failed:
        if one.mapping.is_red:
            continue  # said already, with the reason of now
        why = title(one.problem) if one.problem else ""
        text = _("The last run of %(mapping)s failed: %(reason)s") % {"mapping": one.mapping, "reason": why}
        yield Statement("bad", "x-circle", text, _("Show the job"), reverse("jobs:detail", args=[one.pk]))


def _records(now: Standing, acts: bool) -> Iterator[Statement]:
    problems = address("couplings:problems")
    if number := now.conflicts + now.people:
        to_act = ngettext("%(number)d record needs you", "%(number)d records need you", number)
        to_know = ngettext("%(number)d record needs somebody", "%(number)d records need somebody", number)
        text = (to_act if acts else to_know) % {"number": number}
        yield Statement("warn", "exclamation-triangle", text, _("Show them"), problems)
    if number := now.retried:
        text = ngettext(
            "%(number)d record is tried again by itself", "%(number)d records are tried again by themselves", number
        )
        yield Statement("info", "arrow-path", text % {"number": number}, _("Show them"), problems)
    if number := now.pending:
        text = ngettext("%(number)d record waits for the next run", "%(number)d records wait for the next run", number)
        text %= {"number": number}
        yield Statement("info", "clock", text, _("Synchronize Modified Records"), starts=True)
    elif not _has_run():
        text = _("Nothing has been synchronized yet")
        yield Statement("info", "rocket-launch", text, _("Synchronize Modified Records"), starts=True)
    elif not number and not now.conflicts + now.failing:
        yield Statement("good", "check-circle", _("Everything is in step"))


def _has_run() -> bool:
    """Whether anything was read for a run; the entry of that job may be gone by now."""
    runs = Job.objects.filter(kind__in=Job.WHOLE_MAPPING, finished_at__isnull=False)
    return runs.exists() or TableMapping.objects.filter(bc_read_at__isnull=False).exists()


def _roughly(now: datetime, since: datetime) -> str:
    """How long, in one unit."""
    seconds = int((now - since).total_seconds())
    if seconds < 120:
        return _("%(seconds)d s") % {"seconds": seconds}
    if seconds < 7200:
        return _("%(minutes)d min") % {"minutes": seconds // 60}
    return _("%(hours)d h") % {"hours": seconds // 3600}
