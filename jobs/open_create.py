"""What the way in from Sales or Business Central creates at once: the counterpart of a record that may not be read yet.

How the link stands, and whether this is offered, is shown by ``couplings.views.opening``.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from couplings.models import RemoteRecord
from couplings.opening import read_in, standings
from couplings.paths import list_url
from couplings.scope import find_mapping
from jobs.asking import launch, side_of, tell_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from mappings.models import TableMapping
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done
from syncadmin.ui.sentences import remedy, title


@require_POST
@requires("couplings.couple_records")
def open_create(request: HttpRequest) -> HttpResponseBase:
    """Read the record if nobody did, and create its counterpart, as far as the mapping allows it."""
    mapping, side = find_mapping(request.POST.get("mapping", "")), side_of(request)
    key = _key(request.POST.get("key", ""))
    if mapping is None or key is None:
        raise Http404
    standing = next(iter(standings([mapping], side, key)), None)
    if standing is None:
        raise Http404
    if standing.problem or not standing.creates:
        messages.error(request, title(standing.problem) if standing.problem else standing.why)
    elif problem := None if standing.kept else read_in(mapping, side, key):
        messages.error(request, f"{title(problem)} {remedy(problem)}")
    else:
        _create(request, mapping, side, key)
    return done(request, list_url(mapping.pk, side))


def _create(request: HttpRequest, mapping: TableMapping, side: Side, key: UUID) -> None:
    bc_keys, others = ((str(key),), ()) if side is Side.BC else ((), (str(key),))
    wanted = SynchronizeRecords(bc_keys, dataverse_keys=others, create=True)
    if job := launch(request, mapping, Job.Kind.RECORDS, wanted):
        row = RemoteRecord.objects.filter(mapping=mapping, side=side.value, key=key).first()
        names = {"record": row or key, "system": SYSTEM_NAMES[side.other]}
        tell_of(request, job, _("%(record)s is being created in %(system)s.") % names)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
