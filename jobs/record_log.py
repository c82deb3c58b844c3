"""*Synchronization Log* of records: the list of jobs, limited to those that touched them."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from couplings.models import Coupling, RemoteRecord
from jobs.asking import Asked
from jobs.models import Job, JobOperation
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires

MOST = 50
_LONGEST_NUMBER = 18


@require_POST
@requires("jobs.view_job")
def record_log(request: HttpRequest) -> HttpResponseBase:
    """Go on to the jobs of the selected records, the first ones if they are many."""
    rows = Asked.of(request).rows.order_by("pk").values_list("pk", flat=True)[:MOST]
    named = ",".join(str(pk) for pk in rows)
    return redirect(f"{reverse('jobs:list')}?record={named}" if named else reverse("jobs:list"))


class RecordsField(forms.CharField):
    """Records by their numbers, as an address names them; nonsense names none."""

    def clean(self, value: Any) -> Sequence[RemoteRecord]:
        """The records themselves."""
        numbers = [one for one in str(value or "").split(",")[:MOST] if one.isascii() and one.isdigit()]
        wanted = [int(one) for one in numbers if len(one) <= _LONGEST_NUMBER]
        return list(RemoteRecord.objects.filter(pk__in=wanted).select_related("mapping").order_by("pk"))


class RecordsFilter(django_filters.Filter):  # type: ignore[misc]
    """Jobs that did something to records, or to their partners."""

    field_class = RecordsField

    def filter(self, qs: QuerySet[Job], value: Sequence[RemoteRecord] | None) -> QuerySet[Job]:
        """Narrow the rows."""
        if not value:
            return qs
        touched = reduce(operator.or_, map(_touched, value))
        return qs.filter(pk__in=JobOperation.objects.filter(touched).values("job"))


def _touched(one: RemoteRecord) -> Q:
    """The operations on a record, or on what it is coupled to."""
    side = Side(one.side)
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    coupling = Coupling.objects.filter(mapping=one.mapping_id, **{ours: one.key}).first()
    partner = getattr(coupling, theirs) if coupling else None
    keys = Q(**{ours: one.key}) | (Q(**{theirs: partner}) if partner else Q(pk__in=[]))
    return Q(job__mapping=one.mapping_id) & keys
