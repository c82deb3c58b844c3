"""What Home says of runs of several mappings: that one goes on, is held up, waits to be begun, or asks something."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jobs.answering import asks
from jobs.group_models import JobGroup
from jobs.group_states import GroupStanding, standing_of
from jobs.statement import Statement


def group_statements() -> Iterator[Statement]:
    """A sentence for each group that is not over, and for each that asks whether scheduled runs may create."""
    asking = Q(kind=JobGroup.Kind.FULL, answer=None, started_at__isnull=False)
    groups = JobGroup.objects.filter(Q(finished_at=None) | asking).select_related("connection", "mapping")
    for group in groups.order_by("pk"):
        if found := _statement(standing_of(group)):
            yield found


def _statement(standing: GroupStanding) -> Statement | None:
    group = standing.group
    names = {"kind": group.get_kind_display(), "connection": group.mapping or group.connection}
    url = reverse("jobs:group", args=[group.pk])
    if group.finished_at:
        if not asks(standing):
            return None
        text = _("Full synchronization of %(connection)s is done; say whether scheduled runs create records, too.")
        return Statement("info", "check-circle", text % names, _("Show it"), url)
    if group.in_review:
        text = _("A full synchronization of %(connection)s was reviewed and not begun.")
        return Statement("info", "eye", text % names, _("Show the review"), url)
    numbers = {**names, "done": standing.done, "total": len(standing.taking_part)}
    if standing.stuck:
        text = _("%(kind)s of %(connection)s is held up by a job that failed: %(done)d of %(total)d mappings are done.")
        return Statement("warn", "hand-raised", text % numbers, _("Show it"), url)
    text = _("%(kind)s of %(connection)s: %(done)d of %(total)d mappings are done.")
    return Statement("info", "arrow-path", text % numbers, _("Show it"), url)
